/** Tests of the renderers. */
@NullMarked
package dev.darkroom.adapter.imaging.render;

import org.jspecify.annotations.NullMarked;
