/* tests/unit/core/tallies/test_save.c: a checkpoint at any point leads to the same tallies. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/tallies/world.h"

#define ROWS_MAX 20000

/* A store: rows by table and key. */
struct kept {
        uint8_t table;
        size_t key_length, value_length;
        uint8_t *key, *value;
};

struct store {
        struct kept rows[ROWS_MAX];
        size_t count;
        size_t writes;
        size_t fail_at; /* of `writes`; 0: never */
};

static int keep(void *context, const struct row *row)
{
        struct store *store = context;
        size_t i = 0;

        ck_assert_uint_ge(row->table, ROW_TALLIES);
        ck_assert_uint_lt(row->table, ROW_TALLIES + 8);
        ck_assert_uint_gt(row->key_length, 0);
        ck_assert_uint_le(row->key_length, ROW_KEY_MAX);
        if (++store->writes == store->fail_at)
                return -EIO;
        while (i < store->count &&
               (store->rows[i].table != row->table || store->rows[i].key_length != row->key_length ||
                memcmp(store->rows[i].key, row->key, row->key_length) != 0))
                i++;
        if (i < store->count) {
                free(store->rows[i].key);
                free(store->rows[i].value);
                store->rows[i] = store->rows[--store->count];
        }
        if (row->value_length == 0)
                return 0;
        ck_assert_uint_lt(store->count, ROWS_MAX);
        store->rows[store->count] = (struct kept){
                .table = row->table,
                .key_length = row->key_length,
                .value_length = row->value_length,
                .key = malloc(row->key_length),
                .value = malloc(row->value_length),
        };
        memcpy(store->rows[store->count].key, row->key, row->key_length);
        memcpy(store->rows[store->count++].value, row->value, row->value_length);
        return 0;
}

static struct row row_of(const struct kept *kept)
{
        return (struct row){kept->table, kept->key, kept->key_length, kept->value, kept->value_length};
}

static void store_done(struct store *store)
{
        for (size_t i = 0; i < store->count; i++) {
                free(store->rows[i].key);
                free(store->rows[i].value);
        }
        memset(store, 0, sizeof(*store));
}

static struct tallies *load(const struct plan *plan, const struct store *store, struct dice *dice)
{
        static size_t order[ROWS_MAX];
        struct tallies *tallies;

        ck_assert_int_eq(tallies_new(plan, &tallies), 0);
        for (size_t i = 0; i < store->count; i++)
                order[i] = i;
        for (size_t i = 0; i < store->count; i++) {
                size_t j = i + (size_t)dice_roll(dice, (int64_t)(store->count - i)), swapped = order[i];
                struct row row;

                order[i] = order[j];
                order[j] = swapped;
                row = row_of(&store->rows[order[i]]);
                ck_assert_int_eq(tallies_load(tallies, &row), 0);
        }
        ck_assert_int_eq(tallies_value(tallies, NULL), 0);
        tallies_judged(tallies); /* nothing is another than before */
        return tallies;
}

static struct world world;
static struct store store;

static void measures_of_all_kinds(void)
{
        static const uint8_t by[][2] = {{BY_FLOW, BY_HS2},      {BY_PARTNER, BY_FACILITY},
                                        {BY_SOURCE, BY_STATUS}, {BY_PROJECT, BY_MODE},
                                        {BY_REPORTER, BY_HS6},  {BY_HS4, BY_FACILITY}};

        world_init(&world);
        for (int n = 0; n < 36; n++) {
                struct plan_measure *measure;

                measure = world_measure(&world, (uint8_t)(EVENT_TRADE + n % 3),
                                        n % 2 ? QUANTITY_COUNT : QUANTITY_VALUE,
                                        (enum period_kind)(1 + n / 6));
                measure->corridor = (uint32_t)(n % WORLD_CORRIDORS);
                measure->by_count = (uint8_t)(n % 5 == 0 ? 0 : 2);
                memcpy(measure->by, by[n % 6], sizeof(by[0]));
                measure->series_max = n % 4 == 0 ? 5 : 1000;
        }
}

