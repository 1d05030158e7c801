/** The tests look through the inspector's public door only; pictures are made by the JDK's encoders or are small resources. */
@NullMarked
package dev.darkroom.adapter.imaging;

import org.jspecify.annotations.NullMarked;
