/** The API over real sockets, on the real use cases with in-memory storage behind them. */
@NullMarked
package dev.darkroom.adapter.http;

import org.jspecify.annotations.NullMarked;
