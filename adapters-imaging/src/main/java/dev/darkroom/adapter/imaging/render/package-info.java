/** What codecs have in common: limits, memory estimates and deadlines. Depends on {@code inspect} and {@code placeholder}. */
@NullMarked
package dev.darkroom.adapter.imaging.render;

import org.jspecify.annotations.NullMarked;
