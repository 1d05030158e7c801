/** On whose behalf a use case runs, and what that user may see and change. Depends on {@code image}. */
@NullMarked
package dev.darkroom.domain.model.access;

import org.jspecify.annotations.NullMarked;
