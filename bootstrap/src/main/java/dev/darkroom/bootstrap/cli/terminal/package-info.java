/** What a command works with: streams, environment, exit codes and progress. */
@NullMarked
package dev.darkroom.bootstrap.cli.terminal;

import org.jspecify.annotations.NullMarked;
