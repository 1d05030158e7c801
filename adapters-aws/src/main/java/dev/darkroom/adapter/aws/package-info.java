/** Storage on Amazon S3 and DynamoDB and on services that speak their protocols. Opens both. Depends on its subpackages. */
@NullMarked
package dev.darkroom.adapter.aws;

import org.jspecify.annotations.NullMarked;
