/**
 * Resumable uploads in two protocols: tus 1.0.0 (https://tus.io/protocols/resumable-upload) and Resumable Uploads for HTTP
 * (draft-ietf-httpbis-resumable-upload). Depends on {@code upload}, {@code images} and {@code request}.
 */
@NullMarked
package dev.darkroom.adapter.http.resumable;

import org.jspecify.annotations.NullMarked;
