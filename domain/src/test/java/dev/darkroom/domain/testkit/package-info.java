/**
 * What tests of every module share: the in-memory adapters, a fixed clock and ids, and the contract of each port, which
 * every implementation of the port passes. A contract is an interface whose test methods call its {@code testee()}.
 */
@NullMarked
package dev.darkroom.domain.testkit;

import org.jspecify.annotations.NullMarked;
