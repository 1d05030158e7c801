/** Classes of tests that are in no tier, or in the wrong one. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted.tiers;

import org.jspecify.annotations.NullMarked;
