/* query/status.c: how the daemon, its sources and its releases stand; counters; commands. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "query/inside.h"

/* What needs a person: what the host says, and milestones that wait for a number. */
static int add_attention(struct query *query, const struct core_stats *core, Milestone__V1__StatusAnswer *message)
{
        const struct query_status *status = &query->status;

        message->attention = arena_take(&query->arena,
                                        (status->attention_count + 1) * sizeof(*message->attention));
        if (!message->attention)
                return -ENOMEM;
        for (size_t i = 0; i < status->attention_count; i++)
                message->attention[message->n_attention++] = encode_text(&query->arena,
                                                                         text_of(status->attention[i]));
        if (core->freezes_lapsed) {
                char sentence[160];
                int length = snprintf(sentence, sizeof(sentence),
                                      "%llu %s frozen baseline whose day was past already: give the number with "
                                      "\"baseline\" (\"milestones\" names them)",
                                      (unsigned long long)core->freezes_lapsed,
                                      core->freezes_lapsed == 1 ? "milestone has a" : "milestones have a");

                message->attention[message->n_attention++] = encode_text(&query->arena,
                                                                         (struct text){sentence, (size_t)length});
        }
        return 0;
}

int answer_status(struct query *query, Answer *answer)
{
        Milestone__V1__StatusAnswer *message = MESSAGE_NEW(query, Milestone__V1__StatusAnswer,
                                                           milestone__v1__status_answer__init);
        const struct query_status *status = &query->status;
        const struct plan *plan = core_plan(query->core);
        struct store_stats store;
        struct core_stats core;

        if (!message)
                return -ENOMEM;
        core_stats(query->core, &core);
        store_stats(query->store, &store);
        message->software_version = encode_text(&query->arena, text_of(MILESTONE_VERSION));
        message->state = encode_text(&query->arena, text_of(status->state));
        message->day = encode_day(&query->arena, core_day(query->core));
        message->clock = encode_text(&query->arena,
                                     plan && plan->clock == CLOCK_EVENTS ? TEXT("events") : TEXT("system"));
        message->position = status->journal_last;
        message->settled = status->journal_settled;
        message->checkpoint = store_position(query->store);
        message->sequence = outbox_sequence(query->outbox);
        message->records = core.records;
        message->quarantined = store.quarantined;
        message->milestones = core.instances;
        message->series = core.series;
        message->pages = core.pages;
        message->started_usec = status->started_usec;
        message->now_usec = status->now_usec;
        message->timezone = encode_text(&query->arena, text_of(status->timezone));
        message->notifications_held = status->held;
        message->outbox_hash.data = (uint8_t *)(uintptr_t)outbox_hash(query->outbox);
        message->outbox_hash.len = OUTBOX_HASH_BYTES;
        message->disk_free_bytes = status->disk_free_bytes;
        if (add_attention(query, &core, message) < 0)
                return -ENOMEM;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_STATUS;
        answer->status = message;
        return 0;
}

/* ---- sources ---- */

struct gathering {
        struct query *query;
        struct list rows;
        struct text only; /* of releases: this source; empty: all */
};

static int add_holes(struct query *query, const struct source_row *row, Milestone__V1__SourceRow *message)
{
        message->holes = arena_take(&query->arena, (row->holes_count + 1) * sizeof(*message->holes));
        if (!message->holes)
                return -ENOMEM;
        for (size_t i = 0; i < row->holes_count; i++)
                message->holes[message->n_holes++] = encode_period(&query->arena, &row->holes[i]);
        return 0;
}

static int add_source(void *context, const struct source_row *row)
{
        static const char *const numbers[] = {[NUMBERS_EXPLICIT] = "explicit",
                                              [NUMBERS_BY_RELEASE] = "by-release",
                                              [NUMBERS_BY_ARRIVAL] = "by-arrival"};
        struct gathering *gathering = context;
        struct query *query = gathering->query;
        const struct plan_source *source = &core_plan(query->core)->sources[row->source];
        Milestone__V1__SourceRow *message = MESSAGE_NEW(query, Milestone__V1__SourceRow,
                                                        milestone__v1__source_row__init);
        int r;

        if (!message)
                return -ENOMEM;
        message->source = encode_text(&query->arena, source->name);
        message->complete_until = encode_day(&query->arena, row->complete_until_day);
        message->newest_day = encode_day(&query->arena, row->newest_day);
        message->numbers = encode_text(&query->arena, text_of(numbers[source->numbers]));
        message->resolution = encode_text(&query->arena, text_of(period_name(source->resolution)));
        message->events = row->events;
        message->disputed = row->disputed;
        message->gaps = row->gaps;
        message->last_number = row->last_number;
        message->open_releases = row->open_releases;
        message->expected = row->expected;
        message->actual = row->actual;
        message->on_time = row->on_time;
        message->silent_since = encode_day(&query->arena, row->silent_since);
        if (row->last_vintage)
                message->last_vintage = encode_vintage(&query->arena, event_vintage_day(row->last_vintage),
                                                       event_vintage_serial(row->last_vintage));
        r = add_holes(query, row, message);
        return r < 0 ? r : list_add(query, &gathering->rows, message);
}

