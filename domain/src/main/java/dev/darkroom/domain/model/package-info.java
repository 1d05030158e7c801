/**
 * The words of the domain: validating records and the {@link dev.darkroom.domain.model.Image} aggregate. Everything
 * here is immutable, safe to share between threads, and free of frameworks.
 */
@NullMarked
package dev.darkroom.domain.model;

import org.jspecify.annotations.NullMarked;
