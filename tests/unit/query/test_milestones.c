/* tests/unit/query/test_milestones.c: milestones with their outcome, in pages and by topics, and the
 * snapshot for a newcomer. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/ctl/suite.h"
#include "unit/query/way.h"

static struct way way;

/* January to March of turnover, 600 USD, and three days of the registry: 5, 10 and 20 USD. */
static void say_some(void)
{
        const struct said months[] = {{.id = "a", .period = "2024-01", .value = 30000},
                                      {.id = "b", .period = "2024-03", .value = 30000}};
        const struct said days[] = {{.id = "1", .number = 1, .period = "2024-01-01", .value = 500},
                                    {.id = "2", .number = 1, .period = "2024-01-02", .value = 1000},
                                    {.id = "3", .number = 1, .period = "2024-01-03", .value = 2000}};

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        way_say(&way, "registry", days, COUNT(days));
        way_release(&way, "2024-04-20", "2024-01..2024-03", months, COUNT(months));
}

static Answer *ask_milestones(char **topics, size_t count, uint32_t limit, const char *after)
{
        ASKING(Milestones, milestones, MILESTONES);

        ask.topics = topics;
        ask.n_topics = count;
        ask.limit = limit;
        ask.after = SAY(after);
        return way_ask(&way, &question);
}

/* A row says what was told of it and how it stands: the step reached in March, the target open. */
START_TEST(a_row_says_how_it_stands)
{
        char *topics[] = {SAY("milestone/north/turnover-1000/")};
        SCOPED(answer_freep) Answer *answer = NULL;
        const Milestone__V1__MilestoneRow *step = NULL, *target = NULL;

        say_some();
        answer = ask_milestones(topics, 1, 0, "");
        ck_assert_uint_eq(answer->milestones->n_rows, 2);
        for (size_t i = 0; i < 2; i++)
                *(answer->milestones->rows[i]->step_ppm ? &step : &target) = answer->milestones->rows[i];
        ck_assert(step && target);

        ck_assert_str_eq(step->corridor, "north");
        ck_assert_str_eq(step->measure, "turnover");
        ck_assert_uint_eq(step->step_ppm, 500000);
        ck_assert_int_eq(step->outcome, MILESTONE__V1__OUTCOME__OUTCOME_REACHED);
        ck_assert_str_eq(step->reached->period, "2024-03");
        ck_assert_str_eq(step->deadline, "2024-12-31");
        ck_assert_int_eq(step->target->units, 50000);
        ck_assert_ptr_nonnull(step->known);
        ck_assert_str_eq(step->known->day, "2024-04-20");
        ck_assert_int_eq(target->outcome, MILESTONE__V1__OUTCOME__OUTCOME_OPEN);
        ck_assert_ptr_null(target->known);
        ck_assert_ptr_null(target->reached);
        way_done(&way);
}
END_TEST

/* A state is found by the topics of its milestone, and by the kind that told it. */
START_TEST(topics_choose_rows)
{
        static const struct {
                const char *topic;
                size_t rows;
        } cases[] = {{"milestone/north/turnover-1000/", 2},
                     {"milestone/north/turnover-1000/missed/", 2},
                     {"milestone/south/", 0},
                     {"kind/reached/north/turnover-1000/", 1},
                     {"measure/", 0},
                     {"kind/reached/north/each-day/", 2}};

        say_some();
        for (size_t i = 0; i < COUNT(cases); i++) {
                char *topics[] = {SAY(cases[i].topic)};
                SCOPED(answer_freep) Answer *answer = ask_milestones(topics, 1, 0, "");

                ck_assert_msg(answer->milestones->n_rows == cases[i].rows, "%s: %zu rows", cases[i].topic,
                              answer->milestones->n_rows);
        }
        way_done(&way);
}
END_TEST

