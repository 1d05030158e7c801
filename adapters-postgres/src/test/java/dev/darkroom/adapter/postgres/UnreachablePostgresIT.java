package dev.darkroom.adapter.postgres;

import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.domain.testkit.contract.UnreachableStorageContract;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;

class UnreachablePostgresIT implements UnreachableStorageContract {
    @Override
    public PostgresStorage openUnreachable() throws Exception {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return PostgresStorage.open(PostgresSettings.parse(
                    "postgresql://darkroom:secret@127.0.0.1:" + closed.getLocalPort() + "/pictures", null), null, true);
        }
    }

    @Override
    public Set<String> callsWithoutServer() {
        return Set.of("EventLog.isRecording");
    }

    /** A call waits 3 s for a connection. A second one about the same image begins after that. */
    @Override
    public Duration limit() {
        return Duration.ofSeconds(8);
    }
}
