package dev.darkroom.adapter.telemetry;

import java.util.function.IntSupplier;

/**
 * A pool of connections to a database. Each supplier returns the number at this moment, and is called by any thread.
 *
 * @param name the label {@code pool}
 * @param max the largest number of connections
 * @param active connections in use
 * @param idle open connections that are not in use
 * @param waiting threads that wait for a connection
 */
public record ConnectionPool(
        String name, IntSupplier max, IntSupplier active, IntSupplier idle, IntSupplier waiting) {}
