/** Connects each port with an adapter. */
@NullMarked
package dev.darkroom.bootstrap.wiring;

import org.jspecify.annotations.NullMarked;
