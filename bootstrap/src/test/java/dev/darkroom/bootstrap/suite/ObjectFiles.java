package dev.darkroom.bootstrap.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects in the data folder of a service. */
public final class ObjectFiles {
    private ObjectFiles() {}

    /** The object keys of all files in {@code blobs}. */
    public static Set<String> keys(Path dataFolder) {
        Path blobs = dataFolder.resolve("blobs");
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> blobs.relativize(file).toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
