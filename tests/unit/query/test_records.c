/* tests/unit/query/test_records.c: a record's statement, and what lies in quarantine. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/ctl/suite.h"
#include "unit/query/way.h"

static struct way way;

static void begin(void)
{
        way_init(&way, NULL);
        way_configure(&way, way_yaml);
}

static Answer *ask_record(const char *source, const char *id)
{
        ASKING(Record, record, RECORD);

        ask.source = SAY(source);
        ask.id = SAY(id);
        return way_ask(&way, &question);
}

/* The statement comes back as it was said, with its number and the entry that made it what it is;
 * also from the disk. */
START_TEST(a_record_is_found)
{
        const struct said said = {
                .id = "decl-7", .number = 3, .period = "2024-05-17", .value = -12345, .commodity = "84"};

        begin();
        way_say(&way, "registry", &said, 1);
        for (int round = 0; round < 2; round++) {
                SCOPED(answer_freep) Answer *answer = ask_record("registry", "decl-7");
                const Milestone__V1__RecordAnswer *record = answer->record;

                ck_assert(record->found && record->counts && !record->withdrawn && !record->disputed);
                ck_assert_uint_eq(record->number, 3);
                ck_assert_str_eq(record->source, "registry");
                ck_assert_uint_eq(record->position, 4);
                ck_assert_ptr_null(record->vintage);
                ck_assert_str_eq(record->statement->id, "decl-7");
                ck_assert_uint_eq(record->statement->revision, 3);
                ck_assert_str_eq(record->statement->period, "2024-05-17");
                ck_assert_int_eq(record->statement->what_case, MILESTONE__V1__EVENT__WHAT_TRADE);
                ck_assert_str_eq(record->statement->trade->reporter, "BY");
                ck_assert_str_eq(record->statement->trade->partner, "RU");
                ck_assert_str_eq(record->statement->trade->commodity, "84");
                ck_assert_str_eq(record->statement->trade->currency, "USD");
                ck_assert_int_eq(record->statement->trade->value->units, -12345);
                ck_assert_ptr_null(record->statement->trade->net_mass); /* unknown, not zero */
                if (round == 0)
                        way_checkpoint(&way, 100);
        }
        way_done(&way);
}
END_TEST

/* A record that never came is absent; a source that is none is a mistake, with the nearest. */
START_TEST(an_absent_record_and_an_unknown_source)
{
        char id[300];
        SCOPED(answer_freep) Answer *answer = NULL;
        SCOPED(answer_freep) Answer *longer = NULL;
        ASKING(Record, record, RECORD);

        begin();
        answer = ask_record("registry", "never");
        ck_assert(!answer->record->found);
        ck_assert_ptr_null(answer->record->statement);
        memset(id, 'x', sizeof(id) - 1);
        id[sizeof(id) - 1] = '\0';
        longer = ask_record("registry", id);
        ck_assert(!longer->record->found);
        ask.source = SAY("registri");
        ask.id = SAY("never");
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME, "source",
                         "registry");
        ask.source = SAY("\xc0\xaf");
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME, "source", "");
        way_done(&way);
}
END_TEST

/* Withdrawn and disputed are said, and how often. */
START_TEST(withdrawn_and_disputed)
{
        const struct said said[] = {{.id = "w", .number = 1, .period = "2024-05-17", .value = 1},
                                    {.id = "d", .number = 1, .period = "2024-05-17", .value = 1}},
                          after[] = {{.id = "w", .number = 2, .period = "2024-05-17", .withdrawn = true},
                                     {.id = "d", .number = 1, .period = "2024-05-17", .value = 2},
                                     {.id = "d", .number = 1, .period = "2024-05-17", .value = 3}};
        SCOPED(answer_freep) Answer *withdrawn = NULL;
        SCOPED(answer_freep) Answer *disputed = NULL;

        begin();
        way_say(&way, "registry", said, COUNT(said));
        way_say(&way, "registry", after, COUNT(after));
        withdrawn = ask_record("registry", "w");
        ck_assert(withdrawn->record->found && withdrawn->record->withdrawn && !withdrawn->record->counts);
        ck_assert_uint_eq(withdrawn->record->number, 2);
        disputed = ask_record("registry", "d");
        ck_assert(disputed->record->disputed && disputed->record->counts);
        ck_assert_uint_eq(disputed->record->disputed_times, 2);
        ck_assert_int_eq(disputed->record->statement->trade->value->units, 1); /* the first stands */
        way_done(&way);
}
END_TEST

/* Of a by-release source the vintage is told; below the coverage of its period it counts no more. */
START_TEST(a_record_of_a_release)
{
        const struct said old[] = {{.id = "kept", .period = "2024-01", .value = 1},
                                   {.id = "gone", .period = "2024-01", .value = 2}},
                          new[] = {{.id = "kept", .period = "2024-01", .value = 3}};
        SCOPED(answer_freep) Answer *kept = NULL;
        SCOPED(answer_freep) Answer *gone = NULL;

        begin();
        way_release(&way, "2024-02-10", "2024-01", old, COUNT(old));
        way_release(&way, "2024-03-11", "2024-01", new, COUNT(new));
        kept = ask_record("customs", "kept");
        ck_assert_str_eq(kept->record->vintage->date, "2024-03-11");
        ck_assert(kept->record->counts);
        ck_assert_int_eq(kept->record->statement->trade->value->units, 3);
        gone = ask_record("customs", "gone");
        ck_assert(gone->record->found && !gone->record->counts && !gone->record->withdrawn);
        ck_assert_str_eq(gone->record->vintage->date, "2024-02-10");
        way_done(&way);
}
END_TEST

