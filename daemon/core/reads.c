/* core/reads.c: answers between two entries; each is handed to the room that knows. */
#include "core/reads.h"

#include "base/civil.h"
#include "core/inside.h"

#define HOLES_SHOWN 16

const struct plan *core_plan(const struct core *core)
{
        return core->plan;
}

void core_stats(const struct core *core, struct core_stats *ret)
{
        struct tallies_stats tallies = {0};

        *ret = (struct core_stats){.records = core->records, .unwatched = plausible_unwatched(core->plausible)};
        if (!core->plan)
                return;

        tallies_stats(core->tallies, &tallies);
        ret->series = tallies.series;
        ret->pages = tallies.pages;
        ret->names = tallies.names;
        ret->controls_left_out = tallies.controls_left_out;
        ret->instances = milestones_instances(core->milestones);
        ret->freezes_lapsed = milestones_lapsed(core->milestones, core->day);
        while (releases_at(core->releases, ret->open_releases))
                ret->open_releases++;
}

int core_measure(const struct core *core, uint32_t measure, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count, measure_visitor visitor, void *context)
{
        return measures_rows(core->measures, measure, first_day, last_day, by, by_count, visitor, context);
}

int32_t core_window_end(const struct core *core, uint32_t measure, int32_t day)
{
        struct period period;

        return measures_window_end(core->measures, measure, day, &period);
}

int32_t core_newest_day(const struct core *core, uint32_t measure)
{
        return measures_newest_day(core->measures, measure, NULL);
}

bool core_measure_closed(const struct core *core, uint32_t measure)
{
        return measures_closed(core->measures, measure);
}

bool core_complete(const struct core *core, uint32_t measure, int32_t first_day, int32_t last_day,
                   uint32_t *ret_held_back_by)
{
        return measures_complete_days(core->measures, measure, first_day, last_day, ret_held_back_by);
}

int32_t core_complete_until(const struct core *core, uint32_t measure, uint32_t *ret_held_back_by)
{
        return measures_complete_until(core->measures, measure, ret_held_back_by);
}

int core_control(const struct core *core, uint32_t measure, int32_t first_day, int32_t last_day,
                 control_visitor visitor, void *context)
{
        const struct plan_measure *plan = &core->plan->measures[measure];

        if (plan->form == FORM_PREFERENCE)
                measure = plan->operands[0];
        return tallies_control_rows(core->tallies, measure, first_day, last_day, visitor, context);
}

int core_bases(const struct core *core, uint32_t measure, basis_visitor visitor, void *context)
{
        return measures_bases(core->measures, measure, visitor, context);
}

int core_waiting(const struct core *core, uint32_t measure, waiting_visitor visitor, void *context)
{
        return measures_waiting(core->measures, measure, visitor, context);
}

int core_milestones(const struct core *core, milestone_visitor visitor, void *context)
{
        return milestones_rows(core->milestones, core->day, visitor, context);
}

void core_sketch(const struct milestone_row *row, struct sketch *ret)
{
        milestones_sketch(row->course, ret);
}

int core_outlook(const struct core *core, const struct outlook_ask *ask, struct outlook_answer *ret)
{
        return milestones_outlook(core->milestones, core->day, ask, ret);
}

int core_freezes(const struct core *core, freeze_visitor visitor, void *context)
{
        return core->plan ? milestones_freezes(core->milestones, visitor, context) : 0;
}

uint64_t core_source_events(const struct core *core, uint32_t source)
{
        return core->sources[source].events;
}

int core_sources(const struct core *core, source_visitor visitor, void *context)
{
        struct period holes[HOLES_SHOWN];
        int r = 0;

        for (uint32_t i = 0; i < core->plan->sources_count && r == 0; i++) {
                const struct source_state *state = &core->sources[i];
                struct expect_counts counts;
                struct source_row row = {
                        .source = i,
                        .complete_until_day = coverage_until(core->coverage, i),
                        .newest_day = coverage_newest_day(core->coverage, i),
                        .events = state->events,
                        .disputed = state->disputed,
                        .gaps = state->gaps,
                        .last_number = state->last_number,
                        .open_releases = (uint32_t)releases_open(core->releases, i),
                        .last_vintage = releases_last_vintage(core->releases, i),
                        .holes = holes,
                        .silent_since = expect_silent_since(core->expect, i),
                };

                expect_count(core->expect, core->coverage, i, core->day, &counts);
                row.expected = counts.expected;
                row.actual = counts.actual;
                row.on_time = counts.on_time;
                coverage_holes(core->coverage, i, holes, HOLES_SHOWN, &row.holes_count);
                r = visitor(context, &row);
        }
        return r;
}

static int visit_finished(const struct core *core, uint32_t source, release_visitor visitor, void *context)
{
        uint64_t vintage = releases_last_vintage(core->releases, source);
        struct release_row row = {.source = source, .opened_day = CIVIL_NONE};

        if (!vintage || !releases_trace(core->releases, source, vintage, &row.report))
                return 0;
        for (size_t i = 0; i < VERDICT_COUNT; i++)
                row.events += row.report.counts.of[i];
        return visitor(context, &row);
}

int core_releases(const struct core *core, release_visitor visitor, void *context)
{
        size_t next = 0;
        int r = 0;

        for (uint32_t i = 0; i < core->plan->sources_count && r == 0; i++) {
                const struct release *release;

                r = visit_finished(core, i, visitor, context);
                for (; r == 0 && (release = releases_at(core->releases, next)) && release->source == i; next++) {
                        struct release_row row = {.source = i, .events = release->events,
                                                  .opened_day = release->opened_day};

                        releases_report(release, &row.report);
                        r = visitor(context, &row);
                }
        }
        return r;
}

int core_statement(const struct core *core, const struct stored_statement *stored, struct statement_view *ret)
{
        uint32_t source = core->plan ? core_source(core, stored->source) : UINT32_MAX;
        struct statement statement;
        int r;

        r = statement_read(stored->body, stored->body_length, stored->source, stored->id, &statement);
        if (r < 0)
                return r;

        *ret = (struct statement_view){
                .event = statement.event,
                .withdrawn = statement.withdrawn,
                .disputed = statement.disputed_times > 0,
                .disputed_times = statement.disputed_times,
                .position = statement.position,
                .counts = source != UINT32_MAX &&
                          ledger_counts(&core->plan->sources[source], &statement.event,
                                        coverage_of(core->coverage, source, &statement.event.period)),
        };
        ret->event.status = statement.status;
        return 0;
}
