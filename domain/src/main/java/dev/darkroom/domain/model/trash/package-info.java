/** The trash: deleted images that can be restored. Depends on {@code model} and {@code image}. */
@NullMarked
package dev.darkroom.domain.model.trash;

import org.jspecify.annotations.NullMarked;
