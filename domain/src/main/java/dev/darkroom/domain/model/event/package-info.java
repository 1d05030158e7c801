/** Events: what happened to images, and who wants to know of it. Depends on {@code model} and {@code image}. */
@NullMarked
package dev.darkroom.domain.model.event;

import org.jspecify.annotations.NullMarked;
