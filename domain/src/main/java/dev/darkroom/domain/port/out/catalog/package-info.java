/** The catalog of images, and the source of their ids. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.catalog;

import org.jspecify.annotations.NullMarked;
