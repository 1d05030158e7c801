/** Tests of archives. */
@NullMarked
package dev.darkroom.adapter.archive;

import org.jspecify.annotations.NullMarked;
