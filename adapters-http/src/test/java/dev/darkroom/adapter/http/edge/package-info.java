/** Tests of {@code adapter.http.edge}. */
@NullMarked
package dev.darkroom.adapter.http.edge;

import org.jspecify.annotations.NullMarked;
