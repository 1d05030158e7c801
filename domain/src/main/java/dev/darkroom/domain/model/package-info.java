/**
 * The domain's values: immutable records and sealed types, safe to share between threads. This package holds what all of them use; its
 * subpackages hold one topic each. Depends on the JDK only.
 */
@NullMarked
package dev.darkroom.domain.model;

import org.jspecify.annotations.NullMarked;
