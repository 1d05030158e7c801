/** The life of the process: what is started in which order, what works in the background, how it ends. */
@NullMarked
package dev.darkroom.bootstrap.lifecycle;

import org.jspecify.annotations.NullMarked;
