/** Tests of {@code adapter.aws.dynamodb.usage}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.usage;

import org.jspecify.annotations.NullMarked;
