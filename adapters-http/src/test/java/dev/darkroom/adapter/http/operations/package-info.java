/** Tests of {@code adapter.http.operations}. */
@NullMarked
package dev.darkroom.adapter.http.operations;

import org.jspecify.annotations.NullMarked;
