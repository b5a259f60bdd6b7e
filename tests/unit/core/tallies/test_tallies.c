/* tests/unit/core/tallies/test_tallies.c: the rules, told by small examples. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/tallies/world.h"

static struct world world;
static struct tallies *tallies;
static struct reader reader;

static void begin(void)
{
        ck_assert_int_eq(tallies_new(&world.plan, &tallies), 0);
        reader_init(&reader, &world.plan, tallies);
}

static void end(void)
{
        reader_done(&reader);
        tallies = tallies_free(tallies);
}

static void say(const struct event *event, uint32_t source, uint8_t status, int sign)
{
        ck_assert_int_eq(tallies_count(tallies, event, source, status, sign), 0);
        ck_assert_int_eq(tallies_value(tallies, NULL), 0);
}

static void say_month(int year, int month, int64_t value)
{
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, year, month, 1, value);

        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
}

static struct value at(uint32_t measure, int year, int month, int mday)
{
        struct value value;

        measures_at(reader.measures, measure, NULL, civil_from_ymd(year, month, mday), &value);
        return value;
}

/* rule 10: a figure of a period counts on the period's last day, not before. */
START_TEST(rule_10_a_period_counts_on_its_last_day)
{
        struct event week = world_trade("RU", "BY", PERIOD_WEEK, 2020, 12, 30, 53);
        struct plan_measure *measure;

        world_init(&world);
        world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_WEEK);
        measure->window.period = PERIOD_WEEK;
        begin();

        say_month(2021, 11, 500);
        ck_assert_int_eq(at(0, 2021, 11, 29).state, VALUE_NO_DATA);
        ck_assert_int_eq(at(0, 2021, 11, 30).units, 500);
        ck_assert_int_eq(at(0, 2021, 12, 31).units, 500);
        ck_assert_int_eq(at(0, 2022, 1, 1).state, VALUE_NO_DATA);
        ck_assert_int_eq(measures_next_day(reader.measures, 0, NULL, civil_from_ymd(2021, 1, 1), CIVIL_MAX),
                         civil_from_ymd(2021, 11, 30));

        /* 2020-W53 ends in 2021 */
        say(&week, SOURCE_WEEKLY, STATUS_FINAL, 1);
        ck_assert_int_eq(at(1, 2021, 1, 2).state, VALUE_NO_DATA);
        ck_assert_int_eq(at(1, 2021, 1, 3).units, 53);
        ck_assert_int_eq(at(1, 2021, 1, 4).state, VALUE_NO_DATA);
        ck_assert_int_eq(measures_newest_day(reader.measures, 1, NULL), civil_from_ymd(2021, 1, 3));
        end();
}
END_TEST

/* rule 11: the last 12 months at the end of February are twelve whole months: after a leap year the
 * 29th of the year before is not among them, and the sum that was made known stands. */
START_TEST(rule_11_a_month_is_a_whole_month_after_a_leap_year)
{
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->window = (struct plan_window){.kind = WINDOW_LAST_MONTHS, .count = 12};
        begin();
        for (int month = 1; month <= 14; month++)
                say_month(2012 + (month - 1) / 12, (month - 1) % 12 + 1, month < 3 ? 4000000000 : 3119086040);
        ck_assert_int_eq(at(0, 2013, 2, 28).units, 12 * INT64_C(3119086040)); /* 37,429,032,480 */
        ck_assert_int_eq(at(0, 2012, 12, 31).units, 10 * INT64_C(3119086040) + 2 * INT64_C(4000000000));
        ck_assert_int_eq(at(0, 2013, 1, 31).units, 11 * INT64_C(3119086040) + INT64_C(4000000000));
        end();
}
END_TEST

/* rule 12: what leaves 64 bits is the measure's state in the windows that have it, in no other. */
START_TEST(rule_12_out_of_range_in_its_window)
{
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, 2021, 5, 1, AMOUNT_MAX);

        world_init(&world);
        world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        begin();
        for (int n = 0; n < 2; n++)
                say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
        say_month(2022, 5, -7);
        ck_assert_int_eq(at(0, 2021, 12, 31).state, VALUE_OUT_OF_RANGE);
        ck_assert_int_eq(at(0, 2022, 12, 31).units, -7);
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, -1);
        ck_assert_int_eq(at(0, 2021, 12, 31).units, AMOUNT_MAX);
        end();
}
END_TEST

