/** Tests of the Lambda functions, with the real runtime interface client and an emulator of the runtime API. */
@NullMarked
package dev.darkroom.bootstrap.lambda;

import org.jspecify.annotations.NullMarked;
