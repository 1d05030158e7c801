package dev.darkroom.bootstrap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals, exit codes and output of the process. */
@Timeout(120)
class MainIT {
    private static final Pattern ADDRESS = Pattern.compile("address=http://127.0.0.1:([0-9]+)");

    @TempDir
    private Path folder;

    @Test
    void uploadInProgressIsFinishedBeforeTheStopAndServedAfterTheNextStart() throws Exception {
        byte[] picture = Client.picture(640, 480);
        String id;
        try (ChildJvm server = ChildJvm.start(environment(), Main.class, "serve");
                SlowUpload upload = new SlowUpload(port(server), picture)) {
            server.terminate();
            server.awaitLine("Stopping");
            id = upload.finish();

            assertThat(server.exitCode()).isZero();
            assertThat(server.errors()).isEmpty();
        }
        try (ChildJvm server = ChildJvm.start(environment(), Main.class);
                Client client = new Client(port(server))) {
            assertThat(client.download(id)).isEqualTo(picture);
        }
    }

    @Test
    void secondSignalStopsWithoutWaitingForUploads() throws Exception {
        try (ChildJvm server = ChildJvm.start(environment(), Main.class, "serve");
                SlowUpload _ = new SlowUpload(port(server), Client.picture(640, 480))) {
            server.terminate();
            server.awaitLine("Stopping");
            server.terminate();

            assertThat(server.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void serverReportsThatItIsNotReadyAndServesUntilTheStopDelayIsOver() throws Exception {
        Map<String, String> environment = environment();
        environment.put("DARKROOM_STOP_DELAY", "60");
        try (ChildJvm server = ChildJvm.start(environment, Main.class, "serve");
                Client client = new Client(port(server))) {
            server.terminate();
            server.awaitLine("Not ready");

            assertThat(client.status("/health/ready")).isEqualTo(503);
            assertThat(client.status("/health/live")).isEqualTo(200);
            assertThat(client.download(client.upload(Client.picture(2, 2)))).isEqualTo(Client.picture(2, 2));
        }
    }

    @Test
    void serverStopsAfterTheDelay() throws Exception {
        Map<String, String> environment = environment();
        environment.put("DARKROOM_STOP_DELAY", "1");
        try (ChildJvm server = ChildJvm.start(environment, Main.class, "serve")) {
            port(server);
            server.terminate();

            server.awaitLine("Not ready");
            server.awaitLine("Stopping after the requests in progress");
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void secondProcessOnTheSameFolderFailsWithOneSentence() throws Exception {
        try (ChildJvm first = ChildJvm.start(environment(), Main.class, "serve")) {
            port(first);
            try (ChildJvm second = ChildJvm.start(environment(), Main.class, "reconcile")) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.errors()).contains(folder.toString(), "in use").hasLineCount(1);
            }
        }
    }

    private static int port(ChildJvm server) throws Exception {
        Matcher address = ADDRESS.matcher(server.awaitLine("Serving"));
        assertThat(address.find()).isTrue();
        return Integer.parseInt(address.group(1));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("DARKROOM_DATA_DIR", folder.toString());
        environment.put("PORT", "0");
        return environment;
    }

    /** An upload whose first half the server has received. */
    private static final class SlowUpload implements AutoCloseable {
        private final Socket socket;
        private final byte[] picture;
        private final OutputStream out;
        private final BufferedReader in;

        SlowUpload(int port, byte[] picture) throws IOException {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            this.picture = picture;
            this.out = socket.getOutputStream();
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            out.write("""
                    POST /upload?user_id=alice HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: image/png\r
                    Content-Length: %d\r
                    Expect: 100-continue\r
                    Connection: close\r
                    \r
                    """.formatted(picture.length).getBytes(US_ASCII));
            // The server sends this when it starts to read the body.
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(in.readLine()).isEmpty();
            out.write(picture, 0, picture.length / 2);
            out.flush();
        }

        /** Sends the second half and returns the id of the image. */
        String finish() throws IOException {
            out.write(picture, picture.length / 2, picture.length - picture.length / 2);
            out.flush();
            assertThat(in.readLine()).startsWith("HTTP/1.1 201 ");
            return Client.idIn(in.readAllAsString());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
