/** Reads and validates the environment once. The rest of the program uses only valid values. */
@NullMarked
package dev.darkroom.bootstrap.configuration;

import org.jspecify.annotations.NullMarked;
