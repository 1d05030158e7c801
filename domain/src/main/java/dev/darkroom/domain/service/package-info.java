/**
 * The use cases, one {@code …Service} class each, built on outbound ports alone. Its subpackages mirror {@code port.in}; {@code content}
 * and {@code rendition} hold what several of them share. Only classes named {@code …Service} are used from outside. Depends on {@code
 * model}, {@code port.in} and {@code port.out}.
 */
@NullMarked
package dev.darkroom.domain.service;

import org.jspecify.annotations.NullMarked;
