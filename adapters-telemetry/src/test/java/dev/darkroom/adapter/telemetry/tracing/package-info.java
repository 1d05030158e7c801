/** Tests of the package of the same name. */
@NullMarked
package dev.darkroom.adapter.telemetry.tracing;

import org.jspecify.annotations.NullMarked;
