/** Tests of {@code domain.service.operations}. */
@NullMarked
package dev.darkroom.domain.service.operations;

import org.jspecify.annotations.NullMarked;
