/** Tests of {@code adapter.http.request}. */
@NullMarked
package dev.darkroom.adapter.http.request;

import org.jspecify.annotations.NullMarked;
