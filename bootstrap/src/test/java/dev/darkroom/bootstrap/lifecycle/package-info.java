/** Tests of start, background work and shutdown. */
@NullMarked
package dev.darkroom.bootstrap.lifecycle;

import org.jspecify.annotations.NullMarked;
