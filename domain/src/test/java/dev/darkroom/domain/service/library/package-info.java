/** Tests of {@code domain.service.library}. */
@NullMarked
package dev.darkroom.domain.service.library;

import org.jspecify.annotations.NullMarked;
