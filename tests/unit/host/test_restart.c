/* tests/unit/host/test_restart.c: what a restart leads to: the same sums and the same bytes told, with
 * and without the checkpoint; rule 33 (a configuration in between), rule 35 (a replay that tells
 * something else stops the start). */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reads.h"
#include "host/entries.h"
#include "unit/ctl/suite.h"
#include "unit/query/way.h"

static struct way way;

#define DAYS 40

static void say_days(unsigned first, unsigned days)
{
        for (unsigned i = first; i < first + days; i++) {
                char id[16], period[16];
                struct said said = {.id = id, .number = 1, .period = period, .value = 1000};

                (void)snprintf(id, sizeof(id), "id-%u", i);
                (void)snprintf(period, sizeof(period), "2024-%02u-%02u", i / 28 % 12 + 1, i % 28 + 1);
                way_say(&way, "registry", &said, 1);
        }
}

/* Everything that was told, one after the other. */
struct told_all {
        uint64_t sequence;
        uint8_t hash[OUTBOX_HASH_BYTES];
        struct wire_out bytes;
};

static struct told_all told_all(void)
{
        struct told_all all = {.sequence = outbox_sequence(way.pipeline.outbox)};

        memcpy(all.hash, outbox_hash(way.pipeline.outbox), OUTBOX_HASH_BYTES);
        for (uint64_t sequence = 1; sequence <= all.sequence; sequence++) {
                const uint8_t *bytes;
                size_t length;

                ck_assert_int_eq(store_told(way.pipeline.store, sequence, &bytes, &length), 0);
                wire_bytes(&all.bytes, bytes, length);
        }
        return all;
}

static void check_told(struct told_all *expected)
{
        struct told_all now = told_all();

        ck_assert_uint_eq(now.sequence, expected->sequence);
        ck_assert_mem_eq(now.hash, expected->hash, OUTBOX_HASH_BYTES);
        ck_assert_uint_eq(now.bytes.length, expected->bytes.length);
        ck_assert_mem_eq(now.bytes.data, expected->bytes.data, expected->bytes.length);
        wire_out_done(&now.bytes);
}

/* The same journal leads to the same: with a checkpoint and a tail behind it, and with the store
 * thrown away; byte for byte what was told, and it goes on from there. */
START_TEST(a_restart_leads_to_the_same)
{
        struct told_all before;
        uint64_t applied;

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        say_days(0, DAYS / 2);
        way_checkpoint(&way, 1000);
        say_days(DAYS / 2, DAYS / 2);
        before = told_all();
        ck_assert_uint_ge(before.sequence, DAYS);
        applied = way.pipeline.applied;

        way_down(&way);
        ck_assert_int_eq(way_up(&way), 0);
        ck_assert_uint_gt(way.pipeline.applied, 0);
        ck_assert_uint_lt(way.pipeline.applied, applied); /* from the checkpoint */
        way_settle(&way);
        ck_assert_uint_eq(way.pipeline.applied, applied);
        check_told(&before);

        way_down(&way);
        scratch_remove(way.store_folder);
        ck_assert_int_eq(way_up(&way), 0);
        ck_assert_uint_eq(way.pipeline.applied, 0);
        way_settle(&way);
        check_told(&before);
        say_days(DAYS, 1);
        ck_assert_uint_gt(outbox_sequence(way.pipeline.outbox), before.sequence);
        wire_out_done(&before.bytes);
        way_done(&way);
}
END_TEST

/* rule 33: a configuration that was neither activated nor abandoned is known after a restart, from
 * the checkpoint as well as from the journal. */
START_TEST(rule_33_a_configuration_in_between)
{
        struct config *config = way_config(way_yaml);
        uint64_t in_force;

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        in_force = way.pipeline.configuration;
        ck_assert_int_eq(pipeline_append_configuration(&way.pipeline, config->config_text), 0);
        way_settle(&way);
        for (int round = 0; round < 2; round++) {
                way_down(&way);
                ck_assert_int_eq(way_up(&way), 0);
                way_settle(&way);
                ck_assert_uint_eq(way.pipeline.configuration, in_force);
                ck_assert_uint_eq(way.pipeline.configuration_new, 4);
                ck_assert_ptr_nonnull(core_plan(way.pipeline.core));
                way_checkpoint(&way, 1000);
        }
        ck_assert_int_eq(pipeline_append_abandon(&way.pipeline, 4), 0);
        way_settle(&way);
        ck_assert_uint_eq(way.pipeline.configuration_new, 0);
        config_free(config);
        way_done(&way);
}
END_TEST

