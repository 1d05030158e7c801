/** The use cases at work, one class each, made of ports alone. They know neither who calls them nor what is behind a port. */
@NullMarked
package dev.darkroom.domain.service;

import org.jspecify.annotations.NullMarked;
