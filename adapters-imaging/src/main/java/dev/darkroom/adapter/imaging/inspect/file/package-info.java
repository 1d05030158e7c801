/**
 * What the parsers of all formats share: reading a file within limits, and describing its properties and edits. Depends
 * on {@code domain} only.
 */
@NullMarked
package dev.darkroom.adapter.imaging.inspect.file;

import org.jspecify.annotations.NullMarked;
