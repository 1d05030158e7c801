package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.RenderLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings of worker processes.
 *
 * @param command the command line of a process that calls {@link RenderWorker#run} with its standard streams
 * @param folder the working directory, an empty folder; created if it is missing
 * @param max the maximum number of workers
 * @param idle the time after which a worker without requests is stopped
 * @param limits the limits of all workers together; the deadline applies to one request
 */
public record WorkerSettings(List<String> command, Path folder, int max, Duration idle, RenderLimits limits) {}
