package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.domain.port.in.trash.ViewTrash.TrashedImage;

/** An image in the trash, as clients see it. It has no URL. */
public record TrashedJson(@JsonUnwrapped ImageJson image, String trashedAt, String purgeAt) {
    /** The name of the parameter that asks for the trash. */
    public static final String STATE = "state";

    public static TrashedJson of(TrashedImage trashed) {
        return new TrashedJson(
                ImageJson.of(trashed.image()), Times.format(trashed.trashedAt()), Times.format(trashed.purgeAt()));
    }
}
