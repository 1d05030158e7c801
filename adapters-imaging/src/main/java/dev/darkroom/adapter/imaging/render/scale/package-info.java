/** Scales decoded pictures. Depends on the JDK only. */
@NullMarked
package dev.darkroom.adapter.imaging.render.scale;

import org.jspecify.annotations.NullMarked;
