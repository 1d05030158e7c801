/**
 * Storage on Amazon S3 and DynamoDB, and on whatever speaks their protocols: {@link
 * dev.darkroom.adapter.aws.AwsStorage} opens the blob store, the catalogue, the URL signer and the signing keys. The
 * keys and attributes of the table are those of {@link dev.darkroom.adapter.aws.TableLayout}.
 */
@NullMarked
package dev.darkroom.adapter.aws;

import org.jspecify.annotations.NullMarked;
