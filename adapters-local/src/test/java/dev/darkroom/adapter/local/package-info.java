/** Tests of the embedded default, on a real file system and a real database. */
@NullMarked
package dev.darkroom.adapter.local;

import org.jspecify.annotations.NullMarked;