static int collect_waiting(void *context, const struct waiting_row *row)
{
        char *text = context;

        sprintf(text + strlen(text), "%s %d-%02d %lld %llu\n", row->currency.code, row->month / 12,
                row->month % 12 + 1, (long long)row->units, (unsigned long long)row->records);
        return 0;
}

/* rule 13: what is not final, unknown or waiting is counted by records beside the sum. */
START_TEST(rule_13_companions)
{
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, 2021, 5, 1, 100);
        char text[256] = "";

        world_init(&world);
        world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        world_measure(&world, EVENT_TRADE, QUANTITY_COUNT, PERIOD_MONTH);
        begin();
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
        say(&event, SOURCE_CUSTOMS, STATUS_PROVISIONAL, 1);
        event.trade.currency = world_currency("EUR");
        say(&event, SOURCE_CUSTOMS, STATUS_ESTIMATED, 1);
        event.period = period_at(PERIOD_MONTH, civil_from_ymd(2021, 2, 1), 1);
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
        event.trade.currency = world_currency("BYN");
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
        event.trade.value.known = false;
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);

        ck_assert_int_eq(at(0, 2021, 12, 31).state, VALUE_INCOMPLETE);
        ck_assert_int_eq(at(0, 2021, 12, 31).units, 200);
        ck_assert_uint_eq(at(0, 2021, 12, 31).provisional_records, 2);
        ck_assert_uint_eq(at(0, 2021, 12, 31).unknown_records, 1);
        ck_assert_uint_eq(at(0, 2021, 12, 31).waiting_records, 4);
        ck_assert_int_eq(tallies_waiting(tallies, 0, NULL, collect_waiting, text), 0);
        ck_assert_str_eq(text, "BYN 2021-02 200 2\nEUR 2021-02 100 1\nEUR 2021-05 100 1\n");

        /* A count of records is never unknown and waits for nothing. */
        ck_assert_int_eq(at(1, 2021, 12, 31).state, VALUE_KNOWN);
        ck_assert_int_eq(at(1, 2021, 12, 31).units, 7);
        end();
}
END_TEST

static const char *const five[] = {"BY", "CN", "KZ", "DE", "FR"};

static struct plan_measure *by_partner(uint32_t series_max)
{
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->by_count = 1;
        measure->by[0] = BY_PARTNER;
        measure->series_max = series_max;
        return measure;
}

static void say_partner(int n, int sign)
{
        struct event event = world_trade("RU", five[n], PERIOD_MONTH, 2021, 1 + n, 1, 10);

        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, sign);
}

static size_t lines(const char *text)
{
        size_t n = 0;

        for (; *text; text++)
                n += *text == '\n';
        return n;
}

/* rule 14: at the limit all keys are told; over it, whichever key comes last, none is, for good, and
 * the total goes on. */
START_TEST(rule_14_a_breakdown_over_its_limit_closes_as_a_whole)
{
        static const uint8_t by[] = {BY_PARTNER};
        char *text;

        by_partner(4);
        begin();
        for (int n = 0; n < 5; n++) {
                text = world_rows(&reader, 0, CIVIL_NONE, CIVIL_NONE, by, 1);
                ck_assert_uint_eq(lines(text), (size_t)n);
                free(text);
                ck_assert(!tallies_closed(tallies, 0));
                say_partner((_i + n) % 5, 1);
        }
        ck_assert(tallies_closed(tallies, 0));
        say_partner(0, -1);
        say_partner(1, 1);
        ck_assert(tallies_closed(tallies, 0));
        text = world_rows(&reader, 0, CIVIL_NONE, CIVIL_NONE, by, 1);
        ck_assert_str_eq(text, "");
        free(text);
        ck_assert_int_eq(at(0, 2021, 12, 31).units, 50);
        end();
}
END_TEST

/* rule 14: a key whose records were all taken back takes no place: corrections of keys alone do not
 * close a breakdown. */
START_TEST(rule_14_keys_without_records_take_no_place)
{
        by_partner(2);
        begin();
        say_partner(0, 1);
        for (int n = 1; n < 5; n++) {
                say_partner(n, 1);
                say_partner(n, -1);
        }
        ck_assert(!tallies_closed(tallies, 0));
        say_partner(4, 1);
        ck_assert(!tallies_closed(tallies, 0));
        say_partner(3, 1);
        ck_assert(tallies_closed(tallies, 0));
        end();
}
END_TEST

