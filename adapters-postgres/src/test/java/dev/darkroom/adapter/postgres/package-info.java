/** Tests of the storage as a whole. */
@NullMarked
package dev.darkroom.adapter.postgres;

import org.jspecify.annotations.NullMarked;
