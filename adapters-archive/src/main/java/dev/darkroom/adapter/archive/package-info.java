/** Archives as folders and tar files, in the format of {@code docs/archive.md}. Their content is not trusted. */
@NullMarked
package dev.darkroom.adapter.archive;

import org.jspecify.annotations.NullMarked;
