/**
 * What every request passes before its route: authentication, rate limit, permits and turns, CORS, trusted proxies, local guard, access log.
 * Depends on {@code request} and {@code problem}.
 */
@NullMarked
package dev.darkroom.adapter.http.edge;

import org.jspecify.annotations.NullMarked;
