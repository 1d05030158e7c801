/** Tests of {@code adapter.http.blobs}. */
@NullMarked
package dev.darkroom.adapter.http.blobs;

import org.jspecify.annotations.NullMarked;
