/** The catalog on PostgreSQL. Depends on the model and the outbound ports. */
@NullMarked
package dev.darkroom.adapter.postgres;

import org.jspecify.annotations.NullMarked;
