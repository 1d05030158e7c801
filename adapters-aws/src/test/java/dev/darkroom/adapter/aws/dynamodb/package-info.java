/** Tests of {@code adapter.aws.dynamodb}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
