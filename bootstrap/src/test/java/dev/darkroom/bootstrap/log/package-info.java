/** Tests of the log. */
@NullMarked
package dev.darkroom.bootstrap.log;

import org.jspecify.annotations.NullMarked;
