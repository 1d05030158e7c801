/** Tests of {@code adapter.local.filesystem}. */
@NullMarked
package dev.darkroom.adapter.local.filesystem;

import org.jspecify.annotations.NullMarked;
