/** Tests of {@code domain.service}. */
@NullMarked
package dev.darkroom.domain.service;

import org.jspecify.annotations.NullMarked;
