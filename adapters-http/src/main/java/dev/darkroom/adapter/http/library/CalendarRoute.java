package dev.darkroom.adapter.http.library;

import dev.darkroom.adapter.http.images.TrashedJson;
import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.port.in.library.ViewCalendar;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code GET /images/calendar}: how many pictures that match all filters were taken in each month. */
public final class CalendarRoute implements Handler {
    private static final Set<String> PARAMETERS =
            Stream.concat(FilterParameters.NAMES.stream(), Stream.of(TrashedJson.STATE))
                    .collect(Collectors.toUnmodifiableSet());

    private final ViewCalendar viewCalendar;

    public CalendarRoute(ViewCalendar viewCalendar) {
        this.viewCalendar = viewCalendar;
    }

    /** The months, the newest first. */
    record CalendarJson(List<MonthJson> months, long total) {
        static CalendarJson of(Calendar calendar) {
            return new CalendarJson(calendar.months().stream()
                    .map(month -> new MonthJson(month.month().toString(), month.count()))
                    .toList(), calendar.total());
        }
    }

    /** @param month such as {@code 2026-08} */
    record MonthJson(String month, long count) {}

    @Override
    public void handle(Context ctx) {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        if (Boolean.TRUE.equals(parameters.value(TrashedJson.STATE, ApiNames::isTrashed))) {
            throw ProblemException.invalid(TrashedJson.STATE, "must be ready: images in the trash are not counted");
        }
        ViewCalendar.Query query = new ViewCalendar.Query(
                RequestContext.of(ctx.req()).requireActor(), FilterParameters.read(parameters));
        switch (viewCalendar.view(query)) {
            case ViewCalendar.Result.Counted(var calendar) ->
                TaggedJson.answer(ctx, CalendarJson.of(calendar));
            case ViewCalendar.Result.Unsupported() -> throw new ProblemException(ErrorCode.SEARCH_UNSUPPORTED,
                    "The catalog of this server can't count images");
        }
    }
}
