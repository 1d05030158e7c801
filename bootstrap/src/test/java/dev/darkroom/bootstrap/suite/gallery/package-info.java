/** Tests of the gallery page in a browser. */
@NullMarked
package dev.darkroom.bootstrap.suite.gallery;

import org.jspecify.annotations.NullMarked;