int answer_sources(struct query *query, Answer *answer)
{
        Milestone__V1__SourcesAnswer *message = MESSAGE_NEW(query, Milestone__V1__SourcesAnswer,
                                                            milestone__v1__sources_answer__init);
        struct gathering gathering = {.query = query};
        int r;

        if (!message)
                return -ENOMEM;
        r = core_sources(query->core, add_source, &gathering);
        if (r < 0)
                return r;
        message->rows = (Milestone__V1__SourceRow **)gathering.rows.items;
        message->n_rows = gathering.rows.count;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_SOURCES;
        answer->sources = message;
        return 0;
}

/* ---- releases ---- */

static int add_release(void *context, const struct release_row *row)
{
        struct gathering *gathering = context;
        struct query *query = gathering->query;
        struct text name = core_plan(query->core)->sources[row->source].name;
        Milestone__V1__ReleaseRow *message;

        if (gathering->only.length && !text_equal(gathering->only, name))
                return 0;
        message = MESSAGE_NEW(query, Milestone__V1__ReleaseRow, milestone__v1__release_row__init);
        if (!message)
                return -ENOMEM;
        message->source = encode_text(&query->arena, name);
        message->verdict = encode_release(&query->arena, &row->report);
        message->events = row->events;
        message->opened_day = encode_day(&query->arena, row->opened_day);
        return list_add(query, &gathering->rows, message);
}

int known_source(struct query *query, struct text name, Answer *answer, uint32_t *ret)
{
        const struct plan *plan = core_plan(query->core);
        struct text *known = arena_take(&query->arena, (plan->sources_count + 1) * sizeof(*known));

        if (!known)
                return -ENOMEM;
        for (uint32_t i = 0; i < plan->sources_count; i++) {
                known[i] = plan->sources[i].name;
                if (text_equal(known[i], name)) {
                        *ret = i;
                        return 0;
                }
        }
        return fail_unknown(query, answer, "source", name, known, plan->sources_count);
}

int answer_releases(struct query *query, const Milestone__V1__ReleasesQuestion *question, Answer *answer)
{
        Milestone__V1__ReleasesAnswer *message = MESSAGE_NEW(query, Milestone__V1__ReleasesAnswer,
                                                             milestone__v1__releases_answer__init);
        struct gathering gathering = {.query = query, .only = text_of(question->source)};
        uint32_t source;
        int r = 0;

        if (!message)
                return -ENOMEM;
        if (gathering.only.length)
                r = known_source(query, gathering.only, answer, &source);
        if (r == 0)
                r = core_releases(query->core, add_release, &gathering);
        if (r != 0)
                return r;
        message->rows = (Milestone__V1__ReleaseRow **)gathering.rows.items;
        message->n_rows = gathering.rows.count;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_RELEASES;
        answer->releases = message;
        return 0;
}

struct asking {
        uint32_t source;
        uint64_t last_number;
};

static int find_number(void *context, const struct source_row *row)
{
        struct asking *asking = context;

        if (row->source == asking->source)
                asking->last_number = row->last_number;
        return 0;
}

int answer_arrival(struct query *query, const Milestone__V1__ArrivalQuestion *question, Answer *answer)
{
        Milestone__V1__ArrivalAnswer *message = MESSAGE_NEW(query, Milestone__V1__ArrivalAnswer,
                                                            milestone__v1__arrival_answer__init);
        struct asking asking = {0};
        int r;

        if (!message)
                return -ENOMEM;
        r = known_source(query, text_of(question->source), answer, &asking.source);
        if (r == 0)
                r = core_sources(query->core, find_number, &asking);
        if (r != 0)
                return r;
        message->last_number = asking.last_number;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_ARRIVAL;
        answer->arrival = message;
        return 0;
}

/* ---- counters and commands: the host's ---- */

#define COUNTERS_MAX 256

int answer_counters(struct query *query, Answer *answer)
{
        Milestone__V1__CountersAnswer *message = MESSAGE_NEW(query, Milestone__V1__CountersAnswer,
                                                             milestone__v1__counters_answer__init);
        struct query_counter *counters = arena_take(&query->arena, COUNTERS_MAX * sizeof(*counters));
        struct list rows = {0};
        size_t count;
        int r = 0;

        if (!message || !counters)
                return -ENOMEM;
        count = query->counters(query->context, counters, COUNTERS_MAX);
        for (size_t i = 0; i < count && r == 0; i++) {
                Milestone__V1__CounterRow *row = MESSAGE_NEW(query, Milestone__V1__CounterRow,
                                                             milestone__v1__counter_row__init);

                if (!row)
                        return -ENOMEM;
                row->name = encode_text(&query->arena, text_of(counters[i].name));
                row->unit = encode_text(&query->arena, text_of(counters[i].unit));
                row->help = encode_text(&query->arena, text_of(counters[i].meaning));
                row->value = counters[i].value;
                row->gauge = counters[i].gauge;
                r = list_add(query, &rows, row);
        }
        if (r < 0)
                return r;
        message->rows = (Milestone__V1__CounterRow **)rows.items;
        message->n_rows = rows.count;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_COUNTERS;
        answer->counters = message;
        return 0;
}

int answer_command(struct query *query, const Milestone__V1__CommandQuestion *question, Answer *answer)
{
        Milestone__V1__CommandAnswer *message = MESSAGE_NEW(query, Milestone__V1__CommandAnswer,
                                                            milestone__v1__command_answer__init);
        const char *sentence = "";

        if (!message)
                return -ENOMEM;
        message->done = query->command(query->context, question->verb, question->arguments,
                                       question->n_arguments, question->dry_run, &sentence);
        message->message = encode_text(&query->arena, text_of(sentence));
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_COMMAND;
        answer->command = message;
        return 0;
}
