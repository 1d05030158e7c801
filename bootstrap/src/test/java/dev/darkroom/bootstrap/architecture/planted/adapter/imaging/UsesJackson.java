package dev.darkroom.bootstrap.architecture.planted.adapter.imaging;

import com.fasterxml.jackson.databind.ObjectMapper;

public record UsesJackson(ObjectMapper value) {}
