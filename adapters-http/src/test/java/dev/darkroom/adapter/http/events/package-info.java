/** Tests of {@code adapter.http.events}. */
@NullMarked
package dev.darkroom.adapter.http.events;

import org.jspecify.annotations.NullMarked;
