package dev.darkroom.bootstrap.lambda;

import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.Variable;
import java.util.Map;

/** Reads the configuration of a function. */
final class LambdaConfiguration {
    private LambdaConfiguration() {}

    /**
     * Reads the configuration of a function that is reachable from the internet.
     *
     * @throws BadConfigurationException also if {@code DARKROOM_AUTH} is not set explicitly
     */
    static Configuration ofApi(Map<String, String> environment) {
        String auth = environment.getOrDefault(Variable.DARKROOM_AUTH.name(), "");
        if (auth.isBlank()) {
            throw new BadConfigurationException(
                    "DARKROOM_AUTH must be set on Lambda: jwt, or none to let everyone see, add and delete pictures.");
        }
        return from(environment);
    }

    /** @throws BadConfigurationException also for local storage, which is lost when the function ends */
    static Configuration from(Map<String, String> environment) {
        Configuration configuration = Configuration.from(environment);
        if (configuration.localFolder().isPresent()) {
            throw new BadConfigurationException(
                    "DARKROOM_STORAGE must be aws on Lambda, and neither DARKROOM_BLOBS nor DARKROOM_CATALOG may need a folder,"
                            + " because local files are lost when a function ends.");
        }
        return configuration;
    }
}
