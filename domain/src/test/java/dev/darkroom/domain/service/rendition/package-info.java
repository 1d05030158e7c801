/** Tests of {@code domain.service.rendition}. */
@NullMarked
package dev.darkroom.domain.service.rendition;

import org.jspecify.annotations.NullMarked;
