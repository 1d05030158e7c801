/** Health checks, reconciliation, check, export and import. Depends on {@code content}. */
@NullMarked
package dev.darkroom.domain.service.operations;

import org.jspecify.annotations.NullMarked;
