package dev.darkroom.bootstrap.configuration;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How renditions are made.
 *
 * @param libvips file of the library, or null for the installed one, or for Java's own decoders if none is installed
 * @param memoryBytes memory limit for all pictures that are decoded at a time
 */
public record RenderingConfig(@Nullable Path libvips, long memoryBytes) {}