static int find_hash(void *found, const struct row *row)
{
        struct row *ret = found;

        if (row->table == ROW_OUTBOX) {
                ret->table = row->table;
                ret->key = memcpy(malloc(row->key_length), row->key, row->key_length);
                ret->key_length = row->key_length;
                ret->value = memcpy(malloc(row->value_length), row->value, row->value_length);
                ret->value_length = row->value_length;
        }
        return 0;
}

/* Another hash in the checkpoint than what was told led to. */
static void damage_hash(void)
{
        struct store_options options = {.folder = way.store_folder};
        struct row row = {0};
        struct store *store;
        uint64_t position;
        char *why = NULL;

        memcpy(options.journal_id, way.pipeline.identity.journal_id, sizeof(options.journal_id));
        ck_assert_int_eq(store_open(&options, &store, &why), 0);
        ck_assert_int_eq(store_rows(store, find_hash, &row), 0);
        ck_assert_uint_eq(row.value_length, 8 + OUTBOX_HASH_BYTES);
        ((uint8_t *)(uintptr_t)row.value)[20] ^= 1;
        position = store_position(store);
        ck_assert_int_eq(store_cut(store, position, 1), 0);
        ck_assert_int_eq(store_row(store, &row), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, position), 0);
        store_close(store);
        free((void *)(uintptr_t)row.key);
        free((void *)(uintptr_t)row.value);
}

/* rule 35: a program whose replay tells something else than was told stops before it tells anything:
 * here the checkpoint says another hash than the mark behind it in the journal. */
START_TEST(rule_35_another_hash_stops_the_start)
{
        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        say_days(0, 3);
        way_checkpoint(&way, 1000);
        way_down(&way);
        ck_assert_int_eq(way_up(&way), 0);
        ck_assert_int_eq(way_work(&way), 0); /* the mark fits */
        ck_assert_uint_eq(way.pipeline.applied, 7);
        way_down(&way);

        damage_hash();
        ck_assert_int_eq(way_up(&way), 0);
        ck_assert_int_eq(way_work(&way), -ENOTRECOVERABLE);
        way_done(&way);
}
END_TEST

/* rule 35: the same where the journal says that more, or other news had been told. */
START_TEST(rule_35_a_mark_that_does_not_fit)
{
        for (int i = 0; i < 2; i++) {
                struct outbox_mark mark = {0};
                struct wire_out body = {0};
                uint64_t position;

                way_init(&way, NULL);
                way_configure(&way, way_yaml);
                say_days(0, 3);
                mark.sequence = outbox_sequence(way.pipeline.outbox) + (i == 0);
                memcpy(mark.hash, outbox_hash(way.pipeline.outbox), sizeof(mark.hash));
                mark.hash[31] ^= i == 1;
                entry_write_mark(&mark, &body);
                ck_assert_int_eq(journal_append(way.pipeline.journal, ENTRY_OUTBOX_HASH, body.data,
                                                body.length, NULL, &position),
                                 0);
                ck_assert_int_eq(way_work(&way), -ENOTRECOVERABLE);
                wire_out_done(&body);
                way_done(&way);
        }
}
END_TEST

/* A checkpoint is never ahead of the disk: until its entry is settled it is not written, and the
 * next one is told to wait. */
START_TEST(a_checkpoint_waits_for_its_entry)
{
        const struct said said = {.id = "a", .number = 1, .period = "2024-01-01", .value = 1000};
        const struct batch_said batch = {.source = "registry", .events = &said, .count = 1};
        static struct false_disk disk;

        false_disk_init(&disk);
        way_init(&way, &disk);
        way_configure(&way, way_yaml);
        false_disk_hold(&disk, true);
        ck_assert_int_eq(way_take(&way, &batch, NULL, NULL), 0);
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert_int_eq(pipeline_checkpoint(&way.pipeline, 100), 0);
        false_disk_await_held(&disk);
        ck_assert_int_eq(journal_dispatch(way.pipeline.journal), 0);
        ck_assert_int_eq(pipeline_settled(&way.pipeline), 0);
        ck_assert_uint_eq(store_position(way.pipeline.store), 0);
        ck_assert_int_eq(pipeline_checkpoint(&way.pipeline, 100), STORE_BUSY);
        false_disk_hold(&disk, false);
        way_settle(&way);
        while (store_position(way.pipeline.store) < 4) {
                struct pollfd fd = {.fd = store_fd(way.pipeline.store), .events = POLLIN};

                ck_assert_int_eq(poll(&fd, 1, 60000), 1);
                ck_assert_int_eq(store_dispatch(way.pipeline.store), 0);
        }
        way_done(&way);
        false_disk_done(&disk);
}
END_TEST

