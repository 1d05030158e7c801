/** The service as AWS Lambda functions: one serves the events of a gateway, one reconciles. */
@NullMarked
package dev.darkroom.bootstrap.lambda;

import org.jspecify.annotations.NullMarked;
