package dev.darkroom.adapter.imaging.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.Bytes;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.util.Map;

/** The inspector has a result for all bytes. Accepted files start with the signature of their type. */
public final class SniffingFuzzer {
    private static final Map<ContentType, String> MARKS = Map.of(
            ContentType.JPEG, "\u00FF\u00D8\u00FF",
            ContentType.PNG, "\u0089PNG\r\n\u001A\n",
            ContentType.GIF, "GIF8",
            ContentType.WEBP, "RIFF");

    private SniffingFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            if (Inspecting.inspect(data, policy) instanceof Inspection.Accepted accepted) {
                int at = MARKS.containsKey(accepted.contentType()) ? 0 : 4;
                assertThat(Bytes.indexOf(data, MARKS.getOrDefault(accepted.contentType(), "ftyp"))).isEqualTo(at);
            }
        }
    }
}
