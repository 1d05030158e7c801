/** Use cases that tell others what happened to images. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.events;

import org.jspecify.annotations.NullMarked;
