/** How many bytes each owner may store. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.model.quota;

import org.jspecify.annotations.NullMarked;
