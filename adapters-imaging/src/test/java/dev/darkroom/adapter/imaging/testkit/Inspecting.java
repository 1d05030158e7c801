package dev.darkroom.adapter.imaging.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Helpers for the tests of all formats. */
public final class Inspecting {
    public static final PixelLimits LIMITS = new PixelLimits(100_000_000, 30_000);

    private Inspecting() {}

    public static Inspection inspect(byte[] file) {
        return inspect(file, MetadataPolicy.STRIP);
    }

    public static Inspection inspect(byte[] file, MetadataPolicy policy) {
        return new FormatInspector(LIMITS, policy).inspect(Content.of(file));
    }

    public static Inspection.Accepted accept(byte[] file) {
        return accept(file, MetadataPolicy.STRIP);
    }

    public static Inspection.Accepted accept(byte[] file, MetadataPolicy policy) {
        Inspection inspection = inspect(file, policy);
        assertThat(inspection).isInstanceOf(Inspection.Accepted.class);
        return (Inspection.Accepted) inspection;
    }

    public static byte[] strip(byte[] file) {
        return read(accept(file).sanitized());
    }

    public static byte[] withoutLocation(byte[] file) {
        return read(accept(file, MetadataPolicy.LOCATION).sanitized());
    }

    public static String damage(byte[] file) {
        Inspection inspection = inspect(file);
        assertThat(inspection).isInstanceOf(Inspection.Damaged.class);
        return ((Inspection.Damaged) inspection).detail();
    }

    public static String unsupported(byte[] file) {
        Inspection inspection = inspect(file);
        assertThat(inspection).isInstanceOf(Inspection.Unsupported.class);
        return ((Inspection.Unsupported) inspection).detail();
    }

    public static byte[] read(Content content) {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize(Math.toIntExact(content.sizeBytes()));
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
