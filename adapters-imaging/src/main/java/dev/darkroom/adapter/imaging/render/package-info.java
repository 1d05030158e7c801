/**
 * What all codecs share: limits, memory estimates and deadlines. Depends on {@code inspect}, {@code inspect.file} and
 * {@code placeholder}.
 */
@NullMarked
package dev.darkroom.adapter.imaging.render;

import org.jspecify.annotations.NullMarked;
