/* query/measures.c: the value of a measure by window and breakdown. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/period.h"
#include "query/inside.h"
#include "query/levels.h"
#include "query/mirror.h"

#define WAITING "waiting " /* keys of rows that wait for a rate begin with it; no period does */

static const char *const coordinates[BY_COUNT] = {
        [BY_FLOW] = "flow",         [BY_HS2] = "hs2",           [BY_HS4] = "hs4",
        [BY_HS6] = "hs6",           [BY_PARTNER] = "partner",   [BY_MODE] = "mode",
        [BY_FACILITY] = "facility", [BY_PROJECT] = "project",   [BY_STATUS] = "status",
        [BY_SOURCE] = "source",     [BY_REPORTER] = "reporter", [BY_STAGE] = "stage",
};

static int find_corridor(struct query *query, struct text name, Answer *answer)
{
        const struct plan *plan = core_plan(query->core);
        struct text *known = arena_take(&query->arena, (plan->corridors_count + 1) * sizeof(*known));

        if (!known)
                return -ENOMEM;
        for (uint32_t i = 0; i < plan->corridors_count; i++) {
                known[i] = plan->corridors[i].name;
                if (text_equal(known[i], name))
                        return 0;
        }
        return fail_unknown(query, answer, "corridor", name, known, plan->corridors_count);
}

/* Of a corridor that was named its own measures only; what stands behind an order of preference is not
 * shown. */
static int find_measure(struct query *query, const Milestone__V1__MeasureQuestion *question, Answer *answer,
                        uint32_t *ret)
{
        const struct plan *plan = core_plan(query->core);
        struct text name = text_of(question->measure), corridor = text_of(question->corridor);
        struct text *known = arena_take(&query->arena, (plan->measures_count + 1) * sizeof(*known));
        size_t known_count = 0;
        int r;

        if (!known)
                return -ENOMEM;
        r = corridor.length ? find_corridor(query, corridor, answer) : 0;
        if (r != 0)
                return r;
        for (uint32_t i = 0; i < plan->measures_count; i++) {
                const struct plan_measure *measure = &plan->measures[i];

                if (measure->hidden ||
                    (corridor.length && !text_equal(plan->corridors[measure->corridor].name, corridor)))
                        continue;
                known[known_count++] = measure->name;
                if (text_equal(measure->name, name)) {
                        *ret = i;
                        return 0;
                }
        }
        return fail_unknown(query, answer, "measure", name, known, known_count);
}

const char *window_text(struct query *query, const struct plan_window *window)
{
        char buffer[64], day[CIVIL_TEXT_MAX];

        switch (window->kind) {
        case WINDOW_CALENDAR:
                if (window->period >= PERIOD_QUARTER && window->fiscal_start > 1)
                        snprintf(buffer, sizeof(buffer), "fiscal-%s from month %u",
                                 period_name(window->period), window->fiscal_start);
                else
                        snprintf(buffer, sizeof(buffer), "calendar-%s", period_name(window->period));
                break;
        case WINDOW_LAST_DAYS:
                snprintf(buffer, sizeof(buffer), "last-%d-days", window->count);
                break;
        case WINDOW_LAST_MONTHS:
                snprintf(buffer, sizeof(buffer), "last-%d-months", window->count);
                break;
        default:
                snprintf(buffer, sizeof(buffer), "since-%s", civil_format(window->since_day, day));
        }
        return encode_text(&query->arena, text_of(buffer));
}

/* "2021", "2019..2021", "": the days in which windows must end. */
static int parse_range(struct query *query, const struct plan_measure *measure, const char *period,
                       Answer *answer, int32_t *ret_first, int32_t *ret_last)
{
        struct text text = text_of(period), first = text, last = text;
        const char *dots = strstr(period, "..");
        struct period from, to;

        if (dots) {
                first = (struct text){period, (size_t)(dots - period)};
                last = text_of(dots + 2);
        }
        if (period_parse_fiscal(first, measure->window.fiscal_start, &from) != 0 ||
            period_parse_fiscal(last, measure->window.fiscal_start, &to) != 0 || from.first > to.last)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "period",
                            "period: expected one like 2021, 2021-Q3, 2021-11, 2021-W45, 2021-11-03, or two "
                            "of them "
                            "with .. between, the earlier first");
        *ret_first = from.first;
        *ret_last = to.last;
        return 0;
}

