/** Files that are built to hurt a decoder. */
@NullMarked
package dev.darkroom.adapter.imaging.testkit.hostile;

import org.jspecify.annotations.NullMarked;
