/**
 * Decodes in worker processes, which have limits and can be killed. {@link dev.darkroom.adapter.imaging.worker.Workers}
 * runs in the server process, {@link dev.darkroom.adapter.imaging.worker.RenderWorker} in the worker process. Depends
 * on {@code adapter.imaging} (which chooses the codec), {@code render} and {@code inspect.file}.
 */
@NullMarked
package dev.darkroom.adapter.imaging.worker;

import org.jspecify.annotations.NullMarked;
