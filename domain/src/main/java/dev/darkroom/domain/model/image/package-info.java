/** The image, its details and states, and pages of images. Depends on {@code model}, {@code object},
 * {@code resumable} and {@code quota}. */
@NullMarked
package dev.darkroom.domain.model.image;

import org.jspecify.annotations.NullMarked;
