/**
 * Watches requests, use cases and ports from outside: numbers by Micrometer, traces by OpenTelemetry. What is watched does
 * not know it, and behaves as before.
 */
@NullMarked
package dev.darkroom.adapter.telemetry;

import org.jspecify.annotations.NullMarked;
