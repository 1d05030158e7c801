package dev.darkroom.adapter.aws.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is planned for one request.
 *
 * @param position which one it is, from 0
 * @param fault null for none
 * @param delay of {@link Fault#DELAY}
 */
record Step(int position, @Nullable Fault fault, Duration delay) {}
