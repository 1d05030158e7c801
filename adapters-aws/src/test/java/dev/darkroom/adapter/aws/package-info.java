/** Tests of {@code adapter.aws}. */
@NullMarked
package dev.darkroom.adapter.aws;

import org.jspecify.annotations.NullMarked;
