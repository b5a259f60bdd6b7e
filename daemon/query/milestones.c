/* query/milestones.c: milestones with their outcome, and the snapshot for a newcomer: the last
 * state of all that he subscribes to, and the cursor from which the live stream goes on. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "query/inside.h"

struct rows {
        struct page page;
        const struct text *prefixes;
        size_t prefixes_count;
        struct list milestones, updates;
        uint32_t measure; /* whose update is made */
        bool sketches;
        uint32_t shown_until; /* milestones of the plan that have a row */
};

/* Which kind of news told the state that a row is in: topics name it. */
static uint8_t kind_of(uint8_t outcome)
{
        switch (outcome) {
        case OUTCOME_REACHED:
        case OUTCOME_REACHED_LATE:
                return NEWS_REACHED;
        case OUTCOME_AWAITING:
                return NEWS_AWAITING;
        case OUTCOME_MISSED:
                return NEWS_MISSED;
        case OUTCOME_FELL_BELOW:
                return NEWS_FELL_BELOW;
        default:
                return NEWS_NONE;
        }
}

/* A state belongs to a filter if any of its notifications could: `milestone/C/M/` whatever the kind,
 * `kind/reached/` if it was told reached. */
static bool matches(const struct rows *rows, struct text corridor, struct text milestone, uint8_t outcome)
{
        struct topics topics;
        char stem[TOPIC_BYTES_MAX + 1];

        if (rows->prefixes_count == 0)
                return true;
        topics_of(kind_of(outcome), corridor, milestone, TEXT(""), &topics);
        if (topics_match(&topics, rows->prefixes, rows->prefixes_count))
                return true;

        snprintf(stem, sizeof(stem), "milestone/%" TEXT_FORMAT "/%" TEXT_FORMAT "/", TEXT_ARGUMENTS(corridor),
                 TEXT_ARGUMENTS(milestone));
        for (size_t i = 0; i < rows->prefixes_count; i++)
                if (text_starts(rows->prefixes[i], text_of(stem)))
                        return true;
        return false;
}

static Milestone__V1__Outlook *outlook_message(struct query *query, const struct milestone_row *row,
                                              const struct plan_measure *measure)
{
        const struct outlook_words words = {measure->unit, measure->scale, row->target_known, row->target,
                                            row->deadline_day};

        return row->outlook ? encode_outlook(&query->arena, row->outlook, &words) : NULL;
}

static Milestone__V1__MilestoneRow *row_message(struct query *query, const struct milestone_row *row)
{
        const struct plan *plan = core_plan(query->core);
        const struct plan_milestone *of = &plan->milestones[row->milestone];
        /* What is made of other milestones counts these. */
        const struct plan_measure others = {.unit = TEXT("milestone")};
        const struct plan_measure *measure = of->measure == PLAN_NO_INDEX ? &others : &plan->measures[of->measure];
        Milestone__V1__MilestoneRow *message = MESSAGE_NEW(query, Milestone__V1__MilestoneRow,
                                                           milestone__v1__milestone_row__init);

        if (!message)
                return NULL;
        message->corridor = encode_text(&query->arena, plan->corridors[of->corridor].name);
        message->milestone = encode_text(&query->arena, of->name);
        message->measure = encode_text(&query->arena, measure->name);
        message->series = encode_text(&query->arena, row->series);
        message->instance = encode_period(&query->arena, &row->instance);
        message->step_ppm = row->step_ppm;
        message->outcome = (Milestone__V1__Outcome)row->outcome;
        message->value = encode_value(&query->arena, &row->value, measure->unit, measure->scale);
        if (row->target_known)
                message->target = encode_quantity(&query->arena, row->target);
        message->reached = encode_interval(&query->arena, row->reached_first, row->reached_last,
                                           row->resolution);
        message->deadline = encode_day(&query->arena, row->deadline_day);
        message->confirmed = row->confirmed;
        message->outlook = outlook_message(query, row, measure);
        if (row->held_back_by != UINT32_MAX)
                message->held_back_by = encode_text(&query->arena, plan->sources[row->held_back_by].name);
        if (row->freeze_lapsed)
                message->attention = encode_text(&query->arena,
                                                 TEXT("the day on which its baseline was to be frozen was past when "
                                                      "it was asked for: give the number with \"baseline\""));
        if (row->known_position) {
                message->known = MESSAGE_NEW(query, Milestone__V1__Known, milestone__v1__known__init);
                if (!message->known)
                        return NULL;
                message->known->position = row->known_position;
                message->known->day = encode_day(&query->arena, row->known_day);
        }
        return message;
}

