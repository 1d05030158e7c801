package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.port.in.library.ViewCalendar;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Ability;
import java.util.List;

/** Reads the counts of the catalog. */
public final class ViewCalendarService implements ViewCalendar {
    private final ImageCatalog catalog;

    public ViewCalendarService(ImageCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Result view(Query query) {
        if (!catalog.abilities().contains(Ability.COUNTS)) {
            return new Result.Unsupported();
        }
        return new Result.Counted(query.actor()
                .restrict(query.filter())
                .map(catalog::calendar)
                .orElseGet(() -> new Calendar(List.of())));
    }
}
