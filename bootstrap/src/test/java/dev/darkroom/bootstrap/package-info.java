/** Tests of the process as a whole. */
@NullMarked
package dev.darkroom.bootstrap;

import org.jspecify.annotations.NullMarked;
