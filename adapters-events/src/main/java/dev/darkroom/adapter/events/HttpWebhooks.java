package dev.darkroom.adapter.events;

import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends events as Standard Webhooks 1.0.0, with the JDK's HTTP client. An exchange takes at most 15 s. Redirects are not followed. At most
 * 64 KiB of a response are read. Unless private receivers are allowed, each connection is made by {@link CheckedTunnels}, which refuses
 * addresses that are not public.
 */
public final class HttpWebhooks implements Webhooks, AutoCloseable {
    /** From the connection to the end of the response. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int HTTPS_PORT = 443;
    private static final int GONE = 410;

    private final Map<ReceiverId, URI> receivers = new LinkedHashMap<>();
    private final List<WebhookSecret> secrets;
    private final Function<ImageEvent, byte[]> body;
    private final String userAgent;
    private final InstantSource clock;
    private final Duration timeout;
    private final @Nullable CheckedTunnels tunnels;
    private final HttpClient client;

    /**
     * Network and time of a test.
     *
     * @param tls the trusted issuers of certificates, or null for those of the JDK
     */
    record Network(
            CheckedTunnels.Resolver resolver, Predicate<InetAddress> isAllowed, @Nullable SSLContext tls,
            Duration timeout) {
        static final Network OF_THE_JDK =
                new Network(InetAddress::getAllByName, PublicAddresses::contain, null, TIMEOUT);
    }

    /**
     * Opens the client. It connects to nothing yet.
     *
     * @param body the JSON of an event
     * @param userAgent the name of this software and its version
     */
    public HttpWebhooks(
            WebhookSettings settings, Function<ImageEvent, byte[]> body, String userAgent, InstantSource clock) {
        this(settings, body, userAgent, clock, Network.OF_THE_JDK);
    }

    HttpWebhooks(
            WebhookSettings settings, Function<ImageEvent, byte[]> body, String userAgent, InstantSource clock,
            Network network) {
        settings.receivers().forEach(receiver -> receivers.put(WebhookSettings.idOf(receiver), receiver));
        this.secrets = settings.secrets();
        this.body = body;
        this.userAgent = userAgent;
        this.clock = clock;
        this.timeout = network.timeout;
        this.tunnels = settings.isPrivateAllowed() ? null : tunnels(settings, network);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .proxy(tunnels == null ? HttpClient.Builder.NO_PROXY : ProxySelector.of(tunnels.address()));
        if (network.tls != null) {
            builder.sslContext(network.tls);
        }
        this.client = builder.build();
    }

    private static CheckedTunnels tunnels(WebhookSettings settings, Network network) {
        try {
            return new CheckedTunnels(
                    settings.receivers().stream().map(HttpWebhooks::authority).collect(Collectors.toSet()),
                    network.resolver,
                    network.isAllowed,
                    CONNECT_TIMEOUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String authority(URI receiver) {
        return receiver.getHost().toLowerCase(Locale.ROOT) + ":"
                + (receiver.getPort() < 0 ? HTTPS_PORT : receiver.getPort());
    }

    @Override
    public List<ReceiverId> receivers() {
        return List.copyOf(receivers.keySet());
    }

    @Override
    public Outcome send(ReceiverId receiver, ImageEvent event) {
        URI address = Objects.requireNonNull(receivers.get(receiver), "receiver");
        HttpRequest request = request(address, event);
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            try {
                return exchange(request, deadline);
            } catch (IOException e) {
                if (!mayBeStale(e) || refusal(address).isPresent()) {
                    throw e;
                }
                // The receiver may have closed an idle connection at the moment of the request.
                return exchange(request, deadline);
            }
        } catch (IOException e) {
            return new Outcome.Failed(reason(e, address), null);
        } catch (TimeoutException e) {
            return new Outcome.Failed("No response within " + timeout.toSeconds() + " s", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("Interrupted", null);
        }
    }

    private HttpRequest request(URI address, ImageEvent event) {
        String id = event.id();
        long seconds = clock.instant().getEpochSecond();
        byte[] json = body.apply(event);
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("User-Agent", userAgent)
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", secrets.stream()
                        .map(secret -> secret.sign(id, seconds, json))
                        .collect(Collectors.joining(" ")))
                .POST(BodyPublishers.ofByteArray(json))
                .build();
    }

    private Outcome exchange(HttpRequest request, long deadline)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<Drain>> exchange = client.sendAsync(request, _ -> new Drain());
        try {
            HttpResponse<Drain> response = exchange.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            drain(response.body(), deadline);
            return outcome(response, clock.instant());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            // Does nothing if it has ended.
            exchange.cancel(true);
            // The response may have arrived at the last moment.
            CompletableFuture<Void> _ = exchange.thenAccept(response -> response.body().cancel());
        }
    }

    /** The status is the result, whatever happens to the body. */
    private static void drain(Drain body, long deadline) throws InterruptedException {
        try {
            body.end().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end never fails", e);
        } catch (TimeoutException e) {
            // Cancelled below.
        } finally {
            body.cancel();
        }
    }

    private static Outcome outcome(HttpResponse<?> response, Instant now) {
        int status = response.statusCode();
        return switch (status / 100) {
            case 2 -> new Outcome.Delivered();
            case 3 ->
                new Outcome.Failed("The response status was " + status + ", and redirects are not followed", null);
            default -> status == GONE
                    ? new Outcome.Gone()
                    : new Outcome.Failed(
                            "The response status was " + status,
                            response.headers().firstValue("Retry-After")
                                    .flatMap(value -> Optional.ofNullable(RetryAfter.parse(value, now)))
                                    .orElse(null));
        };
    }

    private static boolean mayBeStale(IOException failure) {
        return !(failure instanceof HttpConnectTimeoutException || failure instanceof ConnectException
                || failure instanceof SSLException);
    }

    private Optional<String> refusal(URI address) {
        return tunnels == null ? Optional.empty() : tunnels.refusal(authority(address));
    }

    private String reason(IOException failure, URI address) {
        return refusal(address).orElseGet(() -> switch (failure) {
            case HttpConnectTimeoutException _ -> "No connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
            case ConnectException _ -> "No connection to " + address.getHost();
            case SSLException _ -> "TLS failed: " + failure.getMessage();
            default -> "The connection failed: " + failure.getMessage();
        });
    }

    /** The number of sockets of the tunnels. */
    int openSockets() {
        return tunnels == null ? 0 : tunnels.open();
    }

    /** Aborts exchanges in progress. */
    @Override
    public void close() {
        client.shutdownNow();
        if (tunnels != null) {
            tunnels.close();
        }
    }
}
