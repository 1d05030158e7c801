/** What is deployed to Amazon, as the template in {@code deploy/aws} says it, against what the service does. */
@NullMarked
package dev.darkroom.bootstrap.deploy;

import org.jspecify.annotations.NullMarked;
