/** Serves the API on a socket with Jetty, or in memory. Depends on {@code adapter.http}. */
@NullMarked
package dev.darkroom.adapter.http.server;

import org.jspecify.annotations.NullMarked;