static int add_sketch(struct query *query, const struct milestone_row *row, Milestone__V1__MilestoneRow *message)
{
        struct sketch sketch;
        int64_t *units;

        core_sketch(row, &sketch);
        message->sketch = MESSAGE_NEW(query, Milestone__V1__Sketch, milestone__v1__sketch__init);
        units = arena_take(&query->arena, sizeof(sketch.units));
        if (!message->sketch || !units)
                return -ENOMEM;
        memcpy(units, sketch.units, sketch.count * sizeof(*units));
        message->sketch->units = units;
        message->sketch->n_units = sketch.count;
        message->sketch->gaps = sketch.gaps;
        message->sketch->ahead = (uint32_t)sketch.ahead;
        return 0;
}

static int add_row(void *context, const struct milestone_row *row)
{
        struct rows *rows = context;
        struct query *query = rows->page.query;
        const struct plan *plan = core_plan(query->core);
        const struct plan_milestone *of = &plan->milestones[row->milestone];
        char instance[PERIOD_TEXT_MAX] = "", key[KEY_BYTES_MAX];
        Milestone__V1__MilestoneRow *message;
        int r;

        if (row->instance.kind != PERIOD_NONE)
                period_format(row->instance, instance);
        snprintf(key, sizeof(key), "%" TEXT_FORMAT " %" TEXT_FORMAT " %s %u", TEXT_ARGUMENTS(of->name),
                 TEXT_ARGUMENTS(row->series), instance, row->step_ppm);
        if (page_skips(&rows->page, key) || /* first: what it matches may have changed since */
            !matches(rows, plan->corridors[of->corridor].name, of->name, row->outcome))
                return 0;

        message = row_message(query, row);
        if (message && rows->sketches && row->course && row->step_ppm == 0 && add_sketch(query, row, message) != 0)
                return -ENOMEM;
        r = message ? list_add_row(query, &rows->milestones, rows->page.limit, &message->base) : -ENOMEM;
        if (r == 0)
                memcpy(rows->page.key, key, sizeof(key));
        return r;
}

/* What no day and no record has begun yet: the first instance that there will be, as open. */
static int add_unbegun(struct rows *rows, uint32_t until)
{
        const struct plan *plan = core_plan(rows->page.query->core);
        int r = 0;

        for (; rows->shown_until < until && r == 0; rows->shown_until++) {
                const struct plan_milestone *of = &plan->milestones[rows->shown_until];
                const struct plan_target *target = &of->terms[0].target;
                struct milestone_row row = {
                        .milestone = rows->shown_until,
                        .outcome = OUTCOME_OPEN,
                        .value.state = VALUE_NO_DATA,
                        .target_known = target->kind == TARGET_AMOUNT,
                        .target = target->amount,
                        .reached_first = CIVIL_NONE,
                        .reached_last = CIVIL_NONE,
                        .deadline_day = of->terms_count == 1 ? of->terms[0].deadline_day : CIVIL_NONE,
                        .held_back_by = UINT32_MAX,
                };

                if (of->each != PERIOD_NONE) {
                        row.instance = period_at(of->each, of->from_day, of->fiscal_start);
                        row.deadline_day = row.instance.last;
                }
                r = add_row(rows, &row);
        }
        return r;
}

static int add_milestone(void *context, const struct milestone_row *row)
{
        struct rows *rows = context;
        int r = add_unbegun(rows, row->milestone);

        if (r != 0)
                return r;
        rows->shown_until = row->milestone + 1;
        return add_row(rows, row);
}

static int rows_begin(struct query *query, char **topics, size_t topics_count, uint32_t limit,
                      const char *after, Answer *answer, struct rows *ret)
{
        struct text *prefixes;
        int r = prefixes_of(query, topics, topics_count, answer, &prefixes);

        if (r == 0)
                *ret = (struct rows){
                        .page = page_of(query, limit, after),
                        .prefixes = prefixes,
                        .prefixes_count = topics_count,
                };
        return r;
}

int answer_milestones(struct query *query, const Milestone__V1__MilestonesQuestion *question, Answer *answer)
{
        Milestone__V1__MilestonesAnswer *message = MESSAGE_NEW(query, Milestone__V1__MilestonesAnswer,
                                                               milestone__v1__milestones_answer__init);
        struct rows rows;
        bool more;
        int r;

        if (!message)
                return -ENOMEM;
        r = rows_begin(query, question->topics, question->n_topics, question->limit, question->after, answer,
                       &rows);
        if (r != 0)
                return r;
        rows.sketches = question->sketches;
        r = core_milestones(query->core, add_milestone, &rows);
        if (r == 0)
                r = add_unbegun(&rows, (uint32_t)core_plan(query->core)->milestones_count);
        more = r == QUERY_FAILED;
        if (r >= 0)
                r = page_found(&rows.page, answer);
        if (r != 0)
                return r;

        message->rows = (Milestone__V1__MilestoneRow **)rows.milestones.items;
        message->n_rows = rows.milestones.count;
        if (more)
                message->next = page_next(&rows.page);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_MILESTONES;
        answer->milestones = message;
        return 0;
}

