/** The command line: what can be asked for, what is answered, and with which exit code. */
@NullMarked
package dev.darkroom.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
