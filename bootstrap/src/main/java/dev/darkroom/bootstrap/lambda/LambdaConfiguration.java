package dev.darkroom.bootstrap.lambda;

import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.StorageConfig;
import java.util.Map;

/** The configuration of a function. */
final class LambdaConfiguration {
    private LambdaConfiguration() {}

    /** @throws BadConfigurationException also for a storage that does not outlive the function */
    static Configuration from(Map<String, String> environment) {
        Configuration configuration = Configuration.from(environment);
        return switch (configuration.storage()) {
            case StorageConfig.Aws _ -> configuration;
            case StorageConfig.Local _ -> throw new BadConfigurationException(
                    "DARKROOM_STORAGE must be aws in Lambda, where a folder does not outlive the function.");
        };
    }
}
