/** Use cases on stored images: list, view, edit, delete. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.library;

import org.jspecify.annotations.NullMarked;