/* A source that a measure does not name, or an event of another kind, must not be added. */
START_TEST(only_the_sources_of_the_measure_count)
{
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, 2021, 5, 1, 100);

        world_init(&world);
        world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_HALF); /* of the office alone */
        begin();
        say(&event, SOURCE_CUSTOMS, STATUS_FINAL, 1);
        ck_assert_int_eq(at(0, 2021, 12, 31).state, VALUE_NO_DATA);
        say(&event, SOURCE_OFFICE, STATUS_FINAL, 1);
        ck_assert_int_eq(at(0, 2021, 12, 31).units, 100);
        event.kind = EVENT_RATE;
        say(&event, SOURCE_OFFICE, STATUS_FINAL, 1);
        event.kind = EVENT_WITHDRAWAL;
        say(&event, SOURCE_OFFICE, STATUS_FINAL, 1);
        ck_assert_int_eq(at(0, 2021, 12, 31).units, 100);
        end();
}
END_TEST

/* What was touched is told once for a judgement, sorted, with the earliest day. */
START_TEST(touched_since_the_last_judgement)
{
        const struct touched *touched;
        size_t count;

        world_init(&world);
        for (int n = 0; n < 3; n++)
                world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, n == 1 ? PERIOD_HALF : PERIOD_MONTH);
        begin();
        tallies_touched(tallies, &count);
        ck_assert_uint_eq(count, 0);
        say_month(2021, 5, 1);
        say_month(2021, 2, 1);
        say_month(2021, 7, 1);
        touched = tallies_touched(tallies, &count);
        ck_assert_uint_eq(count, 2);
        ck_assert_uint_eq(touched[0].measure, 0);
        ck_assert_uint_eq(touched[1].measure, 2);
        ck_assert_int_eq(touched[0].day, civil_from_ymd(2021, 2, 28));
        ck_assert_int_eq(touched[1].day, civil_from_ymd(2021, 2, 28));
        tallies_judged(tallies);
        tallies_touched(tallies, &count);
        ck_assert_uint_eq(count, 0);
        say_month(2021, 9, 1);
        touched = tallies_touched(tallies, &count);
        ck_assert_uint_eq(count, 2);
        ck_assert_int_eq(touched[1].day, civil_from_ymd(2021, 9, 30));
        end();
}
END_TEST

/* Windows that let days go can rise on any border, when a negative amount leaves them. */
START_TEST(borders_of_windows_that_let_days_go)
{
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->window = (struct plan_window){.kind = WINDOW_LAST_MONTHS, .count = 2};
        begin();
        ck_assert_int_eq(measures_next_day(reader.measures, 0, NULL, CIVIL_NONE, CIVIL_MAX), CIVIL_NONE);
        say_month(2021, 3, -5);
        ck_assert_int_eq(measures_next_day(reader.measures, 0, NULL, CIVIL_NONE, CIVIL_MAX),
                         civil_from_ymd(2021, 3, 31));
        ck_assert_int_eq(measures_next_day(reader.measures, 0, NULL, civil_from_ymd(2021, 4, 1), CIVIL_MAX),
                         civil_from_ymd(2021, 4, 30));
        ck_assert_int_eq(measures_next_day(reader.measures, 0, NULL, civil_from_ymd(2021, 5, 1), CIVIL_MAX),
                         civil_from_ymd(2021, 5, 31));
        ck_assert_int_eq(
                measures_next_day(reader.measures, 0, NULL, civil_from_ymd(2021, 5, 1),
                                  civil_from_ymd(2021, 5, 30)),
                CIVIL_NONE);
        ck_assert_int_eq(at(0, 2021, 4, 30).units, -5);
        ck_assert_int_eq(at(0, 2021, 5, 31).state, VALUE_NO_DATA);
        end();
}
END_TEST

static int stop_at_second(void *context, const struct measure_row *row)
{
        (void)row;
        return ++*(int *)context == 2 ? 17 : 0;
}

