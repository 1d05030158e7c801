/**
 * The inbound ports: what Darkroom does, one interface per use case. Each takes a command or a query and returns a sealed result: a
 * refusal that a client can cause is a value. {@link dev.darkroom.domain.model.StorageException} reports a failure of the infrastructure.
 * Depends on {@code model} only.
 */
@NullMarked
package dev.darkroom.domain.port.in;

import org.jspecify.annotations.NullMarked;
