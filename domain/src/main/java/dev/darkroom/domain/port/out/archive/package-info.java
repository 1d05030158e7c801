/** An archive of images outside of any storage. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.archive;

import org.jspecify.annotations.NullMarked;
