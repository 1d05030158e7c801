/** Verifies the tokens of an issuer with the keys that it publishes or shares. */
@NullMarked
package dev.darkroom.adapter.identity;

import org.jspecify.annotations.NullMarked;
