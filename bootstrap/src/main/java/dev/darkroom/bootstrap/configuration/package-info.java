/** Reads the environment once and checks it. The rest of the program works with valid values. */
@NullMarked
package dev.darkroom.bootstrap.configuration;

import org.jspecify.annotations.NullMarked;
