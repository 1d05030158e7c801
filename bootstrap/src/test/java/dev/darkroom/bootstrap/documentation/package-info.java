/** Tests of the documentation. */
@NullMarked
package dev.darkroom.bootstrap.documentation;

import org.jspecify.annotations.NullMarked;
