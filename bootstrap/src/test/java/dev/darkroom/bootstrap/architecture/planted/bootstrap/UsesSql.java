package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import java.sql.Connection;

public record UsesSql(Connection value) {}
