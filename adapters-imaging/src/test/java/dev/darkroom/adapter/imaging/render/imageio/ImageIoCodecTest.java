package dev.darkroom.adapter.imaging.render.imageio;

import dev.darkroom.adapter.imaging.render.Installed;
import dev.darkroom.adapter.imaging.render.LimitedRenderer;
import dev.darkroom.adapter.imaging.render.Limits;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.testkit.contract.ImageRendererContract;

class ImageIoCodecTest implements ImageRendererContract {
    private final ImageRenderer renderer = Installed.imageIo(Limits.AMPLE);

    @Override
    public LimitedRenderer testee() {
        return (LimitedRenderer) renderer;
    }
}
