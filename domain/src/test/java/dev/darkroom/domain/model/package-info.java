/** Tests of {@code domain.model}. */
@NullMarked
package dev.darkroom.domain.model;

import org.jspecify.annotations.NullMarked;
