/** Tests of {@code adapter.http.edge.connection}. */
@NullMarked
package dev.darkroom.adapter.http.edge.connection;

import org.jspecify.annotations.NullMarked;
