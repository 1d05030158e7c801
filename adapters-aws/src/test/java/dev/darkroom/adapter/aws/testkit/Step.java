package dev.darkroom.adapter.aws.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The plan for one request.
 *
 * @param position the index of the request, from 0
 * @param fault the fault, or null for none
 * @param delay the duration of {@link Fault#DELAY}
 */
record Step(int position, @Nullable Fault fault, Duration delay) {}
