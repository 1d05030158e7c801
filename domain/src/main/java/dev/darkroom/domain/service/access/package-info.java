/** Turns a token into an actor. Depends on the ports only. */
@NullMarked
package dev.darkroom.domain.service.access;

import org.jspecify.annotations.NullMarked;
