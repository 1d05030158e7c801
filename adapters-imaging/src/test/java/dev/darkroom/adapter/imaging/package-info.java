/**
 * The tests use the public interfaces of the module. Pictures are encoded by the JDK, built byte by byte, or small
 * resources.
 */
@NullMarked
package dev.darkroom.adapter.imaging;

import org.jspecify.annotations.NullMarked;
