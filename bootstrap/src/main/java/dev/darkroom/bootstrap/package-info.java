/** The entry point. Only the module bootstrap reads the environment and creates adapters. */
@NullMarked
package dev.darkroom.bootstrap;

import org.jspecify.annotations.NullMarked;
