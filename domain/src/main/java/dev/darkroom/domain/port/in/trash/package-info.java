/** Use cases of deleted images that can be restored. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.trash;

import org.jspecify.annotations.NullMarked;