static int parse_by(struct query *query, const Milestone__V1__MeasureQuestion *question,
                    const struct plan_measure *measure, Answer *answer, uint8_t by[PLAN_BY_MAX])
{
        for (size_t i = 0; i < question->n_by; i++) {
                size_t j = 0;

                while (j < measure->by_count && strcmp(coordinates[measure->by[j]], question->by[i]) != 0)
                        j++;
                if (j == measure->by_count || i >= PLAN_BY_MAX) {
                        struct text known[PLAN_BY_MAX];

                        for (size_t k = 0; k < measure->by_count; k++)
                                known[k] = text_of(coordinates[measure->by[k]]);
                        return fail_unknown(query, answer, "by", text_of(question->by[i]), known,
                                            measure->by_count);
                }
                for (size_t k = 0; k < i; k++)
                        if (by[k] == measure->by[j])
                                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "by",
                                            "by: %s is named twice", question->by[i]);
                by[i] = measure->by[j];
        }
        return 0;
}

/* The last day of the newest window that has data; CIVIL_NONE: none has. */
int32_t newest_end(const struct query *query, uint32_t measure)
{
        int32_t day = core_newest_day(query->core, measure);

        return day == CIVIL_NONE ? CIVIL_NONE : core_window_end(query->core, measure, day);
}

/* ---- rows ---- */

struct rows {
        struct page page;
        uint32_t measure;
        struct list values, waiting;
        struct mirror mirror;
        bool more;
};

struct text series_text(struct query *query, const struct measure_row *row)
{
        char buffer[PLAN_BY_MAX * (NAME_BYTES_MAX + 16)];
        int at = 0;

        buffer[0] = '\0';
        for (size_t i = 0; i < row->keys_count; i++)
                at += snprintf(buffer + at, sizeof(buffer) - (size_t)at, "%s%s=%" TEXT_FORMAT, i ? "," : "",
                               coordinates[row->keys[i].coordinate], TEXT_ARGUMENTS(row->keys[i].value));
        return arena_text(&query->arena, text_of(buffer));
}

static int add_row(void *context, const struct measure_row *row)
{
        struct rows *rows = context;
        struct query *query = rows->page.query;
        const struct plan_measure *measure = &core_plan(query->core)->measures[rows->measure];
        struct text series = series_text(query, row);
        char *period = encode_window(&query->arena, &row->period, row->first_day, row->last_day);
        Milestone__V1__MeasureRow *message;
        char key[KEY_BYTES_MAX];
        uint32_t held_back_by;
        int r;

        if (!period)
                return -ENOMEM;
        snprintf(key, sizeof(key), "%s %" TEXT_FORMAT, period, TEXT_ARGUMENTS(series));
        if (page_skips(&rows->page, key))
                return 0;

        message = MESSAGE_NEW(query, Milestone__V1__MeasureRow, milestone__v1__measure_row__init);
        if (!message)
                return -ENOMEM;
        message->series = encode_text(&query->arena, series);
        message->period = period;
        message->value = encode_value(&query->arena, &row->value, measure->unit, measure->scale);
        message->complete = core_complete(query->core, rows->measure, row->first_day, row->last_day,
                                          &held_back_by);
        r = rows->mirror.measure ? mirror_row(query, &rows->mirror, row, message) : 0;
        if (r == 0)
                r = list_add_row(query, &rows->values, rows->page.limit, &message->base);
        if (r == 0)
                memcpy(rows->page.key, key, sizeof(key));
        return r;
}

