/** Sample pictures and builders of files. */
@NullMarked
package dev.darkroom.adapter.imaging.testkit;

import org.jspecify.annotations.NullMarked;
