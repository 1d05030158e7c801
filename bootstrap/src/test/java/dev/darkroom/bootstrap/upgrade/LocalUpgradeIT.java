package dev.darkroom.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A data folder of a server that was stopped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalUpgradeIT implements UpgradeSuite {
    private final OldData data = OldData.read("folder.zip");
    private Path folder;
    private UpgradedService unchanged;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        unchanged = start(SOON);
    }

    @AfterAll
    void stop() {
        unchanged.close();
    }

    @Override
    public OldData data() {
        return data;
    }

    @Override
    public OldCopy newCopy() {
        return LocalCopy.of(data, folder);
    }

    @Override
    public UpgradedService unchanged() {
        return unchanged;
    }

    @Test
    void urlsThatTheOldVersionSignedWorkUntilTheyExpire() {
        JsonNode links = data.facts().path("links");
        assertThat(links).hasSize(4);
        try (UpgradedService service = start(SOON)) {
            for (Duration later : List.of(Duration.ofMinutes(8), Duration.ofHours(1), Duration.ofDays(8))) {
                service.showTimeAfterStop(later);
                for (JsonNode link : links) {
                    String url = service.address() + link.path("url").asText();
                    if (Instant.parse(link.path("expires_at").asText()).isAfter(data.writtenAt().plus(later))) {
                        assertThat(service.fetch(url).expect(200).sha256()).isEqualTo(link.path("sha256").asText());
                    } else {
                        service.fetch(url).expectProblem(403, "link_expired");
                    }
                }
            }
        }
    }
}
