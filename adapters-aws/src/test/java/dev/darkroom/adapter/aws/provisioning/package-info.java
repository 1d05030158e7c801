/** Tests of {@code adapter.aws.provisioning}. */
@NullMarked
package dev.darkroom.adapter.aws.provisioning;

import org.jspecify.annotations.NullMarked;
