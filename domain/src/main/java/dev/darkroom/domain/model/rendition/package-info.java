/** Renditions: their definitions, sizes and object keys. Depends on {@code model.object}. */
@NullMarked
package dev.darkroom.domain.model.rendition;

import org.jspecify.annotations.NullMarked;
