/** Tests of {@code adapter.http.images}. */
@NullMarked
package dev.darkroom.adapter.http.images;

import org.jspecify.annotations.NullMarked;
