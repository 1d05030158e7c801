/** What the environment says, read once and checked: everything behind it works with values that are known to be good. */
@NullMarked
package dev.darkroom.bootstrap.configuration;

import org.jspecify.annotations.NullMarked;
