package dev.darkroom.adapter.telemetry;

import dev.darkroom.domain.port.out.UploadKeys;
import dev.darkroom.domain.testkit.InMemoryUploadKeys;
import dev.darkroom.domain.testkit.UploadKeysContract;

/** Keys that are watched are as good as those that are not. */
class WatchedUploadKeysTest implements UploadKeysContract {
    private final UploadKeys keys = Telemetry.start("test", null).uploadKeys(new InMemoryUploadKeys());

    @Override
    public UploadKeys testee() {
        return keys;
    }
}
