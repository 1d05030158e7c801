package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import org.postgresql.ds.PGSimpleDataSource;

public record UsesPostgres(PGSimpleDataSource value) {}
