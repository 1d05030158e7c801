/**
 * Crash tests: processes are killed with SIGKILL at random moments while clients work. The remaining state is compared with all
 * acknowledged responses.
 */
@NullMarked
package dev.darkroom.bootstrap.crash;

import org.jspecify.annotations.NullMarked;
