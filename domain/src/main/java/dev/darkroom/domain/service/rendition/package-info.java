/** Makes renditions when they are first requested, and stores them. Depends on {@code content}. */
@NullMarked
package dev.darkroom.domain.service.rendition;

import org.jspecify.annotations.NullMarked;
