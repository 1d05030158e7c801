package dev.darkroom.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Photographs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder of a server that was killed during uploads and deletions. */
class KilledUpgradeIT {
    @Test
    void startKeepsWhatWasAcknowledgedAndFinishesTheRest(@TempDir Path folder) {
        OldData data = OldData.read("killed.zip");
        LocalCopy copy = LocalCopy.of(data, folder);
        int objects = copy.objectKeys().size();
        Path spool = copy.dataFolder().resolve("spool");
        assertThat(data.facts().path("pending").asInt()).isPositive();
        assertThat(data.facts().path("deleting").asInt()).isPositive();
        assertThat(spool).isNotEmptyDirectory();

        try (UpgradedService service = UpgradedService.start(data, copy, Duration.ofMinutes(1))) {
            Set<String> stored = new HashSet<>();
            assertThat(data.facts().path("stored")).isNotEmpty().allSatisfy(image -> {
                JsonNode found = service.view(image.path("image_id").asText()).expect(200).json();
                assertThat(found.path("created_at")).isEqualTo(image.path("created_at"));
                assertThat(service.fetch(found.path("url").asText()).expect(200).sha256())
                        .isEqualTo(image.path("sha256").asText());
                stored.add(image.path("image_id").asText());
            });
            assertThat(data.facts().path("deleted")).isNotEmpty().allSatisfy(
                    id -> service.view(id.asText()).expectProblem(404, "not_found"));

            // A call without a response took effect completely or not at all.
            Set<String> listed = new HashSet<>(service.walk("limit=100"));
            assertThat(listed).containsAll(stored);
            assertThat(copy.objectKeys()).extracting(key -> key.split("/", -1)[1]).hasSameElementsAs(listed);
            assertThat(copy.objectKeys()).hasSizeLessThan(objects);
            assertThat(spool).isEmptyDirectory();
            assertThat(copy.dataFolder().resolve("tmp")).isEmptyDirectory();
            service.uploaded("alice", Photographs.jpeg(40, 30, 1));
        }
    }
}
