/** Connections, transactions and the translation of errors. Depends on the model. */
@NullMarked
package dev.darkroom.adapter.postgres.client;

import org.jspecify.annotations.NullMarked;
