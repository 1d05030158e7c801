package dev.darkroom.bootstrap.architecture.planted.domain.service;

import org.slf4j.Logger;

record Logs(Logger value) {}
