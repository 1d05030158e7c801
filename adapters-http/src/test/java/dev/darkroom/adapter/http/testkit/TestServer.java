package dev.darkroom.adapter.http.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.adapter.http.DirectUploads;
import dev.darkroom.adapter.http.HttpApi;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.http.ResumableUploads;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.edge.AddressRange;
import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.http.resumable.ResumableSettings;
import dev.darkroom.adapter.http.server.HttpServer;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.adapter.http.web.GallerySettings;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.events.ReadEvents;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.service.blob.FetchBlobService;
import dev.darkroom.domain.service.blob.ReceiveBlobService;
import dev.darkroom.domain.service.events.ReadEventsService;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A server on a free port with the real use cases over in-memory storage, and a client for it. */
public final class TestServer implements AutoCloseable {
    public static final int MAX_UPLOAD_BYTES = 100_000;
    public static final int MAX_DIRECT_UPLOAD_BYTES = 200_000;

    /** The size of the parts of a resumable upload. */
    public static final int PART_BYTES = 10_000;

    public static final String METRICS = "pictures_total 7\n";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Long enough for a busy machine to send a request. */
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(2);

    private static final JsonMapper JSON = new JsonMapper();

    private final InMemoryStorage storage = new InMemoryStorage();
    public final MovableClock clock = storage.clock;
    public final InMemoryBlobStore store = storage.store;
    public final InMemoryImageCatalog catalog = storage.catalog;
    public final LabelRenderer renderer = storage.renderer;
    final Path spoolFolder;
    public final UseCases useCases;
    public final HttpSettings settings;

    /** The requests that were answered, such as {@code GET /images/{image_id} 200}. */
    public final List<String> answered = new CopyOnWriteArrayList<>();

    private IntSupplier streams = () -> 0;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(Path spoolFolder, Builder options) {
        this.spoolFolder = spoolFolder;
        Services services = storage.services()
                .withImaging(new DecodingInspector(), renderer)
                .withSpoolFolder(spoolFolder)
                .withQuota(options.quota)
                .withRetention(options.retention)
                .withMaxDirectUploadBytes(MAX_DIRECT_UPLOAD_BYTES);
        useCases = new UseCases(
                options.authenticate,
                options.uploadChange.apply(services.uploadImage()),
                services.listImages(),
                services.viewCalendar(),
                services.listTags(),
                services.viewImage(),
                services.editImage(),
                services.editImages(),
                services.deleteImage(),
                services.deleteImages(),
                options.trashChange.apply(services.viewTrash()),
                services.restoreImage(),
                services.findExisting(),
                options.servesBlobs
                        ? Objects.requireNonNullElseGet(
                                options.fetchBlob, () -> new FetchBlobService(storage.links, store))
                        : null,
                services.checkHealth(),
                options.offersDirectUploads
                        ? new DirectUploads(services.startUpload(), services.completeUpload(),
                                services.cancelUpload(), new ReceiveBlobService(storage.links, store, catalog))
                        : null,
                new ResumableUploads(
                        services.startResumableUpload(), services.appendToUpload(), services.cancelUpload()),
                options.eventChange.apply(new ReadEventsService(catalog.events())));
        AtomicInteger requests = new AtomicInteger();
        settings = new HttpSettings("127.0.0.1", options.port, MAX_UPLOAD_BYTES,
                new ResumableSettings(MAX_DIRECT_UPLOAD_BYTES, null, MAX_UPLOAD_BYTES, PART_BYTES), spoolFolder,
                options.publicUrl,
                options.bodyProgressTimeout, options.edge(), GallerySettings.selfContained().with(options.retention),
                options.isLocal);
        Supplier<String> requestIds = () -> "request-" + requests.incrementAndGet();
        Monitoring monitoring = new Monitoring(this::record, () -> METRICS, false, count -> streams = count);
        server = HttpServer.start(
                settings, new HttpApi(settings, useCases, monitoring, requestIds, clock, clock::nanoTime,
                        new SpoolMemory(0)),
                requestIds);
    }

    private void record(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        answered.add(((HttpServletRequest) request).getMethod() + " " + Monitoring.route(request)
                + " " + ((HttpServletResponse) response).getStatus());
    }

    /** Signs a user in whose token is the name. The user {@code admin} is an admin. */
    public static Authenticate.Result user(String token) {
        UserId id = new UserId(token);
        return new Authenticate.Result.Authenticated(
                token.equals("admin") ? new Actor.Admin(id) : new Actor.User(id));
    }

    /** Options, all of which have a default. */
    public static Builder with() {
        return new Builder();
    }

