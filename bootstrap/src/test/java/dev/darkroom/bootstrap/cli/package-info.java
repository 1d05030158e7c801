/** Tests of the command line. */
@NullMarked
package dev.darkroom.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
