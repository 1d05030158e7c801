/**
 * Decodes in processes of their own, which are limited and can be killed: {@link dev.darkroom.adapter.imaging.worker.Workers} on
 * the side of the server, {@link dev.darkroom.adapter.imaging.worker.RenderWorker} on the side of the worker. Depends on
 * {@code render}.
 */
@NullMarked
package dev.darkroom.adapter.imaging.worker;

import org.jspecify.annotations.NullMarked;
