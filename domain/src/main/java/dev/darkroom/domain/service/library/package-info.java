/** Lists, views, edits and deletes images. Depends on {@code rendition}. */
@NullMarked
package dev.darkroom.domain.service.library;

import org.jspecify.annotations.NullMarked;
