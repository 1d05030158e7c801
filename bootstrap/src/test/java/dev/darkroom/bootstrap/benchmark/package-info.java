/** What is measured and not asserted; started by the scripts in {@code benchmarks}. */
@NullMarked
package dev.darkroom.bootstrap.benchmark;

import org.jspecify.annotations.NullMarked;
