/** Tests of {@code adapter.http.json}. */
@NullMarked
package dev.darkroom.adapter.http.json;

import org.jspecify.annotations.NullMarked;