/* A record of a source that the configuration no longer has is still found. */
START_TEST(a_record_of_a_source_of_before)
{
        const struct said said = {.id = "a", .number = 1, .period = "2024-05-17", .value = 1};
        SCOPED(answer_freep) Answer *answer = NULL;

        begin();
        way_say(&way, "registry", &said, 1);
        way_configure(&way, "clock: events\ncurrency: USD\nsources:\n"
                            "  - {name: other, kinds: trade, resolution: day, complete-after: 10 days}\n"
                            "corridors:\n  - {name: north, between: [BY, RU]}\n");
        answer = ask_record("registry", "a");
        ck_assert(answer->record->found && !answer->record->counts);
        way_done(&way);
}
END_TEST

/* ---- quarantine ---- */

static Answer *ask_quarantine(uint64_t after, uint32_t index, uint32_t limit)
{
        ASKING(Quarantine, quarantine, QUARANTINE);

        ask.after = after;
        ask.after_index = index;
        ask.limit = limit;
        return way_ask(&way, &question);
}

/* Ten batches, each with a good event between two bad ones. */
static void say_bad(void)
{
        const struct said said[] = {
                {.id = "no-currency", .number = 1, .period = "2024-01-01", .currency = "XXQ"},
                {.id = "good", .number = 1, .period = "2024-01-01"},
                {.id = "no-number", .number = 0, .period = "2024-01-01"}};

        begin();
        for (int i = 0; i < 10; i++) {
                way_say(&way, "registry", said, COUNT(said));
                if (i == 4)
                        way_checkpoint(&way, 100);
        }
}

/* A line says what, where, why, of whom; pages of any size give each line once, from memory and
 * disk together. */
START_TEST(quarantine_in_pages)
{
        SCOPED(answer_freep) Answer *first = NULL;

        say_bad();
        first = ask_quarantine(0, 0, 1);
        ck_assert_uint_eq(first->quarantine->total, 20);
        ck_assert_str_eq(first->quarantine->rows[0]->source, "registry");
        ck_assert_str_eq(first->quarantine->rows[0]->id, "no-currency");
        ck_assert_str_eq(first->quarantine->rows[0]->field, "trade.currency");
        ck_assert_str_eq(first->quarantine->rows[0]->sender, "ipc://intake");
        ck_assert_int_eq(first->quarantine->rows[0]->reason, MILESTONE__V1__REASON__REASON_CODE);
        ck_assert_uint_gt(strlen(first->quarantine->rows[0]->message), 0);
        ck_assert_int_eq(first->quarantine->rows[0]->received_usec, 1718438400000000);
        for (uint32_t limit = 0; limit < 23; limit++) {
                uint64_t position = 0, seen = 0;
                uint32_t index = 0;
                bool more = true;

                while (more) {
                        SCOPED(answer_freep) Answer *answer = ask_quarantine(position, index, limit);

                        more = answer->quarantine->more;
                        for (size_t i = 0; i < answer->quarantine->n_rows; i++) {
                                const Milestone__V1__QuarantineRow *row = answer->quarantine->rows[i];

                                ck_assert(row->position > position ||
                                          (row->position == position && row->index > index));
                                ck_assert_uint_eq(row->index, seen % 2 ? 2 : 0);
                                position = row->position;
                                index = row->index;
                                seen++;
                        }
                }
                ck_assert_uint_eq(seen, 20);
        }
        way_done(&way);
}
END_TEST

/* The longest lines there are: a page of them fits its message, and the rest follows. */
START_TEST(long_lines_fit_a_message)
{
        enum { LINES = 2000 };
        char id[129] = "", word[65] = "", message[241] = "", sender[257] = "";
        uint64_t seen = 0, position = 0;
        uint32_t index = 0;
        bool more = true;

        begin();
        memset(id, 'i', 128);
        memset(word, 'w', 64);
        memset(message, 'm', 240);
        memset(sender, 's', 256);
        for (uint32_t i = 0; i < LINES; i++)
                ck_assert_int_eq(store_quarantine(way.pipeline.store,
                                                  &(struct quarantined){
                                                          .position = UINT64_MAX - 1,
                                                          .index = i + 1,
                                                          .reason = REASON_CODE,
                                                          .source = text_of(word),
                                                          .id = text_of(id),
                                                          .field = text_of(word),
                                                          .message = text_of(message),
                                                          .sender = text_of(sender),
                                                          .received_usec = INT64_MAX,
                                                  }),
                                 0);
        while (more) {
                SCOPED(answer_freep) Answer *answer = ask_quarantine(position, index, 0);

                more = answer->quarantine->more;
                seen += answer->quarantine->n_rows;
                if (answer->quarantine->n_rows) {
                        position = answer->quarantine->rows[answer->quarantine->n_rows - 1]->position;
                        index = answer->quarantine->rows[answer->quarantine->n_rows - 1]->index;
                }
        }
        ck_assert_uint_eq(seen, LINES);
        way_done(&way);
}
END_TEST

SUITE("query records", a_record_is_found, an_absent_record_and_an_unknown_source, withdrawn_and_disputed,
      a_record_of_a_release, a_record_of_a_source_of_before, quarantine_in_pages, long_lines_fit_a_message)
