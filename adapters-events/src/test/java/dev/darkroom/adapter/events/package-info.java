/** Tests of {@code adapter.events}. */
@NullMarked
package dev.darkroom.adapter.events;

import org.jspecify.annotations.NullMarked;
