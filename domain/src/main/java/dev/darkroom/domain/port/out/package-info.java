/**
 * The outbound ports: what the domain needs from outside. The Javadoc of a port is its specification. Each sentence of it is a test in the
 * contract of the port ({@code dev.darkroom.domain.testkit.contract}), which every implementation passes. Depends on {@code model} only.
 */
@NullMarked
package dev.darkroom.domain.port.out;

import org.jspecify.annotations.NullMarked;
