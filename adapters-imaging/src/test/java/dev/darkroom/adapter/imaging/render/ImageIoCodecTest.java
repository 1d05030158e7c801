package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.testkit.ImageRendererContract;

class ImageIoCodecTest implements ImageRendererContract {
    private final ImageRenderer renderer = Installed.imageIo(Limits.AMPLE);

    @Override
    public ImageRenderer testee() {
        return renderer;
    }
}
