package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.imaging.FormatInspector;
import dev.darkroom.adapter.imaging.MetadataPolicy;
import dev.darkroom.adapter.imaging.PixelLimits;
import dev.darkroom.domain.port.out.ImageInspector;
import dev.darkroom.domain.port.out.ImageRenderer;

/** What looks into files, and what makes renditions of them. */
final class ImagingModule extends AbstractModule {
    private final PixelLimits limits;
    private final MetadataPolicy policy;
    private final ImageRenderer renderer;

    ImagingModule(PixelLimits limits, MetadataPolicy policy, ImageRenderer renderer) {
        this.limits = limits;
        this.policy = policy;
        this.renderer = renderer;
    }

    @Override
    protected void configure() {
        bind(ImageRenderer.class).toInstance(renderer);
    }

    @Provides
    @Singleton
    ImageInspector imageInspector() {
        return new FormatInspector(limits, policy);
    }
}
