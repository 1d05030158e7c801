/** Tests that this version opens data that an earlier version wrote. Depends on the steps of {@code suite}. */
@NullMarked
package dev.darkroom.bootstrap.upgrade;

import org.jspecify.annotations.NullMarked;
