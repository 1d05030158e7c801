package dev.darkroom.bootstrap.lifecycle;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What became of the AOT cache that the JVM was started with (JEP 514). One that was made by another build of the JDK, or of
 * another jar, is not used, and all that follows is a slower start; the JVM's own words about it are many and for its authors.
 */
final class AotCache {
    private static final String OPTION = "-XX:AOTCache=";
    /** What HotSpot has in {@code java.vm.info} when it uses the cache that it was given. */
    private static final String USED = "sharing";

    private AotCache() {}

    /** The file of a cache that was asked for and is not used. */
    static Optional<String> unused() {
        if (System.getProperty("java.vm.info", "").contains(USED)) {
            return Optional.empty();
        }
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(OPTION))
                .map(argument -> argument.substring(OPTION.length()))
                .reduce((_, last) -> last);
    }
}
