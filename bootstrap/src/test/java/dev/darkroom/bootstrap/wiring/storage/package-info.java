/** Tests of {@code bootstrap.wiring.storage}. */
@NullMarked
package dev.darkroom.bootstrap.wiring.storage;

import org.jspecify.annotations.NullMarked;
