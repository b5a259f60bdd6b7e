/* query/milestones.c: milestones with their outcome, and the snapshot for a newcomer: the last
 * state of all that he subscribes to, and the cursor from which the live stream goes on. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "query/inside.h"

struct page {
        struct query *query;
        const struct text *prefixes;
        size_t prefixes_count;
        struct text after;
        bool skipping;
        size_t limit;
        struct list rows;
        char *next;
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
        default:
                return NEWS_NONE;
        }
}

/* A state belongs to a filter if any of its notifications could: `milestone/C/M/` whatever the kind,
 * `kind/reached/` if it was told reached. */
static bool matches(const struct page *page, struct text corridor, struct text milestone, uint8_t outcome)
{
        struct topics topics;
        char stem[TOPIC_BYTES_MAX + 1];

        if (page->prefixes_count == 0)
                return true;
        topics_of(kind_of(outcome), corridor, milestone, TEXT(""), &topics);
        if (topics_match(&topics, page->prefixes, page->prefixes_count))
                return true;

        snprintf(stem, sizeof(stem), "milestone/%" TEXT_FORMAT "/%" TEXT_FORMAT "/", TEXT_ARGUMENTS(corridor),
                 TEXT_ARGUMENTS(milestone));
        for (size_t i = 0; i < page->prefixes_count; i++)
                if (text_starts(page->prefixes[i], text_of(stem)))
                        return true;
        return false;
}

static Milestone__V1__MilestoneRow *row_message(struct query *query, const struct milestone_row *row)
{
        const struct plan *plan = core_plan(query->core);
        const struct plan_milestone *of = &plan->milestones[row->milestone];
        const struct plan_measure *measure = &plan->measures[of->measure];
        Milestone__V1__MilestoneRow *message = MESSAGE_NEW(query, Milestone__V1__MilestoneRow,
                                                           milestone__v1__milestone_row__init);

        if (!message)
                return NULL;
        message->corridor = encode_text(&query->arena, plan->corridors[of->corridor].name);
        message->milestone = encode_text(&query->arena, of->name);
        message->measure = encode_text(&query->arena, measure->name);
        message->instance = encode_period(&query->arena, &row->instance);
        message->step_ppm = row->step_ppm;
        message->outcome = (Milestone__V1__Outcome)row->outcome;
        message->value = encode_value(&query->arena, &row->value, measure->unit, measure->scale);
        message->target = encode_quantity(&query->arena, row->target);
        message->reached = encode_interval(&query->arena, row->reached_first, row->reached_last,
                                           measure->resolution);
        message->deadline = encode_day(&query->arena, row->deadline_day);
        message->confirmed = row->confirmed;
        if (row->held_back_by != UINT32_MAX)
                message->held_back_by = encode_text(&query->arena, plan->sources[row->held_back_by].name);
        if (row->known_position) {
                message->known = MESSAGE_NEW(query, Milestone__V1__Known, milestone__v1__known__init);
                if (!message->known)
                        return NULL;
                message->known->position = row->known_position;
                message->known->day = encode_day(&query->arena, row->known_day);
        }
        return message;
}

static int add_row(void *context, const struct milestone_row *row)
{
        struct page *page = context;
        const struct plan *plan = core_plan(page->query->core);
        const struct plan_milestone *of = &plan->milestones[row->milestone];
        char instance[PERIOD_TEXT_MAX] = "", key[256];
        Milestone__V1__MilestoneRow *message;

        if (!matches(page, plan->corridors[of->corridor].name, of->name, row->outcome))
                return 0;
        if (row->instance.kind != PERIOD_NONE)
                period_format(row->instance, instance);
        snprintf(key, sizeof(key), "%" TEXT_FORMAT " %s %u", TEXT_ARGUMENTS(of->name), instance,
                 row->step_ppm);
        if (page->skipping) {
                page->skipping = !text_equal(text_of(key), page->after);
                return 0;
        }
        if (page->rows.count == page->limit)
                return QUERY_FAILED;

        message = row_message(page->query, row);
        if (page->rows.count + 1 == page->limit)
                page->next = encode_text(&page->query->arena, text_of(key));
        return list_add(page->query, &page->rows, message);
}

static int fill_page(struct query *query, char **topics, size_t topics_count, uint32_t limit,
                     const char *after, struct page *page, bool *ret_more)
{
        struct text *prefixes;
        int r;

        *page = (struct page){.query = query, .limit = limit, .prefixes_count = topics_count};
        r = prefixes_of(query, topics, topics_count, &prefixes);
        if (r < 0)
                return r;
        page->prefixes = prefixes;
        if (page->limit == 0 || page->limit > QUERY_ROWS_MAX)
                page->limit = QUERY_ROWS_MAX;
        page->after = text_of(after);
        page->skipping = page->after.length > 0;

        r = core_milestones(query->core, add_row, page);
        *ret_more = r == QUERY_FAILED;
        return r < 0 ? r : 0;
}

