/** What is seen of a service that does not know it is watched. */
@NullMarked
package dev.darkroom.adapter.telemetry;

import org.jspecify.annotations.NullMarked;
