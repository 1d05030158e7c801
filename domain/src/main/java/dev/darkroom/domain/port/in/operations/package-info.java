/** Use cases for operators: health, reconcile, check, export, import. Depends on {@code model}. */
@NullMarked
package dev.darkroom.domain.port.in.operations;

import org.jspecify.annotations.NullMarked;
