/**
 * Connections: which may stay open, how fast clients must read, how files are sent. With {@code server}, the only package that uses Jetty.
 * Depends on {@code edge}.
 */
@NullMarked
package dev.darkroom.adapter.http.edge.connection;

import org.jspecify.annotations.NullMarked;
