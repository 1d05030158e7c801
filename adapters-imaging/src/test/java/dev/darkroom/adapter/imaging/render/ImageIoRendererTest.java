package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.testkit.ImageRendererContract;

class ImageIoRendererTest implements ImageRendererContract {
    private final ImageRenderer renderer = new ImageIoRenderer(Limits.AMPLE);

    @Override
    public ImageRenderer testee() {
        return renderer;
    }
}
