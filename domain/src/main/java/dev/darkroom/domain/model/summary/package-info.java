/** Numbers of images by month and by tag. Depends on {@code model} and {@code image}. */
@NullMarked
package dev.darkroom.domain.model.summary;

import org.jspecify.annotations.NullMarked;
