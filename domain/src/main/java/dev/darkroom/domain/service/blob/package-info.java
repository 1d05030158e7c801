/** Serves and receives objects at this server's own presigned URLs. Depends on the ports only. */
@NullMarked
package dev.darkroom.domain.service.blob;

import org.jspecify.annotations.NullMarked;
