/** Lambda without Amazon: the real runtime interface client against a small Runtime API on loopback. */
@NullMarked
package dev.darkroom.bootstrap.lambda;

import org.jspecify.annotations.NullMarked;
