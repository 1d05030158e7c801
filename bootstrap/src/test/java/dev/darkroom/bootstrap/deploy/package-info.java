/** Tests that compare the template in {@code deploy/aws} and {@code docs/costs.md} with the behaviour of the service. */
@NullMarked
package dev.darkroom.bootstrap.deploy;

import org.jspecify.annotations.NullMarked;
