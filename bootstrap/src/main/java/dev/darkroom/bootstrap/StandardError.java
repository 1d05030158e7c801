package dev.darkroom.bootstrap;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The standard error stream of this process. */
final class StandardError {
    private static final int FILE_DESCRIPTOR = 2;

    private StandardError() {}

    /**
     * Whether it is a terminal, from {@code isatty} (POSIX.1). {@code System.console()} checks only the other two streams. False
     * on platforms without {@code isatty}.
     */
    @SuppressWarnings("restricted")
    static boolean isTerminal() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> isatty = linker.defaultLookup().find("isatty");
        if (isatty.isEmpty()) {
            return false;
        }
        try {
            return (int) linker.downcallHandle(isatty.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                    .invokeExact(FILE_DESCRIPTOR) == 1;
        } catch (Throwable e) {
            throw new IllegalStateException("isatty throws nothing", e);
        }
    }
}
