/** Lists images and finds unfinished ones with queries of the indexes. Depends on {@code schema}. */
@NullMarked
package dev.darkroom.adapter.aws.dynamodb.listing;

import org.jspecify.annotations.NullMarked;
