/**
 * What the domain needs from outside. Each port's Javadoc is its specification: every sentence is a test in the port's
 * contract ({@code dev.darkroom.domain.testkit}), which every implementation passes.
 */
@NullMarked
package dev.darkroom.domain.port.out;

import org.jspecify.annotations.NullMarked;
