/* tests/unit/query/test_status.c: how the daemon, its sources and its releases stand; counters and
 * commands are handed through. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/ctl/suite.h"
#include "unit/query/way.h"

static struct way way;

static void begin(void)
{
        way_init(&way, NULL);
        way_configure(&way, way_yaml);
}

/* The numbers of the status are those of the rooms. */
START_TEST(the_status_is_that_of_the_rooms)
{
        static const char *const attention[] = {"the disk is nearly full"};
        const struct said said[] = {{.id = "a", .number = 1, .period = "2024-01-05", .value = 1000},
                                    {.id = "bad", .number = 1, .period = "2024-01-05", .currency = "XXQ"}};
        SCOPED(answer_freep) Answer *answer = NULL;
        ASKING(Status, status, STATUS);

        begin();
        way_say(&way, "registry", said, COUNT(said));
        way_checkpoint(&way, 100);
        way.query.status.attention = attention;
        way.query.status.attention_count = 1;
        way.query.status.journal_last = way.query.status.journal_settled = journal_last(way.pipeline.journal);
        answer = way_ask(&way, &question);
        ck_assert_str_eq(answer->status->software_version, MILESTONE_VERSION);
        ck_assert_str_eq(answer->status->state, "running");
        ck_assert_str_eq(answer->status->clock, "events");
        ck_assert_str_eq(answer->status->day, "2024-01-05");
        ck_assert_uint_eq(answer->status->position, 5); /* the checkpoint marked the outbox behind itself */
        ck_assert_uint_eq(answer->status->checkpoint, 4);
        ck_assert_uint_eq(answer->status->sequence, outbox_sequence(way.pipeline.outbox));
        ck_assert_uint_gt(answer->status->sequence, 0);
        ck_assert_uint_eq(answer->status->records, 1);
        ck_assert_uint_eq(answer->status->quarantined, 1);
        ck_assert_uint_gt(answer->status->milestones, 1);
        ck_assert_mem_eq(answer->status->outbox_hash.data, outbox_hash(way.pipeline.outbox),
                         OUTBOX_HASH_BYTES);
        ck_assert_uint_eq(answer->status->n_attention, 1);
        ck_assert_str_eq(answer->status->attention[0], attention[0]);
        way_done(&way);
}
END_TEST

/* A number that nobody gives would be missing for good, and only a list of milestones would say so. */
START_TEST(frozen_baselines_whose_day_was_past_need_a_person)
{
        static const char lapsed_yaml[] =
                "clock: events\n"
                "currency: USD\n"
                "sources: [{name: registry, kinds: trade, reports: BY, resolution: day}]\n"
                "corridors: [{name: north, between: [BY, RU]}]\n"
                "measures: [{name: yearly, corridor: north, sum: trade.value, window: calendar-year}]\n"
                "milestones:\n"
                "  - {name: late, measure: yearly, reach: 1.5 x 2022, frozen: 2023-03-01}\n"
                "  - {name: by-hand, measure: yearly, reach: 1.5 x 2022, frozen: 2023-03-01, baseline: 8 USD}\n"
                "  - {name: in-time, measure: yearly, reach: 1.5 x 2022, frozen: 2024-03-01}\n";
        const struct said said = {.id = "a", .number = 1, .period = "2024-01-05", .value = 1000};
        SCOPED(answer_freep) Answer *answer = NULL;
        ASKING(Status, status, STATUS);

        way_init(&way, NULL);
        way_configure(&way, lapsed_yaml);
        way_say(&way, "registry", &said, 1);
        answer = way_ask(&way, &question);
        ck_assert_uint_eq(answer->status->n_attention, 1);
        ck_assert_str_eq(answer->status->attention[0],
                         "1 milestone has a frozen baseline whose day was past already: give the number with "
                         "\"baseline\" (\"milestones\" names them)");
        way_done(&way);
}
END_TEST

