/* tests/unit/query/test_measures.c: the value of a measure by window, range and breakdown, in pages. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/ctl/suite.h"
#include "unit/query/way.h"

static struct way way;

#define IMPORT MILESTONE__V1__FLOW__FLOW_IMPORT

/* Two years of customs: chapters 27 and 84, both flows. */
static void say_years(void)
{
        const struct said first[] = {{.id = "a", .period = "2024-01", .value = 10000},
                                     {.id = "b", .period = "2024-01", .value = 2000, .flow = IMPORT},
                                     {.id = "c", .period = "2024-02", .value = 300, .commodity = "84"}};
        const struct said second[] = {{.id = "d", .period = "2025-03", .value = 7}};

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        way_release(&way, "2024-03-10", "2024-01..2024-02", first, COUNT(first));
        way_release(&way, "2025-04-10", "2025-03", second, COUNT(second));
}

static Answer *ask_turnover(const char *period, char **by, size_t by_count)
{
        ASKING(Measure, measure, MEASURE);

        ask.measure = SAY("turnover");
        ask.period = SAY(period);
        ask.by = by;
        ask.n_by = by_count;
        return way_ask(&way, &question);
}

static void check_row(const Milestone__V1__MeasureRow *row, const char *series, const char *period,
                      int64_t units)
{
        ck_assert_str_eq(row->series, series);
        ck_assert_str_eq(row->period, period);
        ck_assert_ptr_nonnull(row->value);
        ck_assert_int_eq(row->value->units, units);
        ck_assert_str_eq(row->value->unit, "USD");
        ck_assert_uint_eq(row->value->scale, 2);
}

/* Without a period the newest window that has figures is told, with what it is and who holds it back. */
START_TEST(without_a_period_the_newest_window)
{
        SCOPED(answer_freep) Answer *answer = NULL;

        say_years();
        answer = ask_turnover("", NULL, 0);
        ck_assert_uint_eq(answer->measure->n_rows, 1);
        check_row(answer->measure->rows[0], "", "2025", 7);
        ck_assert_str_eq(answer->measure->corridor, "north");
        ck_assert_str_eq(answer->measure->window, "calendar-year");
        ck_assert_str_eq(answer->measure->resolution, "month");
        ck_assert_str_eq(answer->measure->complete_until, "2024-02-29");
        ck_assert(!answer->measure->rows[0]->complete);
        ck_assert_str_eq(answer->measure->next, "");
        way_done(&way);
}
END_TEST

/* A range gives each window that ends in it; a year gives its own. */
START_TEST(a_range_gives_each_of_its_windows)
{
        SCOPED(answer_freep) Answer *answer = NULL;
        SCOPED(answer_freep) Answer *one = NULL;

        say_years();
        answer = ask_turnover("2024..2025", NULL, 0);
        ck_assert_uint_eq(answer->measure->n_rows, 2);
        check_row(answer->measure->rows[0], "", "2024", 12300);
        check_row(answer->measure->rows[1], "", "2025", 7);
        one = ask_turnover("2024", NULL, 0);
        ck_assert_uint_eq(one->measure->n_rows, 1);
        check_row(one->measure->rows[0], "", "2024", 12300);
        way_done(&way);
}
END_TEST

/* A trailing window says its two ends, since no period has its name. */
START_TEST(a_trailing_window_says_its_ends)
{
        SCOPED(answer_freep) Answer *answer = NULL;
        ASKING(Measure, measure, MEASURE);

        say_years();
        ask.measure = SAY("trailing");
        ask.period = SAY("2024-02..2024-03");
        answer = way_ask(&way, &question);
        ck_assert_str_eq(answer->measure->window, "last-3-months");
        ck_assert_uint_eq(answer->measure->n_rows, 2);
        check_row(answer->measure->rows[0], "", "2023-12-01..2024-02-29", 12300);
        check_row(answer->measure->rows[1], "", "2024-01-01..2024-03-31", 12300);
        way_done(&way);
}
END_TEST

/* By both coordinates every combination has its row, by one they are summed up. */
START_TEST(a_breakdown_adds_up)
{
        char *both[] = {SAY("flow"), SAY("hs2")}, *flow[] = {SAY("flow")};
        SCOPED(answer_freep) Answer *answer = NULL;
        SCOPED(answer_freep) Answer *sums = NULL;

        say_years();
        answer = ask_turnover("2024", both, 2);
        ck_assert_uint_eq(answer->measure->n_by, 2);
        ck_assert_uint_eq(answer->measure->n_rows, 3);
        check_row(answer->measure->rows[0], "flow=export,hs2=27", "2024", 10000);
        check_row(answer->measure->rows[1], "flow=export,hs2=84", "2024", 300);
        check_row(answer->measure->rows[2], "flow=import,hs2=27", "2024", 2000);
        sums = ask_turnover("2024", flow, 1);
        ck_assert_uint_eq(sums->measure->n_rows, 2);
        check_row(sums->measure->rows[0], "flow=export", "2024", 10300);
        check_row(sums->measure->rows[1], "flow=import", "2024", 2000);
        way_done(&way);
}
END_TEST

