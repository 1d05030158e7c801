package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.RenderLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How workers are run.
 *
 * @param command starts a process that calls {@link RenderWorker#run} with its standard streams
 * @param folder an empty folder to work in; it is made again where it is missing
 * @param max the number of workers at once
 * @param idle how long a worker without work is kept
 * @param limits for all workers together; the deadline is for one request
 */
public record WorkerSettings(List<String> command, Path folder, int max, Duration idle, RenderLimits limits) {}
