/** Puts the service together: which adapter stands behind each port. */
@NullMarked
package dev.darkroom.bootstrap.wiring;

import org.jspecify.annotations.NullMarked;
