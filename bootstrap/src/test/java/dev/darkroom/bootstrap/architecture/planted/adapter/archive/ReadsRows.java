package dev.darkroom.bootstrap.architecture.planted.adapter.archive;

import java.sql.ResultSet;

public record ReadsRows(ResultSet value) {}