int answer_milestones(struct query *query, const Milestone__V1__MilestonesQuestion *question, Answer *answer)
{
        Milestone__V1__MilestonesAnswer *message;
        struct page page;
        bool more;
        int r;

        r = fill_page(query, question->topics, question->n_topics, question->limit, question->after, &page,
                      &more);
        message = MESSAGE_NEW(query, Milestone__V1__MilestonesAnswer, milestone__v1__milestones_answer__init);
        if (r < 0 || !message)
                return r < 0 ? r : -ENOMEM;

        message->rows = (Milestone__V1__MilestoneRow **)page.rows.items;
        message->n_rows = page.rows.count;
        if (more)
                message->next = page.next;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_MILESTONES;
        answer->milestones = message;
        return 0;
}

/* ---- the snapshot ---- */

struct newest {
        struct query *query;
        uint32_t measure;
        struct list *list;
};

static int add_update(void *context, const struct measure_row *row)
{
        struct newest *newest = context;
        struct query *query = newest->query;
        const struct plan *plan = core_plan(query->core);
        const struct plan_measure *measure = &plan->measures[newest->measure];
        Milestone__V1__MeasureUpdate *message = MESSAGE_NEW(query, Milestone__V1__MeasureUpdate,
                                                            milestone__v1__measure_update__init);
        char period[2 * CIVIL_TEXT_MAX + 4], first[CIVIL_TEXT_MAX], last[CIVIL_TEXT_MAX];
        uint32_t held_back_by;

        if (!message)
                return -ENOMEM;
        if (row->period.kind != PERIOD_NONE)
                period_format(row->period, period);
        else
                snprintf(period, sizeof(period), "%s..%s", civil_format(row->first_day, first),
                         civil_format(row->last_day, last));

        message->version = PROTOCOL_VERSION;
        message->epoch = query->identity.epoch;
        message->journal_id.data = query->identity.journal_id;
        message->journal_id.len = sizeof(query->identity.journal_id);
        message->position = query->position;
        message->corridor = encode_text(&query->arena, plan->corridors[measure->corridor].name);
        message->measure = encode_text(&query->arena, measure->name);
        message->period = encode_text(&query->arena, text_of(period));
        message->value = encode_value(&query->arena, &row->value, measure->unit, measure->scale);
        message->complete_until = encode_day(
                &query->arena, core_complete_until(query->core, newest->measure, &held_back_by));
        return list_add(query, newest->list, message);
}

static int add_measures(struct query *query, const struct text *prefixes, size_t prefixes_count,
                        struct list *list)
{
        const struct plan *plan = core_plan(query->core);
        int r = 0;

        for (uint32_t i = 0; i < plan->measures_count && r == 0; i++) {
                struct newest newest = {query, i, list};
                int32_t end = newest_end(query, i);
                struct topics topics;

                topics_of_measure(plan->corridors[plan->measures[i].corridor].name, plan->measures[i].name,
                                  &topics);
                if (end != CIVIL_NONE && topics_match(&topics, prefixes, prefixes_count))
                        r = core_measure(query->core, i, end, end, NULL, 0, add_update, &newest);
        }
        return r;
}

int answer_snapshot(struct query *query, const Milestone__V1__SnapshotQuestion *question, Answer *answer)
{
        Milestone__V1__SnapshotAnswer *message = MESSAGE_NEW(query, Milestone__V1__SnapshotAnswer,
                                                             milestone__v1__snapshot_answer__init);
        Milestone__V1__Cursor *cursor = MESSAGE_NEW(query, Milestone__V1__Cursor,
                                                    milestone__v1__cursor__init);
        struct list measures = {0};
        struct page page;
        bool more;
        int r;

        if (!message || !cursor)
                return -ENOMEM;
        r = fill_page(query, question->topics, question->n_topics, question->limit, question->after, &page,
                      &more);
        if (r == 0 && question->after[0] == '\0')
                r = add_measures(query, page.prefixes, page.prefixes_count, &measures);
        if (r < 0)
                return r;

        cursor->journal_id.data = query->identity.journal_id;
        cursor->journal_id.len = sizeof(query->identity.journal_id);
        cursor->epoch = query->identity.epoch;
        cursor->sequence = outbox_sequence(query->outbox);
        cursor->outbox_hash.data = (uint8_t *)(uintptr_t)outbox_hash(query->outbox);
        cursor->outbox_hash.len = OUTBOX_HASH_BYTES;
        message->cursor = cursor;
        message->milestones = (Milestone__V1__MilestoneRow **)page.rows.items;
        message->n_milestones = page.rows.count;
        message->measures = (Milestone__V1__MeasureUpdate **)measures.items;
        message->n_measures = measures.count;
        if (more)
                message->next = page.next;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_SNAPSHOT;
        answer->snapshot = message;
        return 0;
}
