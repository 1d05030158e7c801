/** Tests of the configuration. */
@NullMarked
package dev.darkroom.bootstrap.configuration;

import org.jspecify.annotations.NullMarked;
