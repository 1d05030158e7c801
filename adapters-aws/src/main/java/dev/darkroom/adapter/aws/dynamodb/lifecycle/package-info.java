/**
 * Reads and changes the row of an image, from its announcement to its removal. Depends on {@code schema}, {@code listing} and
 * {@code usage}.
 */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import org.jspecify.annotations.NullMarked;
