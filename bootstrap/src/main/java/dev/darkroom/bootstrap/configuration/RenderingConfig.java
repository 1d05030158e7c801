package dev.darkroom.bootstrap.configuration;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How renditions are made.
 *
 * @param libvips file of the library, or null for the installed one, or for Java's own decoders if none is installed
 * @param givenMemoryBytes memory limit for all pictures that are decoded at a time; empty for the default
 * @param definitions the sizes of renditions
 * @param prepared the names of the renditions that are made after an upload; others are made with their first view
 */
public record RenderingConfig(
        @Nullable Path libvips, OptionalLong givenMemoryBytes, RenditionDefinitions definitions,
        List<String> prepared) {
    /** A megapixel needs 4 MiB. With less than this, most pictures could not be rendered. */
    private static final long MIN_RENDER_MEMORY_BYTES = 16L << 20;

    /** The renditions that the gallery's grid shows. */
    private static final List<String> OF_THE_GRID = List.of("small", "medium");

    public RenderingConfig {
        prepared = List.copyOf(prepared);
    }

    /** The memory limit for all pictures that are decoded at a time. */
    public long memoryBytes(MachineMemory machine) {
        return givenMemoryBytes.orElseGet(machine::renderBytes);
    }

    static RenderingConfig read(Environment environment) {
        RenditionDefinitions definitions = definitions(environment);
        return new RenderingConfig(
                environment.path(Variable.DARKROOM_LIBVIPS, "the path of a file"),
                renderMemory(environment),
                definitions,
                prepared(environment, definitions));
    }

    private static OptionalLong renderMemory(Environment environment) {
        return environment.given(Variable.DARKROOM_RENDER_MEMORY_BYTES).isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(environment.number(
                        Variable.DARKROOM_RENDER_MEMORY_BYTES, MIN_RENDER_MEMORY_BYTES, Long.MAX_VALUE));
    }

    private static RenditionDefinitions definitions(Environment environment) {
        try {
            return RenditionDefinitions.parse(environment.given(Variable.DARKROOM_RENDITIONS).orElse(""));
        } catch (InvalidValueException e) {
            throw Environment.wrong(Variable.DARKROOM_RENDITIONS, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> prepared(Environment environment, RenditionDefinitions definitions) {
        Set<String> names = new LinkedHashSet<>();
        if (environment.flag(Variable.DARKROOM_PREPARE_RENDITIONS,
                StorageVariables.blobs(environment) instanceof BlobConfig.Filesystem)) {
            names.addAll(OF_THE_GRID);
        }
        environment.given(Variable.DARKROOM_RENDITIONS_EAGER)
                .ifPresent(value -> names.addAll(Arrays.asList(value.split("\\s+", -1))));
        for (String name : names) {
            if (definitions.find(name).isEmpty()) {
                throw Environment.wrong(Variable.DARKROOM_RENDITIONS_EAGER, "there is no rendition \"" + name
                        + "\": write some of " + String.join(" ", definitions.names()) + ", or define it in "
                        + Variable.DARKROOM_RENDITIONS);
            }
        }
        return List.copyOf(names);
    }
}
