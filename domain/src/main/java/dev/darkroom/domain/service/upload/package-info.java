/** Stores images: announces, writes, publishes. Depends on {@code content} and {@code rendition}. */
@NullMarked
package dev.darkroom.domain.service.upload;

import org.jspecify.annotations.NullMarked;
