/** Tests of the life of the process. */
@NullMarked
package dev.darkroom.bootstrap.lifecycle;

import org.jspecify.annotations.NullMarked;
