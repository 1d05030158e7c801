/** Remembers the idempotency keys of uploads. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.idempotency;

import org.jspecify.annotations.NullMarked;
