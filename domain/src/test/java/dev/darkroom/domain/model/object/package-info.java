/** Tests of {@code domain.model.object}. */
@NullMarked
package dev.darkroom.domain.model.object;

import org.jspecify.annotations.NullMarked;
