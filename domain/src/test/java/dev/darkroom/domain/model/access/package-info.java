/** Tests of {@code domain.model.access}. */
@NullMarked
package dev.darkroom.domain.model.access;

import org.jspecify.annotations.NullMarked;
