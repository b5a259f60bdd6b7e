/* tests/unit/config/test_values.c: scalars: words, days, numbers, currencies. */
#include "unit/config/written.h"

static const struct refused wrong_values_are_said_table[] = {
        /* A word a letter away. */
        {"clock: evnts\n",
         "milestoned.yaml:1:8: \"evnts\" is no value for \"clock\"; did you mean \"events\"?\n"},
        /* A word from elsewhere. */
        {"clock: sundial\n",
         "milestoned.yaml:1:8: \"sundial\" is no value for \"clock\", expected one of system, events\n"},
        /* A list where one word is due. */
        {"clock: [system]\n",
         "milestoned.yaml:1:8: a list where a single value should be, expected a word\n"},
        /* A day that is in no calendar, but looks well. */
        {"clock: events\n"
         "until: 2013-02-29\n",
         "milestoned.yaml:2:8: \"2013-02-29\" is not in the calendar, expected a day that is\n"},
        /* Another order of day and month. */
        {"clock: events\n"
         "until: 31.12.2013\n",
         "milestoned.yaml:2:8: \"31.12.2013\" is no date, expected one like 2024-12-31\n"},
        /* Beyond what the calendar reaches. */
        {"clock: events\n"
         "until: 2500-01-01\n",
         "milestoned.yaml:2:8: \"2500-01-01\" is not in the calendar, expected a day that is\n"},
        /* Both ends of what a date may be. */
        {"clock: events\n"
         "until: 2351-01-01\n",
         "milestoned.yaml:2:8: \"2351-01-01\" is out of range, expected a day from 1900-01-01 to "
         "2350-12-31\n"},
        {"clock: events\n"
         "until: 1899-12-31\n",
         "milestoned.yaml:2:8: \"1899-12-31\" is out of range, expected a day from 1900-01-01 to "
         "2350-12-31\n"},
        /* A time of day has no meaning. */
        {"clock: events\n"
         "until: 2013-12-31T00:00\n",
         "milestoned.yaml:2:8: \"2013-12-31T00:00\" is no date, expected one like 2024-12-31\n"},
        /* An end of the day that no clock would respect. */
        {"until: 2013-12-31\n",
         "milestoned.yaml:1:1: \"until\" with the system's clock, expected \"clock: events\" too\n"},
        /* A duration without its unit. */
        {"beat: 5\n",
         "milestoned.yaml:1:7: \"5\" is no value for \"beat\", expected a duration like \"500 ms\", "
         "\"30 s\", \"5 min\", \"1 h\" or \"2 days\"\n"},
        /* A limit from below. */
        {"beat: 99 ms\n",
         "milestoned.yaml:1:7: \"99 ms\" is out of range, expected 100 ms to 1 h for \"beat\"\n"},
        /* A limit from above. */
        {"beat: 61 min\n",
         "milestoned.yaml:1:7: \"61 min\" is out of range, expected 100 ms to 1 h for \"beat\"\n"},
        /* Before it began. */
        {"beat: -5 s\n",
         "milestoned.yaml:1:7: \"-5 s\" is out of range, expected 100 ms to 1 h for \"beat\"\n"},
        /* Underscores stand between digits; units are known ones. */
        {"checkpoint-events: 1_000_\n"
         "checkpoint-interval: 1 fortnight\n",
         "milestoned.yaml:1:20: \"1_000_\" is no value for \"checkpoint-events\", expected a whole "
         "number like 1_000\n"
         "milestoned.yaml:2:22: \"1 fortnight\" is no value for \"checkpoint-interval\", expected a "
         "duration like \"500 ms\", \"30 s\", \"5 min\", \"1 h\" or \"2 days\"\n"},
        /* A comma is a point elsewhere. */
        {"checkpoint-events: 1,000\n",
         "milestoned.yaml:1:20: \"1,000\" is no value for \"checkpoint-events\", expected a whole "
         "number like 1_000\n"},
        /* More than any number holds. */
        {"outbox-retention: 99999999999999999999\n",
         "milestoned.yaml:1:19: \"99999999999999999999\" is no value for \"outbox-retention\", "
         "expected a whole number like 1_000\n"},
        /* A megabyte is not what is meant. */
        {"free-space-floor: 256 MB\n",
         "milestoned.yaml:1:19: \"256 MB\" is no value for \"free-space-floor\", expected a size like "
         "\"256 MiB\"\n"},
        /* A size above its limit. */
        {"free-space-floor: 1025 GiB\n",
         "milestoned.yaml:1:19: \"1025 GiB\" is out of range, expected 0 B to 1 TiB for "
         "\"free-space-floor\"\n"},
        /* No currency. */
        {"currency: US\n",
         "milestoned.yaml:1:11: \"US\" is no currency, expected an ISO 4217 code like USD\n"},
        /* Two letters swapped. */
        {"currency: UDS\n", "milestoned.yaml:1:11: \"UDS\" is no currency; did you mean \"USD\"?\n"},
        /* Gold is no money. */
        {"currency: XAU\n",
         "milestoned.yaml:1:11: \"XAU\" is not money to be added up, expected a currency like USD\n"},
        /* Codes are capitals. */
        {"currency: usd\n", "milestoned.yaml:1:11: \"usd\" is no currency; did you mean \"USD\"?\n"},
        /* Months are written out. */
        {"fiscal-start: 4\n",
         "milestoned.yaml:1:15: \"4\" is no value for \"fiscal-start\", expected one of january, "
         "february, march, april, may, june, july, august, september, october, november, december\n"},
        /* A path is no zone. */
        {"timezone: ../../etc/passwd\n",
         "milestoned.yaml:1:11: \"../../etc/passwd\" is no time zone, expected a name like "
         "Europe/Minsk\n"},
        /* Nor is nothing. */
        {"timezone: \"\"\n", "milestoned.yaml:1:11: \"timezone\" is empty, expected a text\n"},
};

