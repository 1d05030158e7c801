package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.log.Logging;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * The training run for an AOT cache (JEP 514). A JVM with {@code -XX:AOTCacheOutput=FILE} records the classes that a server
 * loads and links while it starts and serves requests. A JVM with {@code -XX:AOTCache=FILE} reuses them.
 */
@Command(
        name = "training-run",
        hidden = true,
        description = "Serve a few requests from a temporary folder, so that a JVM with -XX:AOTCacheOutput=FILE records an AOT"
                + " cache. The build runs it.")
final class TrainingRunCommand implements Callable<Integer> {
    /** A small JPEG with EXIF, in base64. */
    private static final String PICTURE = """
            /9j/4QBqRXhpZgAATU0AKgAAAAgABQEPAAIAAAAHAAAASgEaAAUAAAABAAAAUgEbAAUAAAABAAAAWgEoAAMAAAABAAIAAAITAAMA
            AAABAAEAAAAAAABDYW1lcmEAAAAAAEgAAAABAAAASAAAAAH/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqg
            tObDoKrarYqMyP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4
            +Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAoAEADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL
            /8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3
            ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG
            x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgEC
            BAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZH
            SElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU
            1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCeUiSEhieATiqGSK0TIltH90Fj09TVBjuJPc81rAzkCt13Gm8Z
            5ppJ703NWQSAAHIoA5pq+5qUDg9sevek2NItRlEtc7RknBz3qq5bcCD06Y7UM/p2o+QoTyHH61KKLl0g8jJA3DvjrWcTU1xdM2Yw
            flB5quWz1pxVkKWohNNzSkUZqhCg1KrZFQ4NOHSkMeDzmkkfrzTC1Rk0AKTRmiigA5pQKKKAHEkDFNzRRQAhp8MDzMQo6cmiik9E
            C3P/2Q==
            """;

    private final Context context;

    TrainingRunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("darkroom-training");
        try {
            Configuration configuration =
                    Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString()));
            // The log of this server is of no use.
            PrintStream discarded = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Logging.start(configuration.log(), discarded);
            try (Application application = Application.start(configuration, Version.current(), context.clock())) {
                sendRequests(application.port());
            }
            return ExitCode.SUCCESS;
        } finally {
            delete(folder);
        }
    }

    private static void sendRequests(int port) throws IOException {
        String image =
                send(port, "POST", "/upload?user_id=training", "image/jpeg", Base64.getMimeDecoder().decode(PICTURE));
        String path = "/images/" + text(image, "image_id");
        String presigned = text(get(port, path), "url");
        for (String read : List.of(
                presigned.substring(presigned.indexOf("/blobs/")), "/images?limit=50",
                path + "/content?rendition=medium",
                "/health/ready", "/metrics", "/")) {
            String _ = get(port, read);
        }
        String _ = send(port, "PATCH", path, "application/json",
                "{\"title\":\"Training\"}".getBytes(StandardCharsets.US_ASCII));
        String _ = send(port, "DELETE", path, "application/json", new byte[0]);
    }

    private static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException(json + " has no " + name);
        }
        return found.group(1);
    }

    private static String get(int port, String target) throws IOException {
        return send(port, "GET", target, "text/plain", new byte[0]);
    }

    /** Not through the JDK's HTTP client: its 700 classes would be in the cache, and each start of a server would load them. */
    private static String send(int port, String method, String target, String contentType, byte[] body)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nAccept: text/html, */*\r\nConnection: close\r\nContent-Type: " + contentType
                    + "\r\nContent-Length: "
                    + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!response.startsWith("HTTP/1.1 2") && !response.startsWith("HTTP/1.1 3")) {
                throw new IOException(method + " " + target + " returned " + response);
            }
            return response;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
