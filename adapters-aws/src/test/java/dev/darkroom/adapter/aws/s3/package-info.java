/** Tests of {@code adapter.aws.s3}. */
@NullMarked
package dev.darkroom.adapter.aws.s3;

import org.jspecify.annotations.NullMarked;