static char *everything(struct tallies *tallies)
{
        struct reader reader;
        char *text = NULL;
        size_t length;
        FILE *out = open_memstream(&text, &length);

        reader_init(&reader, &world.plan, tallies);
        for (uint32_t m = 0; m < world.plan.measures_count; m++) {
                const struct plan_measure *measure = &world.measures[m];
                char *total = world_rows(&reader, m, CIVIL_NONE, CIVIL_NONE, NULL, 0);
                char *rows = world_rows(&reader, m, CIVIL_NONE, CIVIL_NONE, measure->by, measure->by_count);

                fprintf(out, "%u %d %d %d\n%s%s", m, tallies_closed(tallies, m),
                        (int)measures_newest_day(reader.measures, m, NULL),
                        (int)measures_next_day(reader.measures, m, NULL, civil_from_ymd(2020, 6, 1), CIVIL_MAX),
                        total, rows);
                free(total);
                free(rows);
        }
        reader_done(&reader);
        fclose(out);
        return text;
}

static void same(struct tallies *a, struct tallies *b)
{
        char *x = everything(a), *y = everything(b);

        ck_assert_str_eq(x, y);
        free(x);
        free(y);
}

static void say(struct tallies *tallies, const struct said *said, int sign)
{
        ck_assert_int_eq(tallies_count(tallies, &said->event, said->source, said->status, sign), 0);
        ck_assert_int_eq(tallies_value(tallies, NULL), 0);
}

/* After each checkpoint a newcomer loads it: it answers the same, keeps doing so when both go on,
 * and its own checkpoint leads to the same again. */
START_TEST(a_checkpoint_at_any_point_leads_to_the_same)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct tallies *tallies, *loaded;
        static struct said pool[60];
        size_t touched;

        measures_of_all_kinds();
        for (int i = 0; i < 60; i++)
                pool[i].event = world_event(&dice, &pool[i].source, &pool[i].status);
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);

        for (int round = 0; round < 8; round++) {
                for (int64_t n = dice_roll(&dice, 30); n > 0; n--) {
                        const struct said *said = &pool[dice_roll(&dice, 60)];

                        say(tallies, said, dice_roll(&dice, 2) ? 1 : -1);
                }
                ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
                loaded = load(&world.plan, &store, &dice);
                same(tallies, loaded);
                tallies_touched(loaded, &touched);
                ck_assert_uint_eq(touched, 0);

                for (int n = 0; n < 10; n++) {
                        const struct said *said = &pool[dice_roll(&dice, 60)];

                        say(tallies, said, 1);
                        say(loaded, said, 1);
                }
                same(tallies, loaded);
                tallies_free(tallies);
                tallies = loaded; /* the daemon has been started again */
        }
        tallies_free(tallies);
        store_done(&store);
}
END_TEST

/* When everything is taken back the store is empty again; and what did not change is not written. */
START_TEST(only_what_changed_is_written)
{
        struct dice dice = dice_of(9);
        struct tallies *tallies;
        static struct said pool[100];

        measures_of_all_kinds();
        for (uint32_t m = 0; m < world.plan.measures_count; m++)
                world.measures[m].series_max = 1000; /* a closed one stays so: no row for it here */
        for (int i = 0; i < 100; i++)
                pool[i].event = world_event(&dice, &pool[i].source, &pool[i].status);
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        for (int i = 0; i < 100; i++)
                say(tallies, &pool[i], 1);
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        ck_assert_uint_gt(store.count, 100);
        store.writes = 0;
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        ck_assert_uint_eq(store.writes, 0);
        for (int i = 0; i < 100; i++)
                say(tallies, &pool[i], -1);
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        ck_assert_uint_eq(store.count, 0);
        tallies_free(tallies);
        store_done(&store);
}
END_TEST

static void say_day(struct tallies *tallies, int month, int mday, int64_t value)
{
        struct said said = {.event = world_trade("RU", "BY", PERIOD_DAY, 2021, month, mday, value)};

        said.source = SOURCE_RAIL;
        said.status = STATUS_FINAL;
        say(tallies, &said, 1);
}

