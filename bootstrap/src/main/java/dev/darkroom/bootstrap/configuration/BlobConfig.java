package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.S3Settings;
import java.nio.file.Path;

/** Where objects are stored. */
public sealed interface BlobConfig {
    /** The place in words, for people. */
    String description();

    /**
     * As files of this machine.
     *
     * @param dataFolder absolute
     */
    record Filesystem(Path dataFolder) implements BlobConfig {
        @Override
        public String description() {
            return "the folder " + dataFolder;
        }
    }

    /** In a bucket. */
    record S3(S3Settings settings) implements BlobConfig {
        @Override
        public String description() {
            return "the bucket " + settings.bucket();
        }
    }
}
