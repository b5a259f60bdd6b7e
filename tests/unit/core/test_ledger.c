/* tests/unit/core/test_ledger.c: what an event does to a record, row by row of the table. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/ledger.h"

static struct plan_source source_of(void)
{
        return (struct plan_source){.name = TEXT("s"), .resolution = PERIOD_MONTH, .retired_day = CIVIL_NONE};
}

static struct batch_event event_of(uint64_t number, uint8_t content)
{
        struct batch_event event = {.event = {.kind = EVENT_TRADE, .number = number}};

        event.event.period = period_at(PERIOD_MONTH, civil_from_ymd(2021, 11, 1), 1);
        memset(event.content, content, CONTENT_HASH_BYTES);
        return event;
}

static struct batch_event withdrawal_of(uint64_t number)
{
        struct batch_event event = {.event = {.kind = EVENT_WITHDRAWAL, .number = number}};

        event.event.period = period_none();
        memset(event.content, 0xff, CONTENT_HASH_BYTES);
        return event;
}

static struct statement statement_of(const struct batch_event *event)
{
        struct statement statement = {.event = event->event,
                                      .withdrawn = event->event.kind == EVENT_WITHDRAWAL};

        memcpy(statement.content, event->content, CONTENT_HASH_BYTES);
        return statement;
}

/* `old` NULL: never seen. */
static struct ledger_step judge(const struct batch_event *old, const struct batch_event *event,
                                uint64_t coverage)
{
        struct plan_source source = source_of();
        struct statement statement;

        if (!old)
                return ledger_judge(&source, NULL, 0, event, coverage);
        statement = statement_of(old);
        return ledger_judge(&source, &statement, coverage, event, coverage);
}

#define IS(step, the_verdict, writes, takes_back, counts)    \
        do {                                                 \
                struct ledger_step is_ = (step);             \
                ck_assert_int_eq(is_.verdict, the_verdict);  \
                ck_assert_int_eq(is_.write, writes);         \
                ck_assert_int_eq(is_.take_back, takes_back); \
                ck_assert_int_eq(is_.count, counts);         \
        } while (0)

/* A first statement would not count, or a correction would be added to what it corrects. */
START_TEST(rule_3_the_highest_number_wins_whatever_came_first)
{
        /* rule 3: the highest number wins, whatever came first. */
        struct batch_event first = event_of(5, 1), higher = event_of(7, 2), lower = event_of(4, 3);

        IS(judge(NULL, &first, 0), VERDICT_ACCEPTED, true, false, true);
        IS(judge(&first, &higher, 0), VERDICT_REVISED, true, true, true);
        IS(judge(&higher, &first, 0), VERDICT_STALE, false, false, false);
        IS(judge(&first, &lower, 0), VERDICT_STALE, false, false, false);

        /* The same content under a higher number is a revision too: the number rises. */
        higher = event_of(7, 1);
        IS(judge(&first, &higher, 0), VERDICT_REVISED, true, true, true);
}
END_TEST

/* What was withdrawn would go on to count, or could not be reported again. */
START_TEST(rule_4_a_withdrawal_wins_a_tie_and_may_come_first)
{
        /* rule 4: it takes back every revision up to its number, and wins a tie. It may come before its
         * record. */
        struct batch_event first = event_of(5, 1), below = event_of(4, 1), above = event_of(6, 1),
                           withdrawal = withdrawal_of(5), later = withdrawal_of(9);

        IS(judge(&first, &withdrawal, 0), VERDICT_WITHDRAWN, true, true, false);
        IS(judge(NULL, &withdrawal, 0), VERDICT_WITHDRAWN, true, false, false);
        IS(judge(&withdrawal, &first, 0), VERDICT_STALE, false, false, false);
        IS(judge(&withdrawal, &below, 0), VERDICT_STALE, false, false, false);
        IS(judge(&withdrawal, &above, 0), VERDICT_REVISED, true, false, true);
        IS(judge(&above, &withdrawal, 0), VERDICT_STALE, false, false, false);
        IS(judge(&withdrawal, &withdrawal, 0), VERDICT_REPEATED, false, false, false);
        IS(judge(&withdrawal, &later, 0), VERDICT_WITHDRAWN, true, false, false);
}
END_TEST

/* What is sent again would count twice; a contradiction would win by coming last. */
START_TEST(rule_5_repeated_disputed_stale)
{
        /* rule 5: equal number and equal content: repeated; other content: disputed, the first stands. */
        struct batch_event first = event_of(5, 1), other = event_of(5, 2);

        IS(judge(&first, &first, 0), VERDICT_REPEATED, false, false, false);
        IS(judge(&first, &other, 0), VERDICT_DISPUTED, true, false, false);

        /* For ever: also when a newer vintage has covered its period since. */
        IS(judge(&first, &first, 7), VERDICT_REPEATED, false, false, false);
}
END_TEST

/* A figure of a vintage that was replaced would come back with a late batch. */
START_TEST(rule_9_below_the_coverage_is_stale_also_when_never_seen)
{
        /* rule 9: an older vintage that comes late is stale, also for records never seen; it counts
         * nothing. */
        struct batch_event first = event_of(5, 1), higher = event_of(6, 2), covered = event_of(7, 3);
        struct ledger_step step = judge(NULL, &first, 7);

        ck_assert_int_eq(step.verdict, VERDICT_STALE);
        ck_assert(!step.count && !step.take_back);
        step = judge(&first, &higher, 7);
        ck_assert_int_eq(step.verdict, VERDICT_STALE);
        ck_assert(!step.count && !step.take_back);

        /* What was swept away is not taken back again. */
        IS(judge(&first, &covered, 7), VERDICT_REVISED, true, false, true);
        IS(judge(NULL, &covered, 7), VERDICT_ACCEPTED, true, false, true);
}
END_TEST

