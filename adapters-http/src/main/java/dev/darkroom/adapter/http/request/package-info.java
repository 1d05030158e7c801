/** Reads requests: context, parameters, bodies, conditional headers. Depends on {@code json} and {@code problem}. */
@NullMarked
package dev.darkroom.adapter.http.request;

import org.jspecify.annotations.NullMarked;
