/**
 * The contract of each outbound port: an interface of test methods on {@code testee()}, which every implementation passes. Depends on
 * {@code fixture} and {@code memory}.
 */
@NullMarked
package dev.darkroom.domain.testkit.contract;

import org.jspecify.annotations.NullMarked;
