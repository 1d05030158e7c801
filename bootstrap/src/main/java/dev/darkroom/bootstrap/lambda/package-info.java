/**
 * The service as AWS Lambda functions: one that answers what a gateway hands over, one that finishes what was left half
 * done. The first is initialised before it is invoked, and ready for snapshots.
 */
@NullMarked
package dev.darkroom.bootstrap.lambda;

import org.jspecify.annotations.NullMarked;
