/** The tokens of an issuer, good and bad, over a key server of this machine. */
@NullMarked
package dev.darkroom.adapter.identity;

import org.jspecify.annotations.NullMarked;
