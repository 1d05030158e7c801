package dev.darkroom.adapter.http.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.adapter.http.DirectUploads;
import dev.darkroom.adapter.http.HttpApi;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.edge.AddressRange;
import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.http.server.HttpServer;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.adapter.http.web.GallerySettings;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.service.blob.FetchBlobService;
import dev.darkroom.domain.service.blob.ReceiveBlobService;
import dev.darkroom.domain.service.library.DeleteImageService;
import dev.darkroom.domain.service.library.DeleteImagesService;
import dev.darkroom.domain.service.library.EditImageService;
import dev.darkroom.domain.service.library.ListImagesService;
import dev.darkroom.domain.service.library.ViewImageService;
import dev.darkroom.domain.service.operations.CheckHealthService;
import dev.darkroom.domain.service.upload.CancelUploadService;
import dev.darkroom.domain.service.upload.CompleteUploadService;
import dev.darkroom.domain.service.upload.StartUploadService;
import dev.darkroom.domain.service.upload.UploadImageService;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryLinks;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeys;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A server on a free port with the real use cases over in-memory storage, and a client for it. */
public final class TestServer implements AutoCloseable {
    public static final int MAX_UPLOAD_BYTES = 100_000;
    static final int MAX_DIRECT_UPLOAD_BYTES = 200_000;