/* Before a configuration is in force only the status can be told: the others say so. */
START_TEST(without_a_configuration)
{
        way_init(&way, NULL);
        {
                ASKING(Status, status, STATUS);

                answer_free(way_ask(&way, &question));
        }
        {
                ASKING(Sources, sources, SOURCES);

                way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_BUSY, "", "");
        }
        way_done(&way);
}
END_TEST

/* A month that a source left out is a hole, and holds back what it is complete until. */
START_TEST(sources_and_their_holes)
{
        const struct said january = {.id = "1", .period = "2024-01", .value = 1},
                          march = {.id = "3", .period = "2024-03", .value = 1},
                          day = {.id = "d", .number = 1, .period = "2024-05-20", .value = 1};
        SCOPED(answer_freep) Answer *answer = NULL;
        const Milestone__V1__SourceRow *customs, *registry;
        ASKING(Sources, sources, SOURCES);

        begin();
        way_release(&way, "2024-02-10", "2024-01", &january, 1);
        way_release(&way, "2024-04-10", "2024-03", &march, 1);
        way_say(&way, "registry", &day, 1);
        answer = way_ask(&way, &question);
        ck_assert_uint_eq(answer->sources->n_rows, 3); /* by name */
        customs = answer->sources->rows[0];
        registry = answer->sources->rows[2];
        ck_assert_str_eq(customs->source, "customs");
        ck_assert_str_eq(customs->numbers, "by-release");
        ck_assert_str_eq(customs->resolution, "month");
        ck_assert_str_eq(customs->complete_until, "2024-01-31");
        ck_assert_uint_eq(customs->n_holes, 1);
        ck_assert_str_eq(customs->holes[0], "2024-02");
        ck_assert_str_eq(customs->last_vintage->date, "2024-04-10");
        ck_assert_uint_eq(customs->events, 2);
        ck_assert_str_eq(registry->source, "registry");
        ck_assert_str_eq(registry->complete_until, "2024-05-10");
        ck_assert_str_eq(registry->newest_day, "2024-05-20");
        ck_assert_ptr_null(registry->last_vintage);
        way_done(&way);
}
END_TEST

/* An open release says what it lacks; a finished one what became of it; another source's are not
 * shown to who asks for one. */
START_TEST(releases_open_and_finished)
{
        const struct said january = {.id = "1", .period = "2024-01", .value = 1};
        SCOPED(answer_freep) Answer *all = NULL;
        SCOPED(answer_freep) Answer *none = NULL;
        const Milestone__V1__ReleaseRow *finished, *open;
        ASKING(Releases, releases, RELEASES);

        begin();
        way_release(&way, "2024-02-10", "2024-01", &january, 1);
        way_say_batch(&way, &(struct batch_said){.source = "customs",
                                                 .events = &january,
                                                 .count = 1,
                                                 .vintage = "2024-03-10",
                                                 .release_batch = 2});
        all = way_ask(&way, &question);
        ck_assert_uint_eq(all->releases->n_rows, 2);
        finished = all->releases->rows[0];
        open = all->releases->rows[1];
        ck_assert_str_eq(finished->source, "customs");
        ck_assert_str_eq(finished->verdict->vintage->date, "2024-02-10");
        ck_assert_int_eq(finished->verdict->state, MILESTONE__V1__RELEASE_STATE__RELEASE_STATE_COUNTED);
        ck_assert_uint_eq(finished->events, 1);
        ck_assert_str_eq(open->verdict->vintage->date, "2024-03-10");
        ck_assert_int_eq(open->verdict->state, MILESTONE__V1__RELEASE_STATE__RELEASE_STATE_OPEN);
        ck_assert(open->verdict->end_missing);
        ck_assert_uint_eq(open->verdict->batches_present, 1);
        ck_assert_str_eq(open->opened_day, "2024-02-10");

        ask.source = SAY("registry");
        none = way_ask(&way, &question);
        ck_assert_uint_eq(none->releases->n_rows, 0);
        ask.source = SAY("custom");
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME, "source", "customs");
        way_done(&way);
}
END_TEST

