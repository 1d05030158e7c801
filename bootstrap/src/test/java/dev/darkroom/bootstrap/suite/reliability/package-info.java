/** Tests of a service whose storage, disk or clock fails: the rows of {@code docs/reliability.md}. */
@NullMarked
package dev.darkroom.bootstrap.suite.reliability;

import org.jspecify.annotations.NullMarked;