static void say_days(size_t days)
{
        struct said *said = calloc(days * 2, sizeof(*said));
        char(*texts)[2][64] = calloc(days, sizeof(*texts));

        ck_assert(said && texts);
        for (size_t i = 0; i < days; i++) {
                (void)snprintf(texts[i][0], sizeof(texts[i][0]), "id-%zu", i);
                (void)snprintf(texts[i][1], sizeof(texts[i][1]), "%zu-%02zu-%02zu", 2024 + i / 336,
                               i / 28 % 12 + 1, i % 28 + 1);
                said[i] = (struct said){.id = texts[i][0],
                                        .number = 1,
                                        .period = texts[i][1],
                                        .commodity = i % 2 ? "27" : "84",
                                        .value = (int64_t)i + 1};
        }
        way_say(&way, "registry", said, days);
        free(said);
        free(texts);
}

/* All pages of `limit` rows: each row once, in order, none missing. */
static void walk_pages(uint32_t limit, size_t rows)
{
        char *by[] = {SAY("hs2")};
        char next[512] = "";
        size_t seen = 0;

        do {
                SCOPED(answer_freep) Answer *answer = NULL;
                ASKING(Measure, measure, MEASURE);

                ask.measure = SAY("daily");
                ask.period = SAY("2024..2026");
                ask.by = by;
                ask.n_by = 1;
                ask.limit = limit;
                ask.after = next;
                answer = way_ask(&way, &question);
                ck_assert_uint_gt(answer->measure->n_rows, 0);
                for (size_t i = 0; i < answer->measure->n_rows; i++)
                        ck_assert_int_eq(answer->measure->rows[i]->value->units, (int64_t)++seen);
                if (limit)
                        ck_assert_uint_le(answer->measure->n_rows, limit);
                (void)snprintf(next, sizeof(next), "%s", answer->measure->next);
        } while (*next);
        ck_assert_uint_eq(seen, rows);
}

/* A breakdown in pages loses no row and shows none twice, whatever the page's size, and the last
 * page does not promise another. */
START_TEST(pages_give_every_row_once)
{
        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        say_days(60);
        walk_pages(1, 60);
        walk_pages(7, 60);
        walk_pages(59, 60);
        walk_pages(60, 60);
        walk_pages(0, 60);
        way_done(&way);
}
END_TEST

/* The page after a row that is no longer there would be empty for ever: it is said instead. */
START_TEST(a_page_after_nothing_is_refused)
{
        const char *const lost[] = {
                "2024 flow=gone", "2025 ", "2023 ", "waiting EUR 2024-01", "x", " ", ".. "};

        say_years();
        for (size_t i = 0; i < COUNT(lost); i++) {
                ASKING(Measure, measure, MEASURE);

                ask.measure = SAY("turnover");
                ask.period = SAY("2024");
                ask.after = SAY(lost[i]);
                way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "after", "");
        }
        way_done(&way);
}
END_TEST

/* Who errs in a name hears which one was meant. */
START_TEST(unknown_names_have_a_nearest)
{
        const Milestone__V1__Failure__Why unknown = MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME;
        char *by[] = {SAY("hs4"), SAY("flow")};
        ASKING(Measure, measure, MEASURE);

        say_years();
        ask.measure = SAY("turnovr");
        way_asks_in_vain(&way, &question, unknown, "measure", "turnover");
        ask.measure = SAY("\xff\xfe");
        way_asks_in_vain(&way, &question, unknown, "measure", "");
        ask.measure = SAY("turnover");
        ask.corridor = SAY("nort");
        way_asks_in_vain(&way, &question, unknown, "corridor", "north");
        ask.corridor = SAY("south"); /* a corridor, but not this measure's */
        way_asks_in_vain(&way, &question, unknown, "measure", "");
        ask.corridor = SAY("north");
        ask.by = by;
        ask.n_by = 1;
        way_asks_in_vain(&way, &question, unknown, "by", "hs2");
        way_done(&way);
}
END_TEST

/* A period that is none, a range backwards, a coordinate twice: said, not guessed. */
START_TEST(bad_periods_and_breakdowns)
{
        const Milestone__V1__Failure__Why invalid = MILESTONE__V1__FAILURE__WHY__WHY_INVALID;
        const char *const bad[] = {"x",          "2024-13",     "2024..",  "..2024",
                                   "2025..2024", "2024...2025", "20240101"};
        char *twice[] = {SAY("flow"), SAY("flow")}, *many[100];
        ASKING(Measure, measure, MEASURE);

        say_years();
        ask.measure = SAY("turnover");
        for (size_t i = 0; i < COUNT(bad); i++) {
                ask.period = SAY(bad[i]);
                way_asks_in_vain(&way, &question, invalid, "period", "");
        }
        ask.period = SAY("2024");
        ask.by = twice;
        ask.n_by = 2;
        way_asks_in_vain(&way, &question, invalid, "by", "");
        for (size_t i = 0; i < COUNT(many); i++)
                many[i] = SAY(i % 2 ? "flow" : "hs2");
        ask.by = many;
        ask.n_by = COUNT(many);
        way_asks_in_vain(&way, &question, invalid, "by", "");
        way_done(&way);
}
END_TEST

