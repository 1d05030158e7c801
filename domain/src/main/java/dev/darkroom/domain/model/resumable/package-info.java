/** The parts of a resumable upload, and how many bytes have arrived. Depends on nothing. */
@NullMarked
package dev.darkroom.domain.model.resumable;

import org.jspecify.annotations.NullMarked;