    public static final String METRICS = "pictures_total 7\n";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Long enough for a machine with much else to do to get a request out. */
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);

    private static final JsonMapper JSON = new JsonMapper();

    public final MovableClock clock = new MovableClock();
    public final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    public final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    final InMemoryIdempotencyStore keys = new InMemoryIdempotencyStore();
    public final LabelRenderer renderer = new LabelRenderer();
    final Path spoolFolder;
    public final UseCases useCases;
    public final HttpSettings settings;

    /** Each request that was answered, such as {@code GET /images/{image_id} 200}. */
    public final List<String> watched = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(Path spoolFolder, @Nullable URI publicUrl, Duration bodyProgressTimeout, int port,
            UnaryOperator<UseCases> change) {
        this(spoolFolder, publicUrl, bodyProgressTimeout, port, change, edge().settings());
    }

    private TestServer(Path spoolFolder, @Nullable URI publicUrl, Duration bodyProgressTimeout, int port,
            UnaryOperator<UseCases> change, EdgeSettings edge) {
        this(spoolFolder, publicUrl, bodyProgressTimeout, port, change, edge, Quota.NONE, false);
    }

    private TestServer(Path spoolFolder, @Nullable URI publicUrl, Duration bodyProgressTimeout, int port,
            UnaryOperator<UseCases> change, EdgeSettings edge, Quota quota, boolean isLocal) {
        this.spoolFolder = spoolFolder;
        InMemoryLinks links = new InMemoryLinks(clock);
        SequentialIds ids = new SequentialIds();
        DeleteImage deleteImage = new DeleteImageService(store, catalog, clock);
        useCases = change.apply(new UseCases(
                null,
                new UploadImageService(new DecodingInspector(), renderer, Runnable::run, Runnable::run, spoolFolder,
                        store, catalog, keys, ids, clock, quota),
                new ListImagesService(catalog, new InMemorySigningKeys()),
                new ViewImageService(catalog, links, store, renderer, Runnable::run, spoolFolder, clock),
                new EditImageService(catalog, clock),
                deleteImage,
                new DeleteImagesService(deleteImage),
                new FetchBlobService(links, store),
                new CheckHealthService(store, catalog, renderer),
                new DirectUploads(
                        new StartUploadService(catalog, links, ids, clock, MAX_DIRECT_UPLOAD_BYTES, quota),
                        new CompleteUploadService(new DecodingInspector(), renderer, Runnable::run, Runnable::run,
                                store, catalog,
                                clock, spoolFolder, quota),
                        new CancelUploadService(store, catalog),
                        new ReceiveBlobService(links, store, catalog))));
        AtomicInteger requests = new AtomicInteger();
        settings = new HttpSettings("127.0.0.1", port, MAX_UPLOAD_BYTES, spoolFolder, publicUrl, bodyProgressTimeout,
                edge, GallerySettings.selfContained(), isLocal);
        Supplier<String> requestIds = () -> "request-" + requests.incrementAndGet();
        Monitoring monitoring = new Monitoring(this::watch, () -> METRICS, false);
        server = HttpServer.start(
                settings, new HttpApi(settings, useCases, monitoring, requestIds, clock, clock::nanoTime,
                        new SpoolMemory(0)),
                requestIds);
    }

    private void watch(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        watched.add(((HttpServletRequest) request).getMethod() + " " + Monitoring.route(request)
                + " " + ((HttpServletResponse) response).getStatus());
    }

    public static TestServer start(Path spoolFolder) {
        return new TestServer(spoolFolder, null, PATIENCE, 0, UnaryOperator.identity());
    }

    /** One that only its own machine reaches. */
    public static TestServer startLocal(Path spoolFolder, @Nullable URI publicUrl, Edge edge) {
        return new TestServer(
                spoolFolder, publicUrl, PATIENCE, 0, UnaryOperator.identity(), edge.settings(), Quota.NONE, true);
    }

    public static TestServer startAt(Path spoolFolder, int port) {
        return new TestServer(spoolFolder, null, PATIENCE, port, UnaryOperator.identity());
    }

    public static TestServer startWith(Path spoolFolder, Edge edge) {
        return new TestServer(spoolFolder, null, PATIENCE, 0, UnaryOperator.identity(), edge.settings());
    }

    public static TestServer startImpatient(Path spoolFolder, Edge edge) {
        return new TestServer(spoolFolder, null, IMPATIENCE, 0, UnaryOperator.identity(), edge.settings());
    }

    /** With sign-in. */
    public static TestServer startWith(Path spoolFolder, Authenticate authenticate, Edge edge) {
        return new TestServer(spoolFolder, null, PATIENCE, 0,
                all -> new UseCases(authenticate, all.uploadImage(), all.listImages(), all.viewImage(),
                        all.editImage(), all.deleteImage(), all.deleteImages(), all.fetchBlob(), all.checkHealth(),
                        all.directUploads()),
                edge.settings());
    }

    public static TestServer startImpatient(Path spoolFolder) {
        return startImpatient(spoolFolder, UnaryOperator.identity());
    }

    /** With uploads that are stored in another way. */
    public static TestServer startWith(Path spoolFolder, UnaryOperator<UploadImage> change) {
        return start(spoolFolder, PATIENCE, change);
    }

    public static TestServer startImpatient(Path spoolFolder, UnaryOperator<UploadImage> change) {
        return start(spoolFolder, IMPATIENCE, change);
    }

    private static TestServer start(Path spoolFolder, Duration patience, UnaryOperator<UploadImage> change) {
        return new TestServer(spoolFolder, null, patience, 0,
                all -> new UseCases(all.authenticate(), change.apply(all.uploadImage()), all.listImages(),
                        all.viewImage(),
                        all.editImage(), all.deleteImage(), all.deleteImages(), all.fetchBlob(), all.checkHealth(),
                        all.directUploads()));
    }

    /** With blobs that come from elsewhere. */
    public static TestServer startFetching(Path spoolFolder, FetchBlob fetchBlob) {
        return new TestServer(spoolFolder, null, PATIENCE, 0,
                all -> new UseCases(all.authenticate(), all.uploadImage(), all.listImages(),
                        all.viewImage(), all.editImage(), all.deleteImage(), all.deleteImages(), fetchBlob,
                        all.checkHealth(), all.directUploads()));
    }

    /** As against a store that serves its presigned URLs itself. */
    public static TestServer startWithoutBlobs(Path spoolFolder) {
        return new TestServer(spoolFolder, null, PATIENCE, 0,
                all -> new UseCases(all.authenticate(), all.uploadImage(), all.listImages(),
                        all.viewImage(), all.editImage(), all.deleteImage(), all.deleteImages(), null,
                        all.checkHealth(), null));
    }

    public static TestServer startWithQuota(Path spoolFolder, long bytes) {
        return new TestServer(spoolFolder, null, PATIENCE, 0, UnaryOperator.identity(), edge().settings(),
                new Quota(bytes), false);
    }

    public static TestServer startBehind(URI publicUrl, Path spoolFolder) {
        return new TestServer(spoolFolder, publicUrl, PATIENCE, 0, UnaryOperator.identity());
    }

    /** Limits of which a test names those that it is about. */
    public static Edge edge() {
        return new Edge(0, 384, EdgeSettings.DEFAULT_MAX_CONNECTIONS, List.of(), Set.of());
    }

    public record Edge(int requests, int uploads, int connections, List<AddressRange> proxies, Set<String> origins) {
        public Edge requestsPerMinute(int most) {
            return new Edge(most, uploads, connections, proxies, origins);
        }

        public Edge uploads(int most) {
            return new Edge(requests, most, connections, proxies, origins);
        }

        public Edge connections(int most) {
            return new Edge(requests, uploads, most, proxies, origins);
        }

        public Edge trusting(String... ranges) {
            return new Edge(requests, uploads, connections,
                    Arrays.stream(ranges).map(AddressRange::parse).toList(), origins);
        }

        public Edge origins(String... all) {
            return new Edge(requests, uploads, connections, proxies, Set.of(all));
        }

        private EdgeSettings settings() {
            return new EdgeSettings(requests, uploads, connections, proxies, origins);
        }
    }

    /** Every method and path that is served. */
    public List<String> routes() {
        Monitoring monitoring = new Monitoring(null, () -> METRICS, false);
        return new HttpApi(settings, useCases, monitoring, () -> "none", clock).routes().toList();
    }

    public int port() {
        return server.port();
    }

    public String origin() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }

    /** An answer with its body as bytes, and as JSON where it is some. */
    public record Answer(int status, HttpResponse<byte[]> http) {
        public byte[] bytes() {
            return http.body();
        }

        public JsonNode json() {
            try {
                return JSON.readTree(http.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String text(String field) {
            return json().required(field).asText();
        }

        @Nullable
        public String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }

        public void assertRefused(int expectedStatus, String code) {
            assertThat(status).as(() -> json().toString()).isEqualTo(expectedStatus);
            assertThat(text("code")).isEqualTo(code);
        }
    }

    /**
     * Sends a request, and holds the answer against openapi.yaml.
     *
     * @param headers names and values by turns
     */
    public Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(origin() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            OpenApiContract.OF_THE_SERVICE.checkAnswer(new Exchange(method, target, Exchange.headers(headers),
                    ByteBuffer.allocate(0), response.statusCode(), response.headers(),
                    ByteBuffer.wrap(response.body())));
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public Answer head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    /** Uploads in the raw form. */
    public Answer uploadRaw(String query, byte[] picture, String... headers) {
        String[] all =
                Stream.concat(Stream.of("Content-Type", "image/png"), Arrays.stream(headers)).toArray(String[]::new);
        return send("POST", "/upload" + query, BodyPublishers.ofByteArray(picture), all);
    }

    public Answer uploadJson(String json, String... headers) {
        String[] all =
                Stream.concat(Stream.of("Content-Type", "application/json"), Arrays.stream(headers))
                        .toArray(String[]::new);
        return send("POST", "/upload", BodyPublishers.ofString(json), all);
    }

    public Answer uploadForm(FormBody form, String... headers) {
        String[] all = Stream.concat(Stream.of("Content-Type", form.contentType()), Arrays.stream(headers))
                .toArray(String[]::new);
        return send("POST", "/upload", BodyPublishers.ofByteArray(form.bytes()), all);
    }

    /** Uploads a picture that nobody looks at closely, and gives its id. */
    public String upload(String query) {
        Answer answer = uploadRaw(query, png());
        if (answer.status() != 201) {
            throw new AssertionError(answer.json().toString());
        }
        return answer.text("image_id");
    }

    public List<Path> spooled() {
        try (Stream<Path> files = Files.list(spoolFolder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture of 3×2 pixels. */
    public static byte[] png() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same picture with zeros behind it, which a decoder does not look at. */
    public static byte[] png(int sizeBytes) {
        return Arrays.copyOf(png(), sizeBytes);
    }
}
