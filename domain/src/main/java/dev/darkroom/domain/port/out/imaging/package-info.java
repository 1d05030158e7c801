/** Inspects and renders pictures. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.imaging;

import org.jspecify.annotations.NullMarked;
