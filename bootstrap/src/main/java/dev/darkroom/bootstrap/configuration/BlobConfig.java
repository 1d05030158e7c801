package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.S3Settings;
import java.nio.file.Path;
import java.util.Optional;

/** Where objects are stored. */
public sealed interface BlobConfig {
    /** A description for logs, without secrets. */
    String description();

    /** The folder of this machine that it needs, absolute; empty if it needs none. */
    Optional<Path> localFolder();

    /**
     * Files on this machine.
     *
     * @param dataFolder absolute
     */
    record Filesystem(Path dataFolder) implements BlobConfig {
        @Override
        public Optional<Path> localFolder() {
            return Optional.of(dataFolder);
        }

        @Override
        public String description() {
            return "the folder " + dataFolder;
        }
    }

    /** A bucket. */
    record S3(S3Settings settings) implements BlobConfig {
        @Override
        public Optional<Path> localFolder() {
            return Optional.empty();
        }

        @Override
        public String description() {
            return "the bucket " + settings.bucket();
        }
    }
}
