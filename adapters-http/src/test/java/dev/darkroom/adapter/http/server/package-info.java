/** Tests of {@code adapter.http.server}. */
@NullMarked
package dev.darkroom.adapter.http.server;

import org.jspecify.annotations.NullMarked;