/* The cost of a checkpoint is that of the months that changed, not of the years behind them. */
START_TEST(only_months_that_changed_are_written)
{
        struct tallies *tallies;

        world_init(&world);
        world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_DAY);
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        for (int month = 1; month <= 12; month++)
                say_day(tallies, month, 1, 10);
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        ck_assert_uint_eq(store.writes, 25); /* amounts, counts of records; and once, how they were valued */
        store.writes = 0;
        say_day(tallies, 7, 2, 10);
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        ck_assert_uint_eq(store.writes, 3);
        tallies_free(tallies);
        store_done(&store);
}
END_TEST

/* Days that cancel each other in their month's total are kept all the same. */
START_TEST(days_that_cancel_are_kept)
{
        struct dice dice = dice_of(1);
        struct tallies *tallies, *loaded;
        struct reader reader;
        struct value value;

        world_init(&world);
        world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_DAY);
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        say_day(tallies, 7, 4, 5);
        say_day(tallies, 7, 9, -5);
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        loaded = load(&world.plan, &store, &dice);
        reader_init(&reader, &world.plan, loaded);
        measures_at(reader.measures, 0, NULL, civil_from_ymd(2021, 7, 8), &value);
        ck_assert_int_eq(value.units, 5);
        measures_at(reader.measures, 0, NULL, civil_from_ymd(2021, 7, 9), &value);
        ck_assert_int_eq(value.units, 0);
        ck_assert_int_eq(value.state, VALUE_KNOWN);
        reader_done(&reader);
        tallies_free(loaded);
        tallies_free(tallies);
        store_done(&store);
}
END_TEST

/* A checkpoint that fails anywhere can be written again, whole. */
START_TEST(a_failed_checkpoint_is_written_again)
{
        struct dice dice = dice_of(3);
        struct tallies *tallies, *loaded;

        measures_of_all_kinds();
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        for (int i = 0; i < 40; i++) {
                struct said said;

                said.event = world_event(&dice, &said.source, &said.status);
                say(tallies, &said, 1);
        }
        for (size_t n = 1;; n += 7) {
                int r;

                store_done(&store);
                store.fail_at = n;
                r = tallies_save(tallies, keep, &store);
                if (r == 0)
                        break;
                ck_assert_int_eq(r, -EIO);
        }
        loaded = load(&world.plan, &store, &dice);
        same(tallies, loaded);
        tallies_free(loaded);
        tallies_free(tallies);
        store_done(&store);
}
END_TEST

/* Rows that are cut short, too long or of another table are refused, never guessed at. */
START_TEST(rows_that_cannot_be_are_refused)
{
        struct dice dice = dice_of(4);
        struct tallies *tallies;

        measures_of_all_kinds();
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        for (int i = 0; i < 40; i++) {
                struct said said;

                said.event = world_event(&dice, &said.source, &said.status);
                say(tallies, &said, 1);
        }
        ck_assert_int_eq(tallies_save(tallies, keep, &store), 0);
        tallies_free(tallies);
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        for (size_t i = 0; i < store.count; i += 3) {
                struct row row = row_of(&store.rows[i]);

                for (size_t cut = 0; cut < row.key_length; cut++) {
                        struct row broken = row;

                        broken.key_length = cut;
                        ck_assert_int_eq(tallies_load(tallies, &broken), -EBADMSG);
                }
                if (row.table != ROW_TALLIES)
                        continue;
                for (size_t cut = 0; cut < row.value_length; cut++) {
                        struct row broken = row;

                        broken.value_length = cut;
                        ck_assert_int_eq(tallies_load(tallies, &broken), -EBADMSG);
                }
                row.table = ROW_TALLIES + 7;
                ck_assert_int_eq(tallies_load(tallies, &row), -EBADMSG);
        }
        tallies_free(tallies);
        store_done(&store);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("save");
        TCase *tcase = tcase_create("save");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, a_checkpoint_at_any_point_leads_to_the_same, 0, 12);
        tcase_add_test(tcase, only_what_changed_is_written);
        tcase_add_test(tcase, only_months_that_changed_are_written);
        tcase_add_test(tcase, days_that_cancel_are_kept);
        tcase_add_test(tcase, a_failed_checkpoint_is_written_again);
        tcase_add_test(tcase, rows_that_cannot_be_are_refused);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
