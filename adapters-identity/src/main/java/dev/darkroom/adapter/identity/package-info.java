/** Who somebody is: the tokens of an issuer, checked with the keys that it publishes or shares. */
@NullMarked
package dev.darkroom.adapter.identity;

import org.jspecify.annotations.NullMarked;
