package dev.darkroom.bootstrap.architecture.planted.domain.service;

public final class ImplementsNoUseCase {}
