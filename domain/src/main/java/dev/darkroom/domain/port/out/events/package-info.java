/** The log of events, and how far their receivers have come. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.events;

import org.jspecify.annotations.NullMarked;
