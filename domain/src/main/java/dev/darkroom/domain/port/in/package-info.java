/**
 * What Darkroom does, one interface a use case. Each takes a command or a query and answers with a sealed result:
 * refusals that a client can cause are values; {@link dev.darkroom.domain.port.out.StorageException} tells of trouble
 * with the infrastructure.
 */
@NullMarked
package dev.darkroom.domain.port.in;

import org.jspecify.annotations.NullMarked;
