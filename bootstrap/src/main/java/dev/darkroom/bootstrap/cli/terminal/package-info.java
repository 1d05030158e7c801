/** The environment of a command: streams, variables, exit codes and progress. */
@NullMarked
package dev.darkroom.bootstrap.cli.terminal;

import org.jspecify.annotations.NullMarked;
