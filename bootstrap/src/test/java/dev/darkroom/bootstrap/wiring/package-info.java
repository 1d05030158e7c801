/** Tests of what is wired. */
@NullMarked
package dev.darkroom.bootstrap.wiring;

import org.jspecify.annotations.NullMarked;
