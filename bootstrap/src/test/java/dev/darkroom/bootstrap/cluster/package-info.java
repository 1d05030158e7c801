/**
 * Several processes, and several servers of a database, of which some are killed while users work. Every user repeats a call without a response, as
 * docs/clients.md describes, and compares all that it sees with what was acknowledged.
 */
@NullMarked
package dev.darkroom.bootstrap.cluster;

import org.jspecify.annotations.NullMarked;
