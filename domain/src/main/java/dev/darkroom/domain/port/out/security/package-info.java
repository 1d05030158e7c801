/** Signing keys, and tokens of an issuer. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.out.security;

import org.jspecify.annotations.NullMarked;
