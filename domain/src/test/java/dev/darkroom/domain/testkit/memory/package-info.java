/** In-memory adapters. They pass the contracts too. */
@NullMarked
package dev.darkroom.domain.testkit.memory;

import org.jspecify.annotations.NullMarked;
