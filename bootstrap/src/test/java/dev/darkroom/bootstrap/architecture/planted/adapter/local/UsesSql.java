package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import java.sql.Connection;

record UsesSql(Connection value) {}
