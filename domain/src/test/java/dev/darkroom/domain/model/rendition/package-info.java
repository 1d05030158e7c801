/** Tests of renditions' definitions. */
@NullMarked
package dev.darkroom.domain.model.rendition;

import org.jspecify.annotations.NullMarked;
