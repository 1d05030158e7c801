package dev.darkroom.bootstrap.lambda;

import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.BlobConfig;
import dev.darkroom.bootstrap.configuration.CatalogConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.Variable;
import java.util.Map;

/** The configuration of a function. */
final class LambdaConfiguration {
    private LambdaConfiguration() {}

    /**
     * Of a function that the internet calls.
     *
     * @throws BadConfigurationException also when nobody decided whether users sign in
     */
    static Configuration ofApi(Map<String, String> environment) {
        String auth = environment.getOrDefault(Variable.DARKROOM_AUTH.name(), "");
        if (auth.isBlank()) {
            throw new BadConfigurationException(
                    "DARKROOM_AUTH must be set in Lambda: jwt, or none to let everybody see, add and delete pictures.");
        }
        return from(environment);
    }

    /** @throws BadConfigurationException also for a storage that does not outlive the function */
    static Configuration from(Map<String, String> environment) {
        Configuration configuration = Configuration.from(environment);
        boolean isLocal = switch (configuration.blobs()) {
            case BlobConfig.Filesystem _ -> true;
            case BlobConfig.S3 _ -> switch (configuration.catalog()) {
                case CatalogConfig.Sqlite _ -> true;
                case CatalogConfig.DynamoDb _ -> false;
            };
        };
        if (isLocal) {
            throw new BadConfigurationException(
                    "DARKROOM_STORAGE must be aws in Lambda, where a folder does not outlive the function.");
        }
        return configuration;
    }
}
