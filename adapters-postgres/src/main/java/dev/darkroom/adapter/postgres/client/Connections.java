package dev.darkroom.adapter.postgres.client;

/**
 * The connections of a pool at one moment.
 *
 * @param max the largest number of connections
 * @param active connections in use
 * @param idle open connections that are not in use
 * @param waiting threads that wait for a connection
 */
public record Connections(int max, int active, int idle, int waiting) {}
