/** The commands of the command line. Depends on {@code archive}, {@code terminal}, {@code configuration}, {@code wiring} and {@code lifecycle}. */
@NullMarked
package dev.darkroom.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