/* What is not quite a value is never taken for another one. */
START_TEST(wrong_values_are_said)
{
        written_refused(wrong_values_are_said_table[_i].yaml, wrong_values_are_said_table[_i].said);
}
END_TEST

/* All that a number, a duration, a size may look like; and both ends of a limit. */
START_TEST(values_are_what_they_look_like)
{
        struct config *config = written_good("beat: 100 ms\n"
                                             "measure-updates: 0 s\n"
                                             "settle-in: 7 days\n"
                                             "checkpoint-interval: 90min\n"
                                             "checkpoint-events: 2.5 million\n"
                                             "outbox-retention: 1_000\n"
                                             "free-space-floor: 1 TiB\n"
                                             "journal-pending-limit: 8_192 KiB\n"
                                             "socket-mode: 0777\n"
                                             "clock: events\n"
                                             "until: 2024-02-29\n"
                                             "timezone: 'Europe/Minsk'\n"
                                             "fiscal-start: december\n");

        ck_assert_int_eq(config->host.beat_usec, 100000);
        ck_assert_int_eq(config->host.measure_updates_usec, 0);
        ck_assert_int_eq(config->host.settle_in_usec, INT64_C(7) * 24 * 3600 * 1000000);
        ck_assert_int_eq(config->host.checkpoint_usec, INT64_C(90) * 60 * 1000000);
        ck_assert_int_eq(config->host.checkpoint_events, 2500000);
        ck_assert_int_eq(config->host.outbox_notifications, 1000);
        ck_assert_int_eq(config->host.free_floor_bytes, INT64_C(1) << 40);
        ck_assert_int_eq(config->host.journal_pending_bytes_max, 8 << 20);
        ck_assert_uint_eq(config->host.socket_mode, 0777);
        ck_assert_int_eq(config->plan->clock, CLOCK_EVENTS);
        ck_assert_int_eq(config->plan->until_day, civil_from_ymd(2024, 2, 29));
        ck_assert_str_eq(config->plan->timezone.data, "Europe/Minsk");
        config_free(config);
}
END_TEST

/* The first and the last day that may be written. */
START_TEST(dates_reach_as_far_as_is_said)
{
        struct config *config = written_good("clock: events\nuntil: 2350-12-31\n");

        ck_assert_int_eq(config->plan->until_day, civil_from_ymd(2350, 12, 31));
        config_free(config);
        config = written_good("clock: events\nuntil: 1900-01-01\n");
        ck_assert_int_eq(config->plan->until_day, civil_from_ymd(1900, 1, 1));
        config_free(config);
}
END_TEST

static bool is_minsk(const char *name)
{
        return strcmp(name, "Europe/Minsk") == 0;
}

/* A zone that the machine does not know would silently be UTC. */
START_TEST(time_zones_are_asked_of_the_machine)
{
        struct written_folder folder = written_folder_new();
        struct config_environment environment = written_environment();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;

        environment.timezone_is_known = is_minsk;
        written_file(&folder, "milestoned.yaml", "timezone: Europe/Minks\n", 23);
        ck_assert_int_eq(config_read(folder.path, &environment, &errors, &config), CONFIG_REFUSED);
        ck_assert_uint_eq(errors.count, 1);
        ck_assert_uint_eq(errors.list[0].column, 11);
        written_file(&folder, "milestoned.yaml", "timezone: Europe/Minsk\n", 23);
        ck_assert_int_eq(config_read(folder.path, &environment, &errors, &config), 0);
        config_free(config);
        written_remove(&folder);
}
END_TEST

static Suite *values_suite(void)
{
        Suite *suite = suite_create("config/values");
        TCase *tcase = tcase_create("values");

        tcase_add_loop_test(tcase, wrong_values_are_said, 0, REFUSED_COUNT(wrong_values_are_said_table));
        tcase_add_test(tcase, values_are_what_they_look_like);
        tcase_add_test(tcase, dates_reach_as_far_as_is_said);
        tcase_add_test(tcase, time_zones_are_asked_of_the_machine);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(values_suite)