static size_t walk_pages(char **topics, size_t count, uint32_t limit)
{
        char next[512] = "", last[128] = "";
        size_t seen = 0;

        do {
                SCOPED(answer_freep) Answer *answer = ask_milestones(topics, count, limit, next);

                ck_assert_uint_gt(answer->milestones->n_rows, 0);
                ck_assert_uint_le(answer->milestones->n_rows, limit ? limit : QUERY_ROWS_MAX);
                for (size_t i = 0; i < answer->milestones->n_rows; i++) {
                        const Milestone__V1__MilestoneRow *row = answer->milestones->rows[i];
                        char now[128];

                        (void)snprintf(now, sizeof(now), "%s %s %07u", row->milestone, row->instance,
                                       row->step_ppm ? row->step_ppm : 1000000);
                        ck_assert_int_lt(strcmp(last, now), 0); /* rising: none twice */
                        memcpy(last, now, sizeof(last));
                        seen++;
                }
                (void)snprintf(next, sizeof(next), "%s", answer->milestones->next);
        } while (*next);
        return seen;
}

/* Pages of any size give each row once, also under a filter. */
START_TEST(pages_give_every_row_once)
{
        char *topics[] = {SAY("kind/reached/"), SAY("milestone/north/turnover-1000/")};
        size_t all;

        say_some();
        all = walk_pages(NULL, 0, 0);
        ck_assert_uint_gt(all, 100); /* a day each up to April */
        for (uint32_t limit = 1; limit < 120; limit += 7)
                ck_assert_uint_eq(walk_pages(NULL, 0, limit), all);
        ck_assert_uint_eq(walk_pages(topics, 2, 1), 4);
        ck_assert_uint_eq(walk_pages(topics, 2, 3), 4);
        ck_assert_uint_eq(walk_pages(topics, 2, 4), 4);
        way_done(&way);
}
END_TEST

/* A row that no longer matches the filter is still a place to go on from: what changed between two
 * pages must not lose the rest. */
START_TEST(a_page_goes_on_after_a_row_that_changed)
{
        const struct said withdrawn[] = {{.id = "2", .number = 2, .period = "2024-01-02", .withdrawn = true}};
        char *topics[] = {SAY("kind/reached/north/each-day/")};
        SCOPED(answer_freep) Answer *first = NULL;
        SCOPED(answer_freep) Answer *second = NULL;

        say_some();
        first = ask_milestones(topics, 1, 1, "");
        ck_assert_str_eq(first->milestones->rows[0]->instance, "2024-01-02");
        way_say(&way, "registry", withdrawn, 1);
        second = ask_milestones(topics, 1, 1, first->milestones->next);
        ck_assert_uint_eq(second->milestones->n_rows, 1);
        ck_assert_str_eq(second->milestones->rows[0]->instance, "2024-01-03");
        way_done(&way);
}
END_TEST

/* A key of no row would give an empty page for ever. */
START_TEST(a_page_after_nothing_is_refused)
{
        const char *const lost[] = {"each-day 2023-12-31 0", "measure/north/gone/", "x"};

        say_some();
        for (size_t i = 0; i < COUNT(lost); i++) {
                {
                        ASKING(Milestones, milestones, MILESTONES);

                        ask.after = SAY(lost[i]);
                        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "after",
                                         "");
                }
                {
                        ASKING(Snapshot, snapshot, SNAPSHOT);

                        ask.after = SAY(lost[i]);
                        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "after",
                                         "");
                }
        }
        way_done(&way);
}
END_TEST

