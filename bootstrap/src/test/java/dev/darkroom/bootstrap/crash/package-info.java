/**
 * Clients are at work, processes are killed with SIGKILL at any moment, and what is left is held against every answer that
 * was given.
 */
@NullMarked
package dev.darkroom.bootstrap.crash;

import org.jspecify.annotations.NullMarked;