/* What is in another currency is listed by currency and month and never added. */
START_TEST(another_currency_waits)
{
        const struct said said[] = {{.id = "usd", .period = "2024-01", .value = 10000},
                                    {.id = "eur", .period = "2024-01", .value = 555, .currency = "EUR"},
                                    {.id = "eur-2", .period = "2024-01", .value = 45, .currency = "EUR"},
                                    {.id = "byn", .period = "2024-02", .value = 1, .currency = "BYN"}};
        SCOPED(answer_freep) Answer *answer = NULL;
        size_t found = 0;

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        way_release(&way, "2024-03-10", "2024-01..2024-02", said, COUNT(said));
        answer = ask_turnover("2024", NULL, 0);
        ck_assert_uint_eq(answer->measure->n_rows, 1);
        check_row(answer->measure->rows[0], "", "2024", 10000);
        ck_assert_int_eq(answer->measure->rows[0]->value->state,
                         MILESTONE__V1__VALUE__STATE__STATE_INCOMPLETE);
        ck_assert_uint_eq(answer->measure->rows[0]->value->waiting_records, 3);
        ck_assert_uint_eq(answer->measure->n_waiting, 2);
        for (size_t i = 0; i < 2; i++) {
                const Milestone__V1__WaitingRow *row = answer->measure->waiting[i];
                bool eur = strcmp(row->currency, "EUR") == 0;

                ck_assert_str_eq(row->period, eur ? "2024-01" : "2024-02");
                ck_assert_int_eq(row->units, eur ? 600 : 1);
                ck_assert_uint_eq(row->records, eur ? 2 : 1);
                found += eur ? 1 : 10;
        }
        ck_assert_uint_eq(found, 11);
        way_done(&way);
}
END_TEST

/* Months in another currency beyond a page come on further pages, each once, after the values. */
START_TEST(many_waiting_rows_come_in_pages)
{
        enum { MONTHS = 101 * 12 };
        struct said *said = calloc(MONTHS, sizeof(*said));
        char(*texts)[64] = calloc(MONTHS, sizeof(*texts)), next[512] = "";
        uint64_t pages = 0, units = 0, rows = 0;

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        ck_assert(said && texts);
        for (size_t i = 0; i < MONTHS; i++) {
                (void)snprintf(texts[i], sizeof(texts[i]), "%zu-%02u-01", 1920 + i / 12,
                               (unsigned)(i % 12 + 1));
                said[i] = (struct said){
                        .id = texts[i], .number = 1, .period = texts[i], .value = 1, .currency = "GBP"};
        }
        way_say(&way, "registry", said, MONTHS);
        do {
                SCOPED(answer_freep) Answer *answer = NULL;
                ASKING(Measure, measure, MEASURE);

                ask.measure = SAY("daily");
                ask.after = next;
                answer = way_ask(&way, &question);
                (void)snprintf(next, sizeof(next), "%s", answer->measure->next);
                rows += answer->measure->n_rows;
                for (size_t i = 0; i < answer->measure->n_waiting; i++)
                        units += (uint64_t)answer->measure->waiting[i]->units;
                pages++;
        } while (*next && pages < 10);
        ck_assert_uint_eq(units, MONTHS);
        ck_assert_uint_eq(rows, 1);
        ck_assert_uint_eq(pages, 2);
        free(said);
        free(texts);
        way_done(&way);
}
END_TEST

/* A thousand rows is the most, whatever is asked for. */
START_TEST(a_page_has_at_most_a_thousand_rows)
{
        SCOPED(answer_freep) Answer *answer = NULL;
        ASKING(Measure, measure, MEASURE);

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        say_days(3);
        ask.measure = SAY("daily");
        ask.period = SAY("2020..2026");
        ask.limit = 100000;
        answer = way_ask(&way, &question);
        ck_assert_uint_eq(answer->measure->n_rows, QUERY_ROWS_MAX);
        ck_assert_str_ne(answer->measure->next, "");
        way_done(&way);
}
END_TEST

SUITE("query measures", without_a_period_the_newest_window, a_range_gives_each_of_its_windows,
      a_trailing_window_says_its_ends, a_breakdown_adds_up, pages_give_every_row_once,
      a_page_after_nothing_is_refused, unknown_names_have_a_nearest, bad_periods_and_breakdowns,
      another_currency_waits, many_waiting_rows_come_in_pages, a_page_has_at_most_a_thousand_rows)