/* A record that moved into a period that is covered by a newer vintage would still be counted under its
 * old one, or not, depending on which of them came first. */
START_TEST(rule_9_a_stale_number_is_still_the_highest_of_its_record)
{
        /* rule 9 and promise 3: in any order the same sums. */
        struct plan_source source = source_of();
        struct batch_event november = event_of(5, 1), december = event_of(6, 2);
        struct statement statement = statement_of(&november);

        december.event.period = period_next(november.event.period);
        IS(ledger_judge(&source, &statement, 0, &december, 7), VERDICT_STALE, true, true, false);
        IS(ledger_judge(&source, NULL, 0, &december, 7), VERDICT_STALE, true, false, false);
        statement = statement_of(&december);
        IS(ledger_judge(&source, &statement, 7, &november, 0), VERDICT_STALE, false, false, false);
        IS(ledger_judge(&source, &statement, 7, &december, 7), VERDICT_REPEATED, false, false, false);
}
END_TEST

/* Plans would be added to what happened, and a year to its months. */
START_TEST(rule_10_only_actual_figures_of_the_counting_levels_count)
{
        /* rule 10: statements of other levels are control totals: kept, compared, never added. */
        struct plan_source source = source_of();
        struct batch_event event = event_of(5, 1);

        ck_assert(ledger_counts(&source, &event.event, 0));
        event.event.reality = REALITY_PLANNED;
        ck_assert(!ledger_counts(&source, &event.event, 0));
        event.event.reality = REALITY_ACTUAL;
        ck_assert(ledger_counts(&source, &event.event, 5));
        ck_assert(!ledger_counts(&source, &event.event, 6));
        event.event.period = period_at(PERIOD_YEAR, event.event.period.last, 1);
        ck_assert(!ledger_counts(&source, &event.event, 0));
        event = event_of(5, 1);

        source.levels.commodity = LEVEL_CHAPTER;
        ck_assert(!ledger_counts(&source, &event.event, 0));
        event.event.trade.commodity.code = TEXT("27");
        ck_assert(ledger_counts(&source, &event.event, 0));
        event.event.trade.commodity.code = TEXT("2710");
        ck_assert(!ledger_counts(&source, &event.event, 0));
        event.event.levels.commodity = LEVEL_CHAPTER; /* its own word goes before its form */
        ck_assert(ledger_counts(&source, &event.event, 0));
        source.levels.commodity = LEVEL_NONE;

        source.levels.partner = LEVEL_COUNTRY;
        ck_assert(!ledger_counts(&source, &event.event, 0));
        event.event.trade.partner = (struct place){"BY"};
        ck_assert(ledger_counts(&source, &event.event, 0));
        event.event.trade.partner = (struct place){"RU-LEN"};
        ck_assert(!ledger_counts(&source, &event.event, 0));
        source.levels.partner = LEVEL_NONE;

        source.levels.mode = LEVEL_TOTAL;
        ck_assert(ledger_counts(&source, &event.event, 0));
        event.event.trade.mode = MODE_RAIL;
        ck_assert(!ledger_counts(&source, &event.event, 0));
}
END_TEST

/* A month's average would be the rate of its last day. */
START_TEST(rule_10_rates_of_other_periods_do_not_count)
{
        struct plan_source source = source_of();
        struct batch_event event = event_of(5, 1);

        event.event.kind = EVENT_RATE;
        event.event.rate = (struct event_rate){{"EUR"}, {"USD"}, 2, 0, 0};
        ck_assert_int_eq(ledger_use(&source, &event.event, 0), USE_COUNTS);
        event.event.period = period_at(PERIOD_YEAR, event.event.period.last, 1);
        ck_assert_int_eq(ledger_use(&source, &event.event, 0), USE_NOTHING);
}
END_TEST

/* The statement of a plan would be written, but its figure taken back without ever having counted. */
START_TEST(what_does_not_count_is_kept_and_not_taken_back)
{
        struct batch_event planned = event_of(5, 1), actual = event_of(6, 1);

        planned.event.reality = REALITY_PLANNED;
        IS(judge(NULL, &planned, 0), VERDICT_ACCEPTED, true, false, false);
        IS(judge(&planned, &actual, 0), VERDICT_REVISED, true, false, true);
        planned.event.number = 7;
        IS(judge(&actual, &planned, 0), VERDICT_REVISED, true, true, false);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("ledger");
        TCase *tcase = tcase_create("ledger");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(tcase, rule_3_the_highest_number_wins_whatever_came_first);
        tcase_add_test(tcase, rule_4_a_withdrawal_wins_a_tie_and_may_come_first);
        tcase_add_test(tcase, rule_5_repeated_disputed_stale);
        tcase_add_test(tcase, rule_9_below_the_coverage_is_stale_also_when_never_seen);
        tcase_add_test(tcase, rule_9_a_stale_number_is_still_the_highest_of_its_record);
        tcase_add_test(tcase, rule_10_only_actual_figures_of_the_counting_levels_count);
        tcase_add_test(tcase, rule_10_rates_of_other_periods_do_not_count);
        tcase_add_test(tcase, what_does_not_count_is_kept_and_not_taken_back);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
