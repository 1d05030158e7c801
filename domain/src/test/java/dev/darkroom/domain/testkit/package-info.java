/** What the tests of all modules share: contracts of the ports, in-memory adapters, fixtures and faults. */
@NullMarked
package dev.darkroom.domain.testkit;

import org.jspecify.annotations.NullMarked;
