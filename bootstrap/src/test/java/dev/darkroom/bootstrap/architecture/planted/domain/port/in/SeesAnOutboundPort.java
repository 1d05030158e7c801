package dev.darkroom.bootstrap.architecture.planted.domain.port.in;

import dev.darkroom.bootstrap.architecture.planted.domain.port.out.Store;

public interface SeesAnOutboundPort {
    void say(Store store);
}
