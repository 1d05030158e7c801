package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import com.nimbusds.jwt.SignedJWT;

public record UsesJose(SignedJWT value) {}
