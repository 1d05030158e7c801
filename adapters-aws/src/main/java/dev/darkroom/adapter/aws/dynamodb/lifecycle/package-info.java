/** Reads and changes the state of one image, from its announcement to its removal. Depends on {@code schema} and {@code usage}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import org.jspecify.annotations.NullMarked;
