/** The layout of the table: keys, attributes, items, indexes and the days and months in the keys of images. Depends on {@code client}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.schema;

import org.jspecify.annotations.NullMarked;
