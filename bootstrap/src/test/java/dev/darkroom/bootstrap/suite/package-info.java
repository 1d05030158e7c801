/**
 * The whole service through its HTTP door, the same tests over every deployment: what a client may rely on, whatever the
 * storage behind it.
 */
@NullMarked
package dev.darkroom.bootstrap.suite;

import org.jspecify.annotations.NullMarked;