    /** The options of a server. Not thread-safe. */
    public static final class Builder {
        private int port;
        private @Nullable URI publicUrl;
        private boolean isLocal;
        private Duration bodyProgressTimeout = TIMEOUT;
        private Quota quota = Quota.NONE;
        private Retention retention = Retention.NONE;
        private int requestsPerMinute;
        private int maxConcurrentUploads = 384;
        private int maxConnections = EdgeSettings.DEFAULT_MAX_CONNECTIONS;
        private List<AddressRange> trustedProxies = List.of();
        private Set<String> corsOrigins = Set.of();
        private @Nullable Authenticate authenticate;
        private UnaryOperator<UploadImage> uploadChange = UnaryOperator.identity();
        private UnaryOperator<ReadEvents> eventChange = UnaryOperator.identity();
        private UnaryOperator<ViewTrash> trashChange = UnaryOperator.identity();
        private @Nullable FetchBlob fetchBlob;
        private boolean servesBlobs = true;
        private boolean offersDirectUploads = true;

        private Builder() {}

        /** A port that is not any free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        public Builder publicUrl(URI url) {
            publicUrl = url;
            return this;
        }

        /** Only this machine reaches the server, and there is no sign-in. */
        public Builder local() {
            isLocal = true;
            return this;
        }

        /** A client may pause for 2 s instead of 20 s. */
        public Builder shortTimeout() {
            bodyProgressTimeout = SHORT_TIMEOUT;
            return this;
        }

        public Builder quotaBytes(long bytes) {
            quota = new Quota(bytes);
            return this;
        }

        /** Deletions move images to the trash. */
        public Builder trashDays(int days) {
            retention = new Retention(days);
            return this;
        }

        public Builder requestsPerMinute(int max) {
            requestsPerMinute = max;
            return this;
        }

        public Builder maxConcurrentUploads(int max) {
            maxConcurrentUploads = max;
            return this;
        }

        public Builder maxConnections(int max) {
            maxConnections = max;
            return this;
        }

        public Builder trustedProxies(String... ranges) {
            trustedProxies = Arrays.stream(ranges).map(AddressRange::parse).toList();
            return this;
        }

        public Builder corsOrigins(String... origins) {
            corsOrigins = Set.of(origins);
            return this;
        }

        /** Sign-in is required. */
        public Builder authenticate(Authenticate useCase) {
            authenticate = useCase;
            return this;
        }

        /** Uploads are stored by another use case, which may call the real one. */
        public Builder uploadImage(UnaryOperator<UploadImage> change) {
            uploadChange = change;
            return this;
        }

        /** Events come from another use case, which may call the real one. */
        public Builder readEvents(UnaryOperator<ReadEvents> change) {
            eventChange = change;
            return this;
        }

        /** The trash is shown by another use case, which may call the real one. */
        public Builder viewTrash(UnaryOperator<ViewTrash> change) {
            trashChange = change;
            return this;
        }

        /** Objects come from another use case. */
        public Builder fetchBlob(FetchBlob useCase) {
            fetchBlob = useCase;
            return this;
        }

        /** As with a store that serves its presigned URLs itself. */
        public Builder withoutBlobs() {
            servesBlobs = false;
            return this;
        }

        public Builder withoutDirectUploads() {
            offersDirectUploads = false;
            return this;
        }

        private EdgeSettings edge() {
            return new EdgeSettings(
                    requestsPerMinute, maxConcurrentUploads, maxConnections, trustedProxies, corsOrigins);
        }

        /** Starts a server with these options. */
        public TestServer start(Path spoolFolder) {
            return new TestServer(spoolFolder, this);
        }
    }

    /** The method and path of each route. */
    public List<String> routes() {
        Monitoring monitoring = new Monitoring(null, () -> METRICS, false, _ -> {});
        return new HttpApi(settings, useCases, monitoring, () -> "none", clock).routes().toList();
    }

    /** The number of open streams of events. */
    public int streams() {
        return streams.getAsInt();
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

    /** A response with its body as bytes or as JSON. */
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

        /** The body without its content coding. */
        public byte[] decoded() {
            if (!"gzip".equals(header("Content-Encoding")) || bytes().length == 0) {
                return bytes();
            }
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes()))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public void assertRefused(int expectedStatus, String code) {
            assertThat(status).as(() -> json().toString()).isEqualTo(expectedStatus);
            assertThat(text("code")).isEqualTo(code);
        }
    }

    /**
     * Sends a request, and checks the response against openapi.yaml.
     *
     * @param headers names and values, alternating
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
                    ByteBuffer.wrap(new Answer(response.statusCode(), response).decoded())));
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

    /** Uploads a picture as the body itself. */
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

    /** Uploads a small picture and returns its id. */
    public String upload(String query) {
        Answer answer = uploadRaw(query, png());
        if (answer.status() != 201) {
            throw new AssertionError(answer.json().toString());
        }
        return answer.text("image_id");
    }

    /** The files in the spool folder. */
    public List<Path> spooled() {
        try (Stream<Path> files = Files.list(spoolFolder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG of 3 × 2 pixels. */
    public static byte[] png() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same PNG with zeros at its end, which a decoder ignores. */
    public static byte[] png(int sizeBytes) {
        return Arrays.copyOf(png(), sizeBytes);
    }
}
