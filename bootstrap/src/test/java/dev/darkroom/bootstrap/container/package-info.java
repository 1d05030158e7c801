/** Tests of the container image with a Docker engine. Depends on the helpers of {@code bootstrap}. */
@NullMarked
package dev.darkroom.bootstrap.container;

import org.jspecify.annotations.NullMarked;
