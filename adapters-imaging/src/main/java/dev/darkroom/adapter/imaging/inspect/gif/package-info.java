/** Parses GIF (GIF89a). Depends on {@code file}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.gif;

import org.jspecify.annotations.NullMarked;
