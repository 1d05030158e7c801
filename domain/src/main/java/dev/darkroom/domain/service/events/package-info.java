/** Tells others what happened to images. */
@NullMarked
package dev.darkroom.domain.service.events;

import org.jspecify.annotations.NullMarked;
