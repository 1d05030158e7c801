/**
 * Tests of the whole service over HTTP. {@code HttpSuite} runs the same tests on every deployment and storage.
 */
@NullMarked
package dev.darkroom.bootstrap.suite;

import org.jspecify.annotations.NullMarked;
