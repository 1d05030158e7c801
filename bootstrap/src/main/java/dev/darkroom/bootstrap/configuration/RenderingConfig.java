package dev.darkroom.bootstrap.configuration;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How renditions are made.
 *
 * @param libvips the library's file, or null for the one that is installed, else Java's own decoders
 * @param memoryBytes what decoded pictures may take at once
 */
public record RenderingConfig(@Nullable Path libvips, long memoryBytes) {}
