/** One decorator for each outbound port that is instrumented. Depends on {@code metrics} and the domain. */
@NullMarked
package dev.darkroom.adapter.telemetry.port;

import org.jspecify.annotations.NullMarked;
