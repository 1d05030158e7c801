/** Tests of {@code adapter.http.library}. */
@NullMarked
package dev.darkroom.adapter.http.library;

import org.jspecify.annotations.NullMarked;