/* "No such milestone", until the first day has come: the configuration would seem not to be in force. */
START_TEST(what_has_not_begun_is_open)
{
        SCOPED(answer_freep) Answer *answer = NULL;
        const Milestone__V1__MilestoneRow *each;

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        answer = ask_milestones(NULL, 0, 1, "");
        ck_assert_uint_eq(answer->milestones->n_rows, 1);
        each = answer->milestones->rows[0];
        ck_assert_str_eq(each->milestone, "each-day");
        ck_assert_str_eq(each->instance, "2024-01-01");
        ck_assert_int_eq(each->outcome, MILESTONE__V1__OUTCOME__OUTCOME_OPEN);
        ck_assert_int_eq(each->target->units, 1000);
        ck_assert_str_eq(each->deadline, "2024-01-01");
        ck_assert_ptr_null(each->known);

        /* It begins between two pages. */
        way_say(&way, "registry", &(struct said){.id = "1", .number = 1, .period = "2024-01-01", .value = 5}, 1);
        {
                SCOPED(answer_freep) Answer *next = ask_milestones(NULL, 0, 0, answer->milestones->next);

                ck_assert_uint_eq(next->milestones->n_rows, 2);
                ck_assert_str_eq(next->milestones->rows[1]->milestone, "turnover-1000");
        }
        way_done(&way);
}
END_TEST

/* More prefixes than any subscriber has would make each row costly. */
START_TEST(prefixes_have_a_limit)
{
        char **topics = calloc(QUERY_TOPICS_MAX + 1, sizeof(*topics));
        ASKING(Milestones, milestones, MILESTONES);

        say_some();
        ck_assert_ptr_nonnull(topics);
        for (size_t i = 0; i <= QUERY_TOPICS_MAX; i++)
                topics[i] = SAY("milestone/south/");
        ask.topics = topics;
        ask.n_topics = QUERY_TOPICS_MAX;
        answer_free(way_ask(&way, &question));
        ask.n_topics = QUERY_TOPICS_MAX + 1;
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "topics", "");
        free(topics);
        way_done(&way);
}
END_TEST

static void nothing_after(Milestone__V1__Cursor *cursor)
{
        SCOPED(answer_freep) Answer *replay = NULL;
        ASKING(Replay, replay, REPLAY);

        ask.after = cursor;
        replay = way_ask(&way, &question);
        ck_assert(replay->replay->end && !replay->replay->diverged && !replay->replay->gone);
        ck_assert_uint_eq(replay->replay->n_notifications, 0);
}

/* A newcomer gets every measure and milestone of his topics, and the cursor from which the stream
 * goes on: a replay after it has nothing. */
START_TEST(a_snapshot_and_its_cursor)
{
        char *topics[] = {SAY("measure/north/turnover/"), SAY("milestone/north/turnover-1000/")};
        SCOPED(answer_freep) Answer *answer = NULL;
        const Milestone__V1__SnapshotAnswer *snapshot;
        ASKING(Snapshot, snapshot, SNAPSHOT);

        say_some();
        ask.topics = topics;
        ask.n_topics = 2;
        answer = way_ask(&way, &question);
        snapshot = answer->snapshot;
        ck_assert_uint_eq(snapshot->n_measures, 1);
        ck_assert_uint_eq(snapshot->n_milestones, 2);
        ck_assert_str_eq(snapshot->measures[0]->measure, "turnover");
        ck_assert_str_eq(snapshot->measures[0]->period, "2024");
        ck_assert_int_eq(snapshot->measures[0]->value->units, 60000);
        ck_assert_uint_eq(snapshot->measures[0]->position, way.pipeline.applied);
        ck_assert_str_eq(snapshot->measures[0]->complete_until, "2024-03-31");
        ck_assert_uint_eq(snapshot->cursor->sequence, outbox_sequence(way.pipeline.outbox));
        ck_assert_uint_gt(snapshot->cursor->sequence, 0);
        ck_assert_mem_eq(snapshot->cursor->outbox_hash.data, outbox_hash(way.pipeline.outbox),
                         OUTBOX_HASH_BYTES);
        nothing_after(snapshot->cursor);
        way_done(&way);
}
END_TEST

