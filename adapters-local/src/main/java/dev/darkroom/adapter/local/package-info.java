/** The embedded default: filesystem blobs, SQLite catalogue, HMAC-signed URLs. */
@NullMarked
package dev.darkroom.adapter.local;

import org.jspecify.annotations.NullMarked;
