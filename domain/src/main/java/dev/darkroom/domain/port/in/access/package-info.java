/** Authentication. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.access;

import org.jspecify.annotations.NullMarked;
