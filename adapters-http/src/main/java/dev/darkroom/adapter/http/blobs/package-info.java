/** Serves objects at this server's own presigned URLs. Depends on {@code request} and {@code edge.connection}. */
@NullMarked
package dev.darkroom.adapter.http.blobs;

import org.jspecify.annotations.NullMarked;
