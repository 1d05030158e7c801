/** The store of objects, and presigned URLs to them. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.blob;

import org.jspecify.annotations.NullMarked;
