/** The layout of the table: keys, attributes, indexes, and the days under which recent images are found. Depends on {@code client}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.schema;

import org.jspecify.annotations.NullMarked;
