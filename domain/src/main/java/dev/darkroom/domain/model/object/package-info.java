/** Stored objects and their bytes: keys, content types, checksums, ranges, renditions, presigned URLs. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.model.object;

import org.jspecify.annotations.NullMarked;
