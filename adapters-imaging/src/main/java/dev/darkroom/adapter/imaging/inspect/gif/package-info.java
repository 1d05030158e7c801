/** The structure of GIF files (GIF89a). Depends on {@code file}. */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.gif;

import org.jspecify.annotations.NullMarked;
