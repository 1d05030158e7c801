/** Tests of {@code adapter.aws.client}. */
@NullMarked
package dev.darkroom.adapter.aws.client;

import org.jspecify.annotations.NullMarked;
