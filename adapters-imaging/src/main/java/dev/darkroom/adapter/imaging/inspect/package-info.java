/**
 * Finds out the format and the facts of a file from its bytes, and removes private metadata, without decoding pixels. Depends on one
 * package per format.
 */
@NullMarked
package dev.darkroom.adapter.imaging.inspect;

import org.jspecify.annotations.NullMarked;