/* Whoever asks may stop, and is told that a coordinate is none of the breakdown's. */
START_TEST(asking_for_rows)
{
        static const uint8_t flow[] = {BY_FLOW}, twice[] = {BY_PARTNER, BY_PARTNER}, partner[] = {BY_PARTNER};
        int rows = 0;

        by_partner(10);
        begin();
        for (int n = 0; n < 5; n++)
                say_partner(n, 1);
        ck_assert_int_eq(measures_rows(reader.measures, 0, CIVIL_NONE, CIVIL_NONE, flow, 1, stop_at_second, &rows),
                         -EINVAL);
        ck_assert_int_eq(measures_rows(reader.measures, 0, CIVIL_NONE, CIVIL_NONE, twice, 2, stop_at_second, &rows),
                         -EINVAL);
        ck_assert_int_eq(rows, 0);
        ck_assert_int_eq(measures_rows(reader.measures, 0, CIVIL_NONE, CIVIL_NONE, partner, 1, stop_at_second, &rows),
                         17);
        ck_assert_int_eq(rows, 2);
        end();
}
END_TEST

/* A window is asked for by its last day, also when it lies ahead; one without data says so. */
START_TEST(rows_of_windows_ahead_and_empty)
{
        char *text;

        by_partner(10);
        begin();
        say_month(2021, 11, 5);
        text = world_rows(&reader, 0, civil_from_ymd(2021, 6, 1), civil_from_ymd(2022, 12, 31), NULL, 0);
        ck_assert_str_eq(text, "|18628..18992|period|1 5 0 0 0\n|18993..19357|period|2 0 0 0 0\n");
        free(text);
        text = world_rows(&reader, 0, civil_from_ymd(2021, 6, 1), civil_from_ymd(2022, 12, 30), NULL, 0);
        ck_assert_uint_eq(lines(text), 1);
        free(text);
        end();
}
END_TEST

static int drop_row(void *context, const struct row *row)
{
        (void)context;
        (void)row;
        return 0;
}

/* A peer that names a new facility and withdraws it, for ever: after each checkpoint nothing of it
 * is left in memory. */
START_TEST(names_and_series_that_went_leave_nothing)
{
        struct event event = {.kind = EVENT_FREIGHT, .period = {PERIOD_DAY, 18700, 18700}};
        struct plan_measure *measure;
        struct tallies_stats stats;

        world_init(&world);
        measure = world_measure(&world, EVENT_FREIGHT, QUANTITY_COUNT, PERIOD_DAY);
        measure->by_count = 1;
        measure->by[0] = BY_FACILITY;
        measure->series_max = 2;
        event.freight.origin = TEXT("RU");
        event.freight.destination = TEXT("BY");
        begin();
        for (int n = 0; n < 500; n++) {
                char name[32];

                snprintf(name, sizeof(name), "port-%d", n);
                event.freight.facility = text_of(name);
                say(&event, SOURCE_RAIL, STATUS_FINAL, 1);
                tallies_stats(tallies, &stats);
                ck_assert_uint_eq(stats.names, 1);
                ck_assert_uint_eq(stats.series, 2);
                ck_assert_uint_eq(stats.pages, 4);
                say(&event, SOURCE_RAIL, STATUS_FINAL, -1);
                ck_assert_int_eq(tallies_save(tallies, drop_row, NULL), 0);
                tallies_stats(tallies, &stats);
                ck_assert_uint_eq(stats.names + stats.series + stats.pages, 0);
        }
        ck_assert(!tallies_closed(tallies, 0));
        end();
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("tallies");
        TCase *tcase = tcase_create("tallies");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(tcase, rule_10_a_period_counts_on_its_last_day);
        tcase_add_test(tcase, rule_11_a_month_is_a_whole_month_after_a_leap_year);
        tcase_add_test(tcase, rule_12_out_of_range_in_its_window);
        tcase_add_test(tcase, rule_13_companions);
        tcase_add_loop_test(tcase, rule_14_a_breakdown_over_its_limit_closes_as_a_whole, 0, 5);
        tcase_add_test(tcase, rule_14_keys_without_records_take_no_place);
        tcase_add_test(tcase, only_the_sources_of_the_measure_count);
        tcase_add_test(tcase, touched_since_the_last_judgement);
        tcase_add_test(tcase, borders_of_windows_that_let_days_go);
        tcase_add_test(tcase, asking_for_rows);
        tcase_add_test(tcase, rows_of_windows_ahead_and_empty);
        tcase_add_test(tcase, names_and_series_that_went_leave_nothing);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
