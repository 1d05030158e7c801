/** Refusals as {@code application/problem+json} (RFC 9457). Depends on the domain only. */
@NullMarked
package dev.darkroom.adapter.http.problem;

import org.jspecify.annotations.NullMarked;
