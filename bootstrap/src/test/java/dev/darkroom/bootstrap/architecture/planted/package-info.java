/** A project with Darkroom's layers in which every rule is broken, each class by what its name says. */
@NullMarked
package dev.darkroom.bootstrap.architecture.planted;

import org.jspecify.annotations.NullMarked;
