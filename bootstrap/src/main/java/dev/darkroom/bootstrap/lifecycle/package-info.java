/** The life of the process: what starts in which order, what runs in the background, how it stops. */
@NullMarked
package dev.darkroom.bootstrap.lifecycle;

import org.jspecify.annotations.NullMarked;
