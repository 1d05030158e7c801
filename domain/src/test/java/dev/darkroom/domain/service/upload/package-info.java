/** Tests of {@code domain.service.upload}. */
@NullMarked
package dev.darkroom.domain.service.upload;

import org.jspecify.annotations.NullMarked;
