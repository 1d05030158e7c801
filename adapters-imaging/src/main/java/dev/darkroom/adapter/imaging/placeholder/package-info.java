/** Computes ThumbHash placeholders. Depends on {@code domain} only. */
@NullMarked
package dev.darkroom.adapter.imaging.placeholder;

import org.jspecify.annotations.NullMarked;
