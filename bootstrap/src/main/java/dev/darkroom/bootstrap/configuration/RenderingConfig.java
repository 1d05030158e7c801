package dev.darkroom.bootstrap.configuration;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How renditions are made.
 *
 * @param libvips file of the library, or null for the installed one, or for Java's own decoders if none is installed
 * @param givenMemoryBytes memory limit for all pictures that are decoded at a time; empty for the default
 * @param arePrepared whether the renditions of the gallery's grid are made after an upload; otherwise with the first view
 */
public record RenderingConfig(@Nullable Path libvips, OptionalLong givenMemoryBytes, boolean arePrepared) {
    /** The memory limit for all pictures that are decoded at a time. */
    public long memoryBytes(MachineMemory machine) {
        return givenMemoryBytes.orElseGet(machine::renderBytes);
    }
}
