/** Tests of {@code adapter.http.resumable}. */
@NullMarked
package dev.darkroom.adapter.http.resumable;

import org.jspecify.annotations.NullMarked;
