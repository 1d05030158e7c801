package dev.darkroom.bootstrap.lifecycle;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Finds out whether the JVM uses its AOT cache (JEP 514). The JVM ignores a cache that was made by another build of the JDK or
 * for another jar; the only consequence is a slower start. The JVM's own warnings about it are long, so they are turned off.
 */
final class AotCache {
    private static final String OPTION = "-XX:AOTCache=";
    /** HotSpot adds this to {@code java.vm.info} if it uses the cache. */
    private static final String USED = "sharing";

    private AotCache() {}

    /** The file of the configured cache, if the JVM does not use it. */
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