/* They come with the last page of the values, and on further pages where they are many. */
static int add_waiting(void *context, const struct waiting_row *row)
{
        struct rows *rows = context;
        struct query *query = rows->page.query;
        struct period month = period_at(PERIOD_MONTH, civil_month_first(row->month), 1);
        Milestone__V1__WaitingRow *message;
        char key[KEY_BYTES_MAX], text[PERIOD_TEXT_MAX];
        int r;

        snprintf(key, sizeof(key), WAITING "%.3s %s", row->currency.code, period_format(month, text));
        if (page_skips(&rows->page, key))
                return 0;

        message = MESSAGE_NEW(query, Milestone__V1__WaitingRow, milestone__v1__waiting_row__init);
        if (!message)
                return -ENOMEM;
        message->currency = encode_text(&query->arena, (struct text){row->currency.code, 3});
        message->period = encode_period(&query->arena, &month);
        message->units = wide_fits64(row->units) ? (int64_t)row->units : 0;
        message->records = row->records;
        r = list_add_row(query, &rows->waiting, QUERY_ROWS_MAX, &message->base);
        if (r == 0)
                memcpy(rows->page.key, key, sizeof(key));
        return r;
}

static int fill_heading(struct query *query, uint32_t index, Milestone__V1__MeasureAnswer *message)
{
        const struct plan *plan = core_plan(query->core);
        const struct plan_measure *measure = &plan->measures[index];
        uint32_t held_back_by;

        message->corridor = encode_text(&query->arena, plan->corridors[measure->corridor].name);
        message->measure = encode_text(&query->arena, measure->name);
        message->window = (char *)(uintptr_t)window_text(query, &measure->window);
        message->resolution = encode_text(&query->arena, text_of(period_name(measure->resolution)));
        message->complete_until = encode_day(&query->arena,
                                             core_complete_until(query->core, index, &held_back_by));
        message->breakdown_closed = core_measure_closed(query->core, index);
        if (held_back_by != UINT32_MAX) {
                message->held_back_by = arena_take(&query->arena, sizeof(*message->held_back_by));
                if (!message->held_back_by)
                        return -ENOMEM;
                message->held_back_by[message->n_held_back_by++] = encode_text(
                        &query->arena, plan->sources[held_back_by].name);
        }
        return 0;
}

static int fill_by(struct query *query, const uint8_t *by, size_t by_count,
                   Milestone__V1__MeasureAnswer *message)
{
        message->by = arena_take(&query->arena, (by_count + 1) * sizeof(*message->by));
        if (!message->by)
                return -ENOMEM;
        for (size_t i = 0; i < by_count; i++)
                message->by[message->n_by++] = encode_text(&query->arena, text_of(coordinates[by[i]]));
        return 0;
}

/* The window of the row that the page follows: what lies before it need not be looked at again. */
static int32_t first_of_page(const struct plan_measure *measure, struct text after, int32_t first_day)
{
        struct text text, last;
        struct period period;
        const char *dots;

        if (!text_cut(&after, ' ', &text))
                return first_day;
        dots = text.length > 2 ? memmem(text.data, text.length, "..", 2) : NULL;
        last = dots ? (struct text){dots + 2, text.length - (size_t)(dots + 2 - text.data)} : text;
        if (period_parse_fiscal(last, measure->window.fiscal_start, &period) != 0)
                return first_day;
        return first_day == CIVIL_NONE || period.first > first_day ? period.first : first_day;
}

/* Values of windows first, then what waits for a rate; a page ends where it is full. */
static int walk_rows(struct rows *rows, int32_t first_day, int32_t last_day, const uint8_t *by,
                     size_t by_count)
{
        struct query *query = rows->page.query;
        const struct plan_measure *measure = &core_plan(query->core)->measures[rows->measure];
        int r = 0;

        if (!text_starts(rows->page.after, TEXT(WAITING)))
                r = core_measure(query->core, rows->measure,
                                 first_of_page(measure, rows->page.after, first_day), last_day, by, by_count,
                                 add_row, rows);
        if (r == 0)
                r = core_waiting(query->core, rows->measure, add_waiting, rows);
        rows->more = r == QUERY_FAILED;
        return r < 0 ? r : 0;
}

