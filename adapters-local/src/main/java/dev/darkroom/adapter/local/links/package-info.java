/** Presigned URLs of this server, signed with HMAC. */
@NullMarked
package dev.darkroom.adapter.local.links;

import org.jspecify.annotations.NullMarked;
