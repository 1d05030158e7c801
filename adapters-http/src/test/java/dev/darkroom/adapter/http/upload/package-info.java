/** Tests of {@code adapter.http.upload}. */
@NullMarked
package dev.darkroom.adapter.http.upload;

import org.jspecify.annotations.NullMarked;
