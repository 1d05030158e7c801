/** Tests of connections and errors. */
@NullMarked
package dev.darkroom.adapter.postgres.client;

import org.jspecify.annotations.NullMarked;
