/** Idempotent uploads. Depends on {@code model}, {@code object} and {@code image}. */
@NullMarked
package dev.darkroom.domain.model.upload;

import org.jspecify.annotations.NullMarked;