static int fill_rows(struct rows *rows, Answer *answer, Milestone__V1__MeasureAnswer *message)
{
        int r = page_found(&rows->page, answer);

        if (r != 0)
                return r;
        message->rows = (Milestone__V1__MeasureRow **)rows->values.items;
        message->n_rows = rows->values.count;
        message->waiting = (Milestone__V1__WaitingRow **)rows->waiting.items;
        message->n_waiting = rows->waiting.count;
        if (rows->more)
                message->next = page_next(&rows->page);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_MEASURE;
        answer->measure = message;
        return 0;
}

/* The windows that are asked for: of the period, else the newest one. */
static int windows_of(struct query *query, const Milestone__V1__MeasureQuestion *question, uint32_t measure,
                      Answer *answer, int32_t *ret_first, int32_t *ret_last)
{
        if (question->period[0])
                return parse_range(query, &core_plan(query->core)->measures[measure], question->period, answer,
                                   ret_first, ret_last);
        *ret_first = *ret_last = newest_end(query, measure);
        return 0;
}

static int find_mirror(struct query *query, const struct plan_measure *measure, Answer *answer)
{
        if (measure->mirror != PLAN_NO_INDEX)
                return 0;
        return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "mirror",
                    "mirror: %" TEXT_FORMAT " has none: name the other side's measure in the configuration, "
                    "with \"mirror\"",
                    TEXT_ARGUMENTS(measure->name));
}

/* What stands beside the values. */
static int fill_beside(struct query *query, const Milestone__V1__MeasureQuestion *question, uint32_t measure,
                       int32_t first_day, int32_t last_day, Answer *answer, Milestone__V1__MeasureAnswer *message)
{
        const struct plan_measure *of = &core_plan(query->core)->measures[measure];
        int r = 0;

        if (question->mirror)
                r = levels_side(query, measure, &message->side);
        if (r == 0 && question->mirror)
                r = levels_side(query, of->mirror, &message->mirror_side);
        if (r == 0 && question->control)
                r = levels_control(query, measure, first_day, last_day, answer, message);
        return r;
}

int answer_measure(struct query *query, const Milestone__V1__MeasureQuestion *question, Answer *answer)
{
        struct rows rows = {.page = page_of(query, question->limit, question->after)};
        Milestone__V1__MeasureAnswer *message;
        int32_t first_day = CIVIL_NONE, last_day = CIVIL_NONE;
        const struct plan_measure *measure;
        uint8_t by[PLAN_BY_MAX];
        int r;

        r = find_measure(query, question, answer, &rows.measure);
        if (r != 0)
                return r;
        measure = &core_plan(query->core)->measures[rows.measure];
        r = parse_by(query, question, measure, answer, by);
        if (r == 0)
                r = windows_of(query, question, rows.measure, answer, &first_day, &last_day);
        if (r == 0 && question->mirror)
                r = find_mirror(query, measure, answer);
        if (r == 0 && question->mirror)
                r = mirror_gather(query, measure->mirror, first_day, last_day, by, question->n_by, &rows.mirror);
        if (r != 0)
                return r;

        message = MESSAGE_NEW(query, Milestone__V1__MeasureAnswer, milestone__v1__measure_answer__init);
        r = message ? fill_heading(query, rows.measure, message) : -ENOMEM;
        if (r == 0)
                r = fill_by(query, by, question->n_by, message);
        if (r == 0)
                r = fill_beside(query, question, rows.measure, first_day, last_day, answer, message);
        if (r == 0)
                r = walk_rows(&rows, first_day, last_day, by, question->n_by);
        return r != 0 ? r : fill_rows(&rows, answer, message);
}
