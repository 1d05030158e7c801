/** Chooses the codec for renditions. Depends on its subpackages. */
@NullMarked
package dev.darkroom.adapter.imaging;

import org.jspecify.annotations.NullMarked;
