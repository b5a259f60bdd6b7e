/* tests/unit/config/test_groups.c: places together, each for its time. */
#include "unit/config/written.h"

static const struct refused wrong_groups_are_said_table[] = {
        /* A member without a place, one of a group, and days that are none. */
        {"groups:\n"
         "  - {name: eu, places: [{from: 2013-07-01}, {place: eu, until: 2020-01-31}, {place: HR, from: "
         "2013-06-31}]}\n",
         "milestoned.yaml:2:25: a member without \"place\", expected: A member for a time.\n"
         "milestoned.yaml:2:53: \"eu\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a "
         "group\n"
         "milestoned.yaml:2:95: \"2013-06-31\" is not in the calendar, expected a day that is\n"},
        /* Out before it was in. */
        {"groups:\n"
         "  - {name: eu, places: [{place: GB, from: 2020-01-31, until: 1973-01-01}]}\n",
         "milestoned.yaml:2:62: \"until\" is before \"from\", expected a later day\n"},
        /* Twice on some days. */
        {"groups:\n"
         "  - {name: eu, places: [{place: GB, from: 1973-01-01, until: 2020-01-31}, {place: GB, from: "
         "2020-01-31}]}\n"
         "  - {name: ea, places: [AT, {place: AT, from: 1999-01-01}]}\n",
         "milestoned.yaml:2:75: \"GB\" is a member twice on some days, expected days that do not meet\n"
         "milestoned.yaml:3:29: \"AT\" is a member twice on some days, expected days that do not meet\n"},
        /* A key that a member does not have. */
        {"groups:\n"
         "  - {name: eu, places: [{place: GB, til: 2020-01-31}]}\n",
         "milestoned.yaml:2:37: unknown key \"til\" in a member, expected one of place, from, until\n"},
        /* Who reports does not change with the days. */
        {"currency: USD\n"
         "groups:\n"
         "  - {name: eu, places: [{place: GB, until: 2020-01-31}]}\n"
         "sources:\n"
         "  - {name: a, kinds: trade, resolution: month, reports: eu}\n"
         "  - {name: b, kinds: trade, resolution: month}\n"
         "corridors:\n"
         "  - {name: c, between: [GB, US]}\n"
         "measures:\n"
         "  - {name: x, sum: trade.value, window: calendar-year, reported-by: eu, sources: b}\n",
         "milestoned.yaml:5:57: a group whose members have dates, expected places that stay: reporters "
         "are the same on every day\n"
         "milestoned.yaml:10:69: a group whose members have dates, expected places that stay: reporters "
         "are the same on every day\n"},
};

/* A member on other days than it was has figures of others. */
START_TEST(wrong_groups_are_said)
{
        written_refused(wrong_groups_are_said_table[_i].yaml, wrong_groups_are_said_table[_i].said);
}
END_TEST

static void member_is(const struct plan_side *side, size_t i, const char *code, const char *from,
                      const char *until)
{
        char day[CIVIL_TEXT_MAX];

        ck_assert_str_eq(side->places[i].code, code);
        ck_assert_str_eq(civil_format(side->spans[i].from_day, day), from);
        ck_assert_str_eq(civil_format(side->spans[i].until_day, day), until);
}

/* Each from its first day to its last, in sides and in filters; a place may come back. */
START_TEST(members_keep_their_days)
{
        struct config *config = written_good(
                "currency: USD\n"
                "groups:\n"
                "  - name: eu\n"
                "    places: [{place: HR, from: 2013-07-01}, AT, {place: GB, from: 1973-01-01, until: "
                "2020-01-31}]\n"
                "  - {name: again, places: [{place: GB, from: 2030-01-01}, {place: GB, until: 1980-12-31}]}\n"
                "  - {name: one, places: {place: GB, from: 2030-01-01}}\n"
                "  - {name: always, places: [AT, AT, BE]}\n"
                "sources:\n"
                "  - {name: a, kinds: trade, resolution: month}\n"
                "corridors:\n"
                "  - {name: c, between: [US, eu]}\n"
                "  - {name: d, between: [US, [eu, again]]}\n"
                "  - {name: e, between: [US, always]}\n"
                "  - {name: f, between: [US, one]}\n"
                "measures:\n"
                "  - {name: x, corridor: c, sum: trade.value, window: calendar-year, where: {partner: [eu, "
                "DE]}}\n"
                "  - {name: y, corridor: c, sum: trade.value, window: calendar-year, where: {partner: "
                "always}}\n");
        const struct plan_side *eu = &config->plan->corridors[0].sides[1],
                               *both = &config->plan->corridors[1].sides[1],
                               *one = &config->plan->corridors[3].sides[1];
        const struct plan_filter *where = &config->plan->measures[0].where;
        const struct plan_side partners = {.places = where->partners, .spans = where->partner_spans};

        ck_assert_ptr_null(config->plan->corridors[0].sides[0].spans);
        ck_assert_uint_eq(eu->places_count, 3);
        member_is(eu, 0, "AT", "1600-01-01", "2400-12-31");
        member_is(eu, 1, "GB", "1973-01-01", "2020-01-31");
        member_is(eu, 2, "HR", "2013-07-01", "2400-12-31");
        ck_assert_uint_eq(both->places_count, 4);
        member_is(both, 1, "GB", "1600-01-01", "2020-01-31");
        member_is(both, 2, "GB", "2030-01-01", "2400-12-31");
        ck_assert_ptr_null(config->plan->corridors[2].sides[1].spans);
        ck_assert_uint_eq(config->plan->corridors[2].sides[1].places_count, 2);
        ck_assert_uint_eq(one->places_count, 1);
        member_is(one, 0, "GB", "2030-01-01", "2400-12-31");
        ck_assert_uint_eq(where->partners_count, 4);
        member_is(&partners, 1, "DE", "1600-01-01", "2400-12-31");
        member_is(&partners, 2, "GB", "1973-01-01", "2020-01-31");
        ck_assert_ptr_null(config->plan->measures[1].where.partner_spans);
        config_free(config);
}
END_TEST

/* Out on one day and in again on the next is no leave: one membership, and none that has an end. */
START_TEST(days_that_meet_are_one_membership)
{
        struct config *config = written_good(
                "groups:\n"
                "  - {name: back, places: [{place: GB, from: 1981-01-01}, {place: GB, until: "
                "1980-12-31}]}\n"
                "  - {name: gap, places: [{place: GB, from: 1981-01-02}, {place: GB, until: "
                "1980-12-31}]}\n"
                "corridors:\n"
                "  - {name: c, between: [US, back]}\n"
                "  - {name: d, between: [US, gap]}\n");
        const struct plan_side *back = &config->plan->corridors[0].sides[1],
                               *gap = &config->plan->corridors[1].sides[1];

        ck_assert_uint_eq(back->places_count, 1);
        ck_assert_ptr_null(back->spans);
        ck_assert_uint_eq(gap->places_count, 2);
        member_is(gap, 0, "GB", "1600-01-01", "1980-12-31");
        member_is(gap, 1, "GB", "1981-01-02", "2400-12-31");
        config_free(config);
}
END_TEST

static Suite *groups_suite(void)
{
        Suite *suite = suite_create("config/groups");
        TCase *tcase = tcase_create("groups");

        tcase_add_loop_test(tcase, wrong_groups_are_said, 0, REFUSED_COUNT(wrong_groups_are_said_table));
        tcase_add_test(tcase, members_keep_their_days);
        tcase_add_test(tcase, days_that_meet_are_one_membership);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(groups_suite)
