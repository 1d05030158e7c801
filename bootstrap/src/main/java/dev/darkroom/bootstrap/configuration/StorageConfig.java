package dev.darkroom.bootstrap.configuration;

import java.nio.file.Path;

/** Where pictures and their metadata are kept. */
public sealed interface StorageConfig {
    /** Where that is, for people. */
    String description();

    /** In a folder of this machine, absolute. */
    record Local(Path dataFolder) implements StorageConfig {
        @Override
        public String description() {
            return "the folder " + dataFolder;
        }
    }
}
