/** Sends events to receivers over HTTP (Standard Webhooks 1.0.0). Depends on the ports of events. */
@NullMarked
package dev.darkroom.adapter.events;

import org.jspecify.annotations.NullMarked;
