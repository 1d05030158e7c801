package dev.darkroom.adapter.imaging.worker;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Limits that a process sets for itself and can't raise again: setrlimit(2) and signal(2), with the constants of Linux.
 * On other systems only the signals are set.
 */
@SuppressWarnings("restricted") // calls native functions
final class ProcessLimits {
    private static final int RLIMIT_FSIZE = 1;
    private static final int RLIMIT_DATA = 2;
    private static final int RLIMIT_CORE = 4;

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final MemorySegment SIG_IGN = MemorySegment.ofAddress(1);

    private ProcessLimits() {}

    /**
     * Limits private writable memory, prevents writing files and core dumps, asks the kernel to kill this process first, and ignores the signals that end a process
     * group, because the server ends its workers.
     *
     * @param moreBytes the memory in addition to what the process uses now; reserved address space does not count
     */
    static void apply(long moreBytes) {
        ignore(SIGHUP);
        ignore(SIGINT);
        ignore(SIGTERM);
        offerToBeKilled();
        // RLIMIT_DATA includes private writable mappings since Linux 4.7.
        ProcessStatus.bytes(ProcessStatus.SELF, "VmData").ifPresent(dataBytes -> {
            limit(RLIMIT_CORE, 0);
            limit(RLIMIT_FSIZE, 0);
            limit(RLIMIT_DATA, dataBytes + moreBytes);
        });
    }

    /** If memory runs out, the kernel kills this process before the server (proc_pid_oom_score_adj(5)). */
    private static void offerToBeKilled() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException e) {
            // Not Linux.
        }
    }

    private static void limit(int resource, long value) {
        MethodHandle setrlimit = function(
                "setrlimit",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            // The soft and the hard limit.
            MemorySegment limits = arena.allocateFrom(ValueLayout.JAVA_LONG, value, value);
            if ((int) setrlimit.invokeExact(resource, limits) != 0) {
                throw new IllegalStateException("setrlimit refuses " + value + " for resource " + resource);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void ignore(int signal) {
        MethodHandle function = function(
                "signal",
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try {
            MemorySegment _ = (MemorySegment) function.invokeExact(signal, SIG_IGN);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
