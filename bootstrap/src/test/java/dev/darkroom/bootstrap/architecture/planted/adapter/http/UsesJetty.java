package dev.darkroom.bootstrap.architecture.planted.adapter.http;

import org.eclipse.jetty.server.Server;

record UsesJetty(Server value) {}
