package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

public record UsesCompress(TarArchiveEntry value) {}