/* An answer that no page bounds (here: of ever so many sentences) is not sent when it is larger than
 * a message, which would break the connection: it is said so. */
START_TEST(an_answer_beyond_a_message_is_a_failure)
{
        enum { MANY = 5000 };
        const char **attention = calloc(MANY, sizeof(*attention));
        char sentence[256];
        ASKING(Status, status, STATUS);

        begin();
        ck_assert_ptr_nonnull(attention);
        memset(sentence, 'x', sizeof(sentence) - 1);
        sentence[sizeof(sentence) - 1] = '\0';
        for (size_t i = 0; i < MANY; i++)
                attention[i] = sentence;
        way.query.status.attention = attention;
        way.query.status.attention_count = MANY * 4 / 5; /* 1,032,000 bytes of 1,048,576 */
        answer_free(way_ask(&way, &question));
        way.query.status.attention_count = MANY;
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "ask", "");
        free(attention);
        way_done(&way);
}
END_TEST

/* After a loss a by-arrival publisher goes on above the number that it is told. */
START_TEST(arrival_tells_the_last_number)
{
        const struct said said = {.id = "a", .period = "2024-01-05", .partner = "UA", .value = 1};
        SCOPED(answer_freep) Answer *before = NULL;
        SCOPED(answer_freep) Answer *after = NULL;
        ASKING(Arrival, arrival, ARRIVAL);

        begin();
        ask.source = SAY("queue");
        before = way_ask(&way, &question);
        ck_assert_uint_eq(before->arrival->last_number, 0);
        way_say_batch(&way,
                      &(struct batch_said){.source = "queue", .events = &said, .count = 1, .number = 77});
        after = way_ask(&way, &question);
        ck_assert_uint_eq(after->arrival->last_number, 77);
        ask.source = SAY("");
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME, "source", "");
        way_done(&way);
}
END_TEST

/* A counter comes with its unit and its meaning. */
START_TEST(counters_have_a_meaning)
{
        SCOPED(answer_freep) Answer *answer = NULL;
        ASKING(Counters, counters, COUNTERS);

        begin();
        way_say(&way, "registry", &(struct said){.id = "a", .number = 1, .period = "2024-01-05"}, 1);
        answer = way_ask(&way, &question);
        ck_assert_uint_eq(answer->counters->n_rows, 1);
        ck_assert_str_eq(answer->counters->rows[0]->name, "batches_received");
        ck_assert_str_eq(answer->counters->rows[0]->unit, "messages");
        ck_assert_str_eq(answer->counters->rows[0]->help, "taken");
        ck_assert_uint_eq(answer->counters->rows[0]->value, 1);
        way_done(&way);
}
END_TEST

/* A command reaches who administers, and his sentence comes back. */
START_TEST(a_command_is_handed_on)
{
        SCOPED(answer_freep) Answer *done = NULL;
        SCOPED(answer_freep) Answer *dry = NULL;
        ASKING(Command, command, COMMAND);

        begin();
        ask.verb = SAY("checkpoint");
        done = way_ask(&way, &question);
        ck_assert(done->command->done);
        ck_assert_str_eq(done->command->message, "is done");
        ck_assert_str_eq(way.command, "checkpoint");
        ask.dry_run = true;
        dry = way_ask(&way, &question);
        ck_assert(!dry->command->done);
        ck_assert_str_eq(dry->command->message, "would be done");
        way_done(&way);
}
END_TEST

SUITE("query status", the_status_is_that_of_the_rooms, frozen_baselines_whose_day_was_past_need_a_person,
      without_a_configuration, sources_and_their_holes,
      releases_open_and_finished, an_answer_beyond_a_message_is_a_failure, arrival_tells_the_last_number,
      counters_have_a_meaning, a_command_is_handed_on)
