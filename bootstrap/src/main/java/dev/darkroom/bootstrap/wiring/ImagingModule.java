package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.imaging.FormatInspector;
import dev.darkroom.adapter.imaging.MetadataPolicy;
import dev.darkroom.adapter.imaging.PixelLimits;
import dev.darkroom.domain.port.out.ImageInspector;

/** What looks into files. */
final class ImagingModule extends AbstractModule {
    private final PixelLimits limits;
    private final MetadataPolicy policy;

    ImagingModule(PixelLimits limits, MetadataPolicy policy) {
        this.limits = limits;
        this.policy = policy;
    }

    @Provides
    @Singleton
    ImageInspector imageInspector() {
        return new FormatInspector(limits, policy);
    }
}
