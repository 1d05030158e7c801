/** Collections in folders and tars, in the format of {@code docs/archive.md}. What is read from them is a stranger's. */
@NullMarked
package dev.darkroom.adapter.archive;

import org.jspecify.annotations.NullMarked;
