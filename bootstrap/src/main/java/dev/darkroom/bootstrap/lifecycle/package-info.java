/** Start, background work and shutdown of the service. Depends on {@code configuration} and {@code wiring}. */
@NullMarked
package dev.darkroom.bootstrap.lifecycle;

import org.jspecify.annotations.NullMarked;
