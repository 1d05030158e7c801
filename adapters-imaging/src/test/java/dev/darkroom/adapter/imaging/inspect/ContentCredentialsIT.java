package dev.darkroom.adapter.imaging.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.Credentials;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks with ExifTool that no content credentials remain, and with libvips that the pixels are the same. */
final class ContentCredentialsIT {
    private static final List<MetadataPolicy> REMOVING = List.of(MetadataPolicy.STRIP, MetadataPolicy.LOCATION);

    @TempDir
    static Path folder;

    /** The tags of each file, by its name. */
    private static Map<String, Map<String, String>> tags = new TreeMap<>();

    static Stream<String> files() {
        return Stream.concat(Credentials.signed(), Credentials.referring());
    }

    @BeforeAll
    static void createFilesAndReadTheirTags() throws IOException {
        Tools.requireExiftool();
        for (String name : files().toList()) {
            byte[] original = Pictures.resource(name);
            Files.write(file(name, "original"), original);
            for (MetadataPolicy policy : REMOVING) {
                Files.write(file(name, policy.name()),
                        Inspecting.read(Inspecting.accept(original, policy).sanitized()));
            }
        }
        tags = Tools.tags(folder);
    }

    /** ExifTool reads JUMBF in JPEG and PNG only, and no XMP that is divided into the sub-blocks of a GIF. */
    @Test
    void originalsHaveCredentials() {
        assertThat(tags("credentials/signed.jpg", "original")).containsKey("JUMBF:JUMDLabel");
        assertThat(tags("credentials/signed.png", "original")).containsKey("JUMBF:JUMDLabel");
        for (String suffix : List.of("jpg", "png", "webp", "avif", "heic")) {
            assertThat(tags("credentials/remote." + suffix, "original")).containsKey("XMP-dcterms:Provenance");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingIsLeft(String name) {
        for (MetadataPolicy policy : REMOVING) {
            Map<String, String> left = tags(name, policy.name());

            assertThat(left.keySet()).isNotEmpty().allSatisfy(tag -> assertThat(tag)
                    .doesNotStartWith("JUMBF")
                    .doesNotStartWith("C2PA")
                    .doesNotStartWith("CBOR")
                    .doesNotStartWith("XMP-dcterms")
                    .isNotEqualTo("ExifTool:Warning")
                    .isNotEqualTo("ExifTool:Error"));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void pixelsAreTheSameBitForBit(String name) {
        Tools.requireVips(name.substring(name.indexOf('.') + 1));
        byte[] pixels = Tools.pixels(file(name, "original"));

        assertThat(pixels).hasSizeGreaterThan(1_000);
        for (MetadataPolicy policy : REMOVING) {
            assertThat(Tools.pixels(file(name, policy.name()))).isEqualTo(pixels);
        }
    }

    private static Map<String, String> tags(String name, String version) {
        return tags.getOrDefault(file(name, version).getFileName().toString(), Map.of());
    }

    private static Path file(String name, String version) {
        return folder.resolve(version + "-" + Path.of(name).getFileName());
    }
}
