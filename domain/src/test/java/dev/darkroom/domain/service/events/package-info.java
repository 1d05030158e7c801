/** Tests of {@code domain.service.events}. */
@NullMarked
package dev.darkroom.domain.service.events;

import org.jspecify.annotations.NullMarked;