/* ---- the snapshot ---- */

static int add_update(void *context, const struct measure_row *row)
{
        struct rows *rows = context;
        struct query *query = rows->page.query;
        const struct plan *plan = core_plan(query->core);
        const struct plan_measure *measure = &plan->measures[rows->measure];
        Milestone__V1__MeasureUpdate *message = MESSAGE_NEW(query, Milestone__V1__MeasureUpdate,
                                                            milestone__v1__measure_update__init);
        uint32_t held_back_by;

        if (!message)
                return -ENOMEM;
        message->version = PROTOCOL_VERSION;
        message->epoch = query->identity.epoch;
        message->journal_id.data = query->identity.journal_id;
        message->journal_id.len = sizeof(query->identity.journal_id);
        message->position = query->position;
        message->corridor = encode_text(&query->arena, plan->corridors[measure->corridor].name);
        message->measure = encode_text(&query->arena, measure->name);
        message->period = encode_window(&query->arena, &row->period, row->first_day, row->last_day);
        message->value = encode_value(&query->arena, &row->value, measure->unit, measure->scale);
        message->complete_until = encode_day(&query->arena,
                                             core_complete_until(query->core, rows->measure, &held_back_by));
        return list_add_row(query, &rows->updates, rows->page.limit, &message->base);
}

static int add_measures(struct rows *rows)
{
        struct query *query = rows->page.query;
        const struct plan *plan = core_plan(query->core);
        int r = 0;

        for (uint32_t i = 0; i < plan->measures_count && r == 0; i++) {
                struct text corridor = plan->corridors[plan->measures[i].corridor].name;
                int32_t end = newest_end(query, i);
                struct topics topics;
                char key[KEY_BYTES_MAX];

                topics_of_measure(corridor, plan->measures[i].name, &topics);
                snprintf(key, sizeof(key), "%" TEXT_FORMAT, TEXT_ARGUMENTS(topics.list[0]));
                if (plan->measures[i].hidden || page_skips(&rows->page, key) || end == CIVIL_NONE ||
                    !topics_match(&topics, rows->prefixes, rows->prefixes_count))
                        continue;
                rows->measure = i;
                r = core_measure(query->core, i, end, end, NULL, 0, add_update, rows);
                if (r == 0)
                        memcpy(rows->page.key, key, sizeof(key));
        }
        return r;
}

/* Measures first, then milestones, in one row of pages; their keys cannot be mixed up, since a
 * measure's is its topic and has a `/`. */
static int add_all(struct rows *rows, bool *ret_more)
{
        int r = 0;

        if (!rows->page.skipping || text_starts(rows->page.after, TEXT("measure/")))
                r = add_measures(rows);
        rows->page.limit -= rows->updates.count;
        rows->milestones.bytes = rows->updates.bytes;
        if (r == 0)
                r = core_milestones(rows->page.query->core, add_row, rows);
        *ret_more = r == QUERY_FAILED;
        return r < 0 ? r : 0;
}

static Milestone__V1__Cursor *here(struct query *query)
{
        Milestone__V1__Cursor *cursor = MESSAGE_NEW(query, Milestone__V1__Cursor,
                                                    milestone__v1__cursor__init);

        if (!cursor)
                return NULL;
        cursor->journal_id.data = query->identity.journal_id;
        cursor->journal_id.len = sizeof(query->identity.journal_id);
        cursor->epoch = query->identity.epoch;
        cursor->sequence = outbox_sequence(query->outbox);
        cursor->outbox_hash.data = (uint8_t *)(uintptr_t)outbox_hash(query->outbox);
        cursor->outbox_hash.len = OUTBOX_HASH_BYTES;
        return cursor;
}

int answer_snapshot(struct query *query, const Milestone__V1__SnapshotQuestion *question, Answer *answer)
{
        Milestone__V1__SnapshotAnswer *message = MESSAGE_NEW(query, Milestone__V1__SnapshotAnswer,
                                                             milestone__v1__snapshot_answer__init);
        struct rows rows;
        bool more;
        int r;

        if (!message)
                return -ENOMEM;
        r = rows_begin(query, question->topics, question->n_topics, question->limit, question->after, answer,
                       &rows);
        if (r == 0)
                r = add_all(&rows, &more);
        if (r == 0)
                r = page_found(&rows.page, answer);
        if (r != 0)
                return r;

        message->cursor = here(query);
        if (!message->cursor)
                return -ENOMEM;
        message->milestones = (Milestone__V1__MilestoneRow **)rows.milestones.items;
        message->n_milestones = rows.milestones.count;
        message->measures = (Milestone__V1__MeasureUpdate **)rows.updates.items;
        message->n_measures = rows.updates.count;
        if (more)
                message->next = page_next(&rows.page);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_SNAPSHOT;
        answer->snapshot = message;
        return 0;
}
