/** The commands that copy all images to or from an archive. Depends on {@code terminal}, {@code configuration}, {@code log} and {@code wiring}. */
@NullMarked
package dev.darkroom.bootstrap.cli.archive;

import org.jspecify.annotations.NullMarked;
