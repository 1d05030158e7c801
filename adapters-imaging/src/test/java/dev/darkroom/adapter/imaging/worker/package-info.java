@NullMarked
package dev.darkroom.adapter.imaging.worker;

import org.jspecify.annotations.NullMarked;
