/* tests/unit/core/show.c: the state of a bench's core, as text. */
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/world.h"

struct showing {
        struct lines *lines;
        struct bench *bench;
        const char *name, *instance;
        int step_percent;
        int64_t units;
};

static int show_measure(void *context, const struct measure_row *row)
{
        struct showing *showing = context;
        char day[CIVIL_TEXT_MAX];

        lines_add(showing->lines, "  %s", civil_format(row->last_day, day));
        for (size_t i = 0; i < row->keys_count; i++)
                lines_add(showing->lines, " %.*s", (int)row->keys[i].value.length, row->keys[i].value.data);
        lines_add(showing->lines, " ");
        lines_value(showing->lines, &row->value);
        lines_add(showing->lines, "\n");
        return 0;
}

static void add_outcome(struct lines *lines, const struct milestone_row *row)
{
        lines_add(lines, "%s", world_outcomes[row->outcome]);
        lines_interval(lines, "in", row->resolution, row->reached_first, row->reached_last);
        if (row->confirmed)
                lines_add(lines, " confirmed");
}

static int show_milestone(void *context, const struct milestone_row *row)
{
        struct showing *showing = context;
        struct text name = showing->bench->plan->milestones[row->milestone].name;
        char text[PERIOD_TEXT_MAX];

        lines_add(showing->lines, "%.*s %.*s%s%s %u%%: ", (int)name.length, name.data, (int)row->series.length,
                  row->series.length ? row->series.data : "", row->series.length ? " " : "",
                  period_format(row->instance, text), row->step_ppm / 10000);
        add_outcome(showing->lines, row);
        lines_add(showing->lines, " ");
        lines_value(showing->lines, &row->value);
        lines_add(showing->lines, "\n");
        return 0;
}

static int show_source(void *context, const struct source_row *row)
{
        struct showing *showing = context;
        char complete[CIVIL_TEXT_MAX], newest[CIVIL_TEXT_MAX];

        lines_add(showing->lines, "source %u: complete %s newest %s\n", row->source,
                  civil_format(row->complete_until_day, complete), civil_format(row->newest_day, newest));
        if (row->expected)
                lines_add(showing->lines, "source %u: spoke of %u of %u\n", row->source, row->actual,
                          row->expected);
        return 0;
}

const char *bench_state(struct bench *bench)
{
        struct showing showing = {.lines = &bench->state, .bench = bench};

        lines_clear(&bench->state);
        for (uint32_t i = 0; i < bench->plan->measures_count; i++) {
                const struct plan_measure *measure = &bench->plan->measures[i];

                lines_add(&bench->state, "%.*s\n", (int)measure->name.length, measure->name.data);
                ck_assert_int_eq(
                        core_measure(bench->core, i, CIVIL_NONE, CIVIL_NONE, NULL, 0, show_measure, &showing),
                        0);
                if (measure->by_count)
                        ck_assert_int_eq(core_measure(bench->core, i, CIVIL_NONE, CIVIL_NONE, measure->by,
                                                      measure->by_count, show_measure, &showing),
                                         0);
        }
        ck_assert_int_eq(core_milestones(bench->core, show_milestone, &showing), 0);
        ck_assert_int_eq(core_sources(bench->core, show_source, &showing), 0);
        return bench->state.text;
}

static int take_units(void *context, const struct measure_row *row)
{
        struct showing *showing = context;

        showing->units = row->value.units;
        return 0;
}

int64_t bench_value(struct bench *bench, uint32_t measure, const char *day)
{
        struct showing showing = {0};
        int32_t at = world_day(day);

        ck_assert_int_eq(core_measure(bench->core, measure, at, at, NULL, 0, take_units, &showing), 0);
        return showing.units;
}

static int find_milestone(void *context, const struct milestone_row *row)
{
        struct showing *showing = context;
        char text[PERIOD_TEXT_MAX];

        if (!text_equal(showing->bench->plan->milestones[row->milestone].name, text_of(showing->name)) ||
            strcmp(period_format(row->instance, text), showing->instance) != 0 ||
            row->step_ppm != (uint32_t)showing->step_percent * 10000)
                return 0;
        add_outcome(showing->lines, row);
        return 1;
}

const char *bench_milestone(struct bench *bench, const char *name, const char *instance, int step_percent)
{
        struct showing showing = {.lines = &bench->state,
                                  .bench = bench,
                                  .name = name,
                                  .instance = instance ? instance : "-",
                                  .step_percent = step_percent};

        lines_clear(&bench->state);
        if (core_milestones(bench->core, find_milestone, &showing) == 0)
                lines_add(&bench->state, "none");
        return bench->state.text;
}
