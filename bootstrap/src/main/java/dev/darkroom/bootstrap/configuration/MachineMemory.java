package dev.darkroom.bootstrap.configuration;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of this machine, or of this container if it has less (cgroup). Defaults of limits depend on it. */
public final class MachineMemory {
    private static final long MIB = 1024 * 1024;

    /** What a server takes in a small container, without its workers. */
    private static final long SERVER_BYTES = 128 * MIB;

    /** What a worker takes before it decodes a picture. */
    private static final long WORKER_BYTES = 72 * MIB;

    private static final long MAX_RENDER_BYTES = 192 * MIB;
    private static final long MIN_RENDER_BYTES = 32 * MIB;

    private final long bytes;

    MachineMemory(long bytes) {
        this.bytes = bytes;
    }

    public static MachineMemory read() {
        return new MachineMemory(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
    }

    /** The default limit of the memory for all pictures that are decoded at a time. */
    long renderBytes() {
        return Math.clamp((bytes - SERVER_BYTES) / 2, MIN_RENDER_BYTES, MAX_RENDER_BYTES);
    }

    /** The number of worker processes, at most one for each processor. */
    public int workers(int processors) {
        return Math.clamp((bytes - SERVER_BYTES - renderBytes()) / WORKER_BYTES, 1, processors);
    }

    /** The memory that uploads may take in a file system that is in memory. The server, its workers and the kernel need the rest. */
    public long spoolBytes() {
        return bytes / 4;
    }
}
