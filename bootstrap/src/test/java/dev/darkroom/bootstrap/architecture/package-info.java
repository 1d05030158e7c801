/** The rules of the architecture, each checked against the product and against a project in which it is broken. */
@NullMarked
package dev.darkroom.bootstrap.architecture;

import org.jspecify.annotations.NullMarked;
