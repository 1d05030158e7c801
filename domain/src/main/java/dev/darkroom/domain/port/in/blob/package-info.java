/** Use cases behind this server's own presigned URLs: fetch and receive an object. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.blob;

import org.jspecify.annotations.NullMarked;
