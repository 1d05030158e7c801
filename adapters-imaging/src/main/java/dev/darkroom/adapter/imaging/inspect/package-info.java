/**
 * Determines the format and the properties of a picture from its bytes, and removes private metadata, without decoding
 * pixels. Depends on {@code file} and on one package for each format.
 */
@NullMarked
package dev.darkroom.adapter.imaging.inspect;

import org.jspecify.annotations.NullMarked;
