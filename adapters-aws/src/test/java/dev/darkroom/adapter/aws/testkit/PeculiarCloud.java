package dev.darkroom.adapter.aws.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * S3 and DynamoDB behind two relays, which respond to some requests as other stores do. Configurations of a bucket ({@code
 * ?encryption}, {@code ?publicAccessBlock}, …) are stored in the relay, because S3Proxy has none. Everything else is forwarded.
 * Each connection serves one request. Thread-safe.
 */
public final class PeculiarCloud implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(\\S+) /([^/?\\s]*)(/[^?\\s]*)?(?:\\?(\\S*))? HTTP/1.1");
    private static final Set<String> CONFIGURATIONS =
            Set.of("encryption", "publicAccessBlock", "policy", "lifecycle", "cors");

    private final TestCloud behind;
    private final ServerSocket s3;
    private final ServerSocket dynamoDb;
    private final Map<String, byte[]> configurations = new ConcurrentHashMap<>();
    private final AtomicInteger cached = new AtomicInteger();
    private volatile boolean wasEncrypted;
    private volatile Set<Quirk> quirks = Set.of();

    private PeculiarCloud(TestCloud behind) throws IOException {
        this.behind = behind;
        s3 = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        dynamoDb = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    public static PeculiarCloud with(Quirk... quirks) {
        try {
            PeculiarCloud cloud = new PeculiarCloud(TestCloud.inProcess());
            cloud.change(quirks);
            Thread.ofVirtual().start(() -> cloud.accept(cloud.s3));
            Thread.ofVirtual().start(() -> cloud.accept(cloud.dynamoDb));
            return cloud;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on, the store has these quirks and no others. */
    public void change(Quirk... now) {
        quirks = now.length == 0 ? Set.of() : EnumSet.copyOf(Set.of(now));
    }

    /** After the default encryption is removed, this many writes are rejected as before, because the store has cached it. */
    public void cacheForWrites(int writes) {
        cached.set(writes);
    }

    /** The cloud, reached through the relays. */
    public TestCloud cloud() {
        return new TestCloud(address(s3), address(dynamoDb));
    }

    /** The names of the configurations that the bucket has, such as {@code encryption}. */
    public Collection<String> configurations() {
        return Set.copyOf(configurations.keySet());
    }

    /** A configuration of the bucket, or an empty text. */
    public String stored(String configuration) {
        return new String(configurations.getOrDefault(configuration, new byte[0]), StandardCharsets.UTF_8);
    }

    /** Stores a configuration, as an earlier client did. */
    public void store(String configuration, String document) {
        configurations.put(configuration, document.getBytes(StandardCharsets.UTF_8));
    }

    private static URI address(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(server, client));
            }
        } catch (IOException closed) {
            // close() was called.
        }
    }

    private void serve(ServerSocket server, Socket client) {
        try (client) {
            String head = Relay.readHead(client);
            int length = Relay.contentLength(head);
            byte[] body = client.getInputStream().readNBytes(length);
            if (body.length < length) {
                throw new EOFException("The client hung up");
            }
            byte[] own = server.equals(s3) ? ownS3(head, body) : ownDynamoDb(head, body);
            URI target = server.equals(s3) ? behind.s3() : behind.dynamoDb();
            client.getOutputStream().write(own == null ? Relay.forward(target, head, body) : own);
            client.getOutputStream().flush();
        } catch (IOException e) {
            // The client sees the closed connection.
        }
    }

    /** The response of the relay, or null to forward the request. */
    private byte @Nullable [] ownS3(String head, byte[] body) {
        Matcher request = REQUEST.matcher(head);
        if (!request.lookingAt()) {
            return answer("400 Bad Request", "application/xml", "");
        }
        String method = request.group(1);
        String key = String.valueOf(request.group(3));
        String query = String.valueOf(request.group(4));
        boolean isObject = key.length() > 1 && !key.equals("null");
        if (isObject) {
            return method.equals("PUT") ? rejectedWrite() : null;
        }
        String configuration = query.replaceFirst("=$", "");
        if (CONFIGURATIONS.contains(configuration)) {
            return configured(method, configuration, body);
        }
        boolean creates = method.equals("PUT") && query.equals("null");
        return creates && quirks.contains(Quirk.BUCKET_DENIED) ? error("403 Forbidden", "AccessDenied") : null;
    }

    private byte @Nullable [] rejectedWrite() {
        boolean isEncrypted = configurations.containsKey("encryption");
        boolean cannotEncrypt = quirks.contains(Quirk.ENCRYPTION_BREAKS_WRITES)
                || quirks.contains(Quirk.ENCRYPTION_CANNOT_BE_REMOVED);
        if ((isEncrypted && cannotEncrypt) || (wasEncrypted && !isEncrypted && cached.getAndDecrement() > 0)) {
            return error("500 Internal Server Error", "InternalError");
        }
        boolean isDenied = quirks.contains(Quirk.WRITES_DENIED)
                || (quirks.contains(Quirk.ACCESS_BLOCK_BREAKS_WRITES)
                        && configurations.containsKey("publicAccessBlock"))
                || (quirks.contains(Quirk.STRICT_ACCESS_BLOCK_BREAKS_WRITES)
                        && stored("publicAccessBlock").contains("RestrictPublicBuckets"));
        return isDenied ? error("403 Forbidden", "AccessDenied") : null;
    }

    private byte[] configured(String method, String configuration, byte[] body) {
        boolean isEncryption = configuration.equals("encryption");
        return switch (method) {
            case "PUT" -> {
                if (isEncryption && quirks.contains(Quirk.ENCRYPTION_UNSUPPORTED)) {
                    yield error("400 Bad Request", "InvalidRequest");
                }
                if (isEncryption && quirks.contains(Quirk.ENCRYPTION_DENIED)) {
                    yield error("403 Forbidden", "AccessDenied");
                }
                configurations.put(configuration, body);
                yield answer("200 OK", "application/xml", "");
            }
            case "DELETE" -> {
                if (isEncryption && quirks.contains(Quirk.ENCRYPTION_CANNOT_BE_REMOVED)) {
                    yield error("403 Forbidden", "AccessDenied");
                }
                if (configurations.remove(configuration) != null && isEncryption) {
                    wasEncrypted = true;
                }
                yield answer("204 No Content", "application/xml", "");
            }
            default -> {
                byte[] stored = configurations.get(configuration);
                yield stored == null
                        ? error("404 Not Found", "NoSuchConfiguration")
                        : answer("200 OK", "application/xml", new String(stored, StandardCharsets.UTF_8));
            }
        };
    }

    private byte @Nullable [] ownDynamoDb(String head, byte[] body) {
        boolean isProtection = head.contains(".UpdateTable\r\n")
                && new String(body, StandardCharsets.UTF_8).contains("DeletionProtectionEnabled");
        return isProtection && quirks.contains(Quirk.DELETION_PROTECTION_UNSUPPORTED)
                ? answer("400 Bad Request", "application/x-amz-json-1.0",
                        "{\"__type\":\"com.amazon.coral.validate#ValidationException\","
                                + "\"message\":\"At least one of ProvisionedThroughput or GlobalSecondaryIndexUpdates is required\"}")
                : null;
    }

    private static byte[] error(String status, String code) {
        return answer(status, "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                        + "</Code><Message>as this store does</Message></Error>");
    }

    private static byte[] answer(String status, String type, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try (s3; dynamoDb) {
            // Running requests end by themselves.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
