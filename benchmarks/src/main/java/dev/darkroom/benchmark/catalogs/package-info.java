/** Compares the catalogs on PostgreSQL and SQLite. See {@code benchmarks/catalogs}. */
@NullMarked
package dev.darkroom.benchmark.catalogs;

import org.jspecify.annotations.NullMarked;
