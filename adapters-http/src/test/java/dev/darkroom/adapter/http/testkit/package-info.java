/** A server over in-memory storage with a client, and the check of each exchange against openapi.yaml. */
@NullMarked
package dev.darkroom.adapter.http.testkit;

import org.jspecify.annotations.NullMarked;
