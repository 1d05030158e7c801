/**
 * Opens a blob store and a catalog, which are chosen independently, and binds their ports. Depends on {@code configuration} and the storage
 * adapters.
 */
@NullMarked
package dev.darkroom.bootstrap.wiring.storage;

import org.jspecify.annotations.NullMarked;
