/** Lists and restores deleted images. */
@NullMarked
package dev.darkroom.domain.service.trash;

import org.jspecify.annotations.NullMarked;
