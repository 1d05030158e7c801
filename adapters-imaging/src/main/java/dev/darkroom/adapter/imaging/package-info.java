/**
 * What is in a file: its format by its bytes, its facts from its headers, and the list of edits that takes private
 * metadata out of it. No pixel is decoded here. {@link dev.darkroom.adapter.imaging.FormatInspector} is the door; behind
 * it each format has one walk over its structure, which finds damage, facts and edits in a single pass.
 */
@NullMarked
package dev.darkroom.adapter.imaging;

import org.jspecify.annotations.NullMarked;
