/** The entry point. Only bootstrap reads the environment and wires. */
@NullMarked
package dev.darkroom.bootstrap;

import org.jspecify.annotations.NullMarked;