/* Pages of a snapshot give each measure and each milestone once, whatever the page's size. */
START_TEST(snapshot_pages_give_everything_once)
{
        size_t milestones_all = 0;

        say_some();
        for (uint32_t limit = 0; limit < 8; limit++) {
                size_t measures = 0, milestones = 0;
                char next[512] = "";

                do {
                        SCOPED(answer_freep) Answer *answer = NULL;
                        ASKING(Snapshot, snapshot, SNAPSHOT);

                        ask.limit = limit;
                        ask.after = next;
                        answer = way_ask(&way, &question);
                        measures += answer->snapshot->n_measures;
                        milestones += answer->snapshot->n_milestones;
                        if (limit)
                                ck_assert_uint_le(
                                        answer->snapshot->n_measures + answer->snapshot->n_milestones, limit);
                        (void)snprintf(next, sizeof(next), "%s", answer->snapshot->next);
                } while (*next);
                if (limit == 0)
                        milestones_all = milestones;
                ck_assert_uint_eq(measures, 3); /* one of the four has no figures */
                ck_assert_uint_eq(milestones, milestones_all);
        }
        way_done(&way);
}
END_TEST

#define LONG(what) what "-0123456789012345678901234567890123456789012345678901" /* and 4 digits */

/* Thousands of milestones and measures with the longest names: every answer fits its message
 * (way_ask() looks), and the pages hold all of them. */
START_TEST(answers_fit_a_message)
{
        enum { MANY = 2500 };
        const struct said day = {.id = "1", .number = 1, .period = "2024-01-01", .value = 1000};
        size_t size = (size_t)MANY * 600 + 1000, at, measures = 0, milestones = 0, longest = 0;
        char *yaml = malloc(size), next[512] = "";

        ck_assert_ptr_nonnull(yaml);
        at = (size_t)snprintf(
                yaml, size,
                "clock: events\ncurrency: USD\nsources:\n"
                "  - {name: " LONG("s-a") ", kinds: trade, resolution: day, complete-after: 10 days}\n"
                                          "corridors:\n  - {name: " LONG(
                                                  "c-a") ", between: [BY, RU]}\nmeasures:\n");
        for (int i = 0; i < MANY; i++)
                at += (size_t)snprintf(yaml + at, size - at,
                                       "  - {name: " LONG("m-a") "-%04d, corridor: " LONG(
                                               "c-a") ", sum: trade.value, window: calendar-year}\n",
                                       i);
        at += (size_t)snprintf(yaml + at, size - at, "milestones:\n");
        for (int i = 0; i < MANY; i++)
                at += (size_t)snprintf(
                        yaml + at, size - at,
                        "  - {name: " LONG("t-a") "-%04d, measure: " LONG("m-a") "-%04d, reach: 10 USD}\n", i,
                        i);
        way_init(&way, NULL);
        way_configure(&way, yaml);
        way_say(&way, LONG("s-a"), &day, 1);
        ck_assert_uint_eq(outbox_sequence(way.pipeline.outbox), MANY);
        do {
                SCOPED(answer_freep) Answer *answer = NULL;
                ASKING(Snapshot, snapshot, SNAPSHOT);

                ask.after = next;
                answer = way_ask(&way, &question);
                measures += answer->snapshot->n_measures;
                milestones += answer->snapshot->n_milestones;
                longest = way.bytes.length > longest ? way.bytes.length : longest;
                (void)snprintf(next, sizeof(next), "%s", answer->snapshot->next);
        } while (*next);
        ck_assert_uint_eq(measures, MANY);
        ck_assert_uint_eq(milestones, MANY);
        ck_assert_uint_le(longest, QUERY_PAGE_BYTES_MAX + 1024);
        free(yaml);
        way_done(&way);
}
END_TEST

SUITE("query milestones", a_row_says_how_it_stands, topics_choose_rows, pages_give_every_row_once,
      a_page_goes_on_after_a_row_that_changed, a_page_after_nothing_is_refused, what_has_not_begun_is_open,
      prefixes_have_a_limit, a_snapshot_and_its_cursor, snapshot_pages_give_everything_once,
      answers_fit_a_message)
