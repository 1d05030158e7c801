/** Ports that fail on purpose. */
@NullMarked
package dev.darkroom.domain.testkit.fault;

import org.jspecify.annotations.NullMarked;
