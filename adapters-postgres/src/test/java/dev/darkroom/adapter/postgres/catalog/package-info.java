/** Contracts on PostgreSQL. */
@NullMarked
package dev.darkroom.adapter.postgres.catalog;

import org.jspecify.annotations.NullMarked;