static const char frozen_yaml[] =
        "clock: events\n"
        "currency: USD\n"
        "sources:\n"
        "  - {name: registry, kinds: trade, reports: BY, resolution: day, complete-after: 10 days}\n"
        "corridors:\n"
        "  - {name: north, between: [BY, RU]}\n"
        "measures:\n"
        "  - {name: yearly, corridor: north, sum: trade.value, window: calendar-year}\n"
        "milestones:\n"
        "  - {name: half-more, measure: yearly, reach: 1.5 x 2023, frozen: 2024-03-01}\n";

static void say_one(const char *id, const char *period, int64_t value)
{
        const struct said said = {.id = id, .number = 1, .period = period, .value = value};

        way_say(&way, "registry", &said, 1);
}

/* How many entries of the journal freeze a baseline; the number of the last. */
static int count_freezes(int64_t *ret_baseline)
{
        uint64_t last = journal_last(way.pipeline.journal);
        int count = 0;

        for (uint64_t position = 1; position <= last; position++) {
                struct journal_record record;
                struct freeze freeze;

                ck_assert_int_eq(journal_read(way.pipeline.journal, position, &way.pipeline.buffer, &record), 0);
                if (record.kind != ENTRY_FREEZE)
                        continue;
                ck_assert_int_eq(entry_read_freeze(record.body, record.body_length, &freeze), 0);
                ck_assert(text_equal(freeze.milestone, TEXT("half-more")));
                *ret_baseline = freeze.baseline;
                count++;
        }
        return count;
}

static void freeze(void)
{
        ck_assert_int_eq(pipeline_append_freezes(&way.pipeline), 0);
        ck_assert_int_eq(pipeline_append_freezes(&way.pipeline), 0); /* before it is applied */
        way_settle(&way);
        ck_assert_int_eq(pipeline_append_freezes(&way.pipeline), 0);
        way_settle(&way);
}

enum fall { NOWHERE, BEFORE_THE_ENTRY, BEHIND_A_CHECKPOINT, FALLS };

static void freeze_once(enum fall fall)
{
        int64_t baseline = 0;

        way_init(&way, NULL);
        way_configure(&way, frozen_yaml);
        say_one("a", "2023-05-01", 1000);
        say_one("b", "2024-02-01", 1);
        freeze();
        ck_assert_int_eq(count_freezes(&baseline), 0);
        say_one("c", "2024-03-01", 1);
        say_one("late", "2023-06-01", 500); /* no longer of the number */
        if (fall == BEHIND_A_CHECKPOINT)
                way_checkpoint(&way, 1000);
        if (fall != NOWHERE) {
                way_down(&way);
                ck_assert_int_eq(way_up(&way), 0);
                way_settle(&way);
        }
        ck_assert_int_eq(count_freezes(&baseline), 0);
        freeze();
        ck_assert_int_eq(count_freezes(&baseline), 1);
        ck_assert_int_eq(baseline, 1000);

        way_down(&way);
        ck_assert_int_eq(way_up(&way), 0);
        way_settle(&way);
        freeze();
        ck_assert_int_eq(count_freezes(&baseline), 1);
        say_one("d", "2024-03-02", 1498);
        ck_assert_uint_eq(outbox_sequence(way.pipeline.outbox), 1);
        way_done(&way);
}

/* rule 20: a baseline that freezes is an entry of the journal, written once: also when the daemon fell
 * between the day and the entry, with and without a checkpoint, and when it falls behind the entry. */
START_TEST(rule_20_a_frozen_baseline_is_written_once)
{
        for (int fall = NOWHERE; fall < FALLS; fall++)
                freeze_once((enum fall)fall);
}
END_TEST

SUITE("restart", a_restart_leads_to_the_same, rule_33_a_configuration_in_between,
      rule_35_another_hash_stops_the_start, rule_35_a_mark_that_does_not_fit,
      a_checkpoint_waits_for_its_entry, rule_20_a_frozen_baseline_is_written_once)
