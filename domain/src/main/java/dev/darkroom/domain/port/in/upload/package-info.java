/** Use cases that store an image: in one request, or directly to the store. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.upload;

import org.jspecify.annotations.NullMarked;
