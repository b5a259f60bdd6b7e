/* tests/unit/ctl/test_cumulative.c: sums since the year's beginning become months. */
#include "imported.h"

#define SUMS(more, release)                                                                 \
        "source: s\nkind: trade\nmissing: [\"-\"]\nevent:\n  id: \"{p}-{.period}\"\n"       \
        "  period: {column: until, format: YYYY-MM}\n  partner: \"{p}\"\n  currency: USD\n" \
        "  value: \"{v}\"\n  net-mass: \"{m}\"\ncumulative: {series: \"{p}\"" more "}\n" release
#define BY_VINTAGE "release: {by: \"{vintage}\", published: \"{vintage}\"}\n"
#define TOLD       "id value net-mass"

/* A month is its sum minus the one before, each year from its beginning, each series for itself. */
START_TEST(months_are_differences)
{
        ck_assert_str_eq(
                imported(SUMS("", ""), TOLD,
                         "until,p,v,m\n2021-01,BY,10,1\n2021-01,UA,5,0\n2021-02,BY,25,3\n2021-02,UA,4,0\n"
                         "2021-03,BY,25,-\n2022-01,BY,7,2\n"),
                "BY-2021-01 10.00 1\nUA-2021-01 5.00 0\nBY-2021-02 15.00 2\nUA-2021-02 -1.00 0\n"
                "BY-2021-03 0.00 -\nBY-2022-01 7.00 2\n");
        /* The order of the rows does not matter. */
        ck_assert_str_eq(imported(SUMS("", ""), TOLD, "until,p,v,m\n2021-02,BY,25,3\n2021-01,BY,10,1\n"),
                         "BY-2021-02 15.00 2\nBY-2021-01 10.00 1\n");
        /* What is no sum stays as it is. */
        ck_assert_str_eq(imported(SUMS(", fields: value", ""), TOLD,
                                  "until,p,v,m\n2021-01,BY,10,1\n2021-02,BY,25,3\n"),
                         "BY-2021-01 10.00 1\nBY-2021-02 15.00 3\n");
}
END_TEST

/* A month that is missing is an error with its name, or is counted in the next one. */
START_TEST(gaps_are_as_the_mapping_says)
{
        ck_assert_str_eq(
                imported(SUMS("", ""), TOLD, "until,p,v,m\n2021-01,BY,10,1\n2021-03,BY,25,3\n"),
                "3: value: the sum until 2021-02 of \"BY\" is missing, so 2021-03 cannot be told from the "
                "sum until then; gaps: next would count both in it\n"
                "3: net_mass: the sum until 2021-02 of \"BY\" is missing, so 2021-03 cannot be told from the "
                "sum until then; gaps: next would count both in it\n");
        ck_assert_str_eq(imported(SUMS(", gaps: next", ""), TOLD,
                                  "until,p,v,m\n2021-02,BY,10,-\n2021-04,BY,25,3\n2021-05,BY,26,4\n"),
                         "BY-2021-02 10.00 -\nBY-2021-04 15.00 3\nBY-2021-05 1.00 1\n");
        ck_assert_str_eq(imported(SUMS("", ""), TOLD, "until,p,v,m\n2021-01,BY,-,-\n2021-02,BY,-,-\n"),
                         "BY-2021-01 - -\nBY-2021-02 - -\n");
}
END_TEST

/* A later publication that revises a sum revises its month and the next one, also without a row. */
START_TEST(revised_sums_revise_their_neighbours)
{
        ck_assert_str_eq(
                imported(SUMS("", BY_VINTAGE), TOLD,
                         "until,p,v,m,vintage\n2021-01,BY,10,1,2021-03-01\n2021-02,BY,25,3,2021-04-01\n"
                         "2021-03,BY,40,6,2021-05-01\n2021-02,BY,30,3,2021-06-01\n2021-04,BY,41,7,2021-06-"
                         "01\n"),
                "BY-2021-01 10.00 1\nBY-2021-02 15.00 2\nBY-2021-03 15.00 3\n"
                "BY-2021-02 20.00 2\nBY-2021-04 1.00 1\nBY-2021-03 10.00 3\n");
        ck_assert_uint_eq(counted.followed, 1);
        /* A release that tells the month itself needs nothing added. */
        ck_assert_str_eq(
                imported(SUMS("", BY_VINTAGE), TOLD,
                         "until,p,v,m,vintage\n2021-01,BY,10,1,2021-03-01\n2021-02,BY,25,3,2021-03-01\n"
                         "2021-01,BY,12,1,2021-04-01\n2021-02,BY,25,3,2021-04-01\n"),
                "BY-2021-01 10.00 1\nBY-2021-02 15.00 2\nBY-2021-01 12.00 1\nBY-2021-02 13.00 2\n");
        ck_assert_uint_eq(counted.followed, 0);
        /* "replaces" would void what all others said of the month. */
        ck_assert_str_eq(
                imported(SUMS("", "release: {by: \"{vintage}\", published: \"{vintage}\", replaces: yes}\n"),
                         TOLD,
                         "until,p,v,m,vintage\n2021-01,BY,10,1,2021-03-01\n2021-02,BY,25,3,2021-03-01\n"
                         "2021-01,BY,12,1,2021-04-01\n"),
                "3: the release of 2021-04-01 changes 2021-02 by a revised sum, but has no row for it, and "
                "\"replaces\" would void all that was said of it\n");
        /* Of two rows of one publication the later one counts. */
        ck_assert_str_eq(imported(SUMS("", ""), TOLD,
                                  "until,p,v,m\n2021-01,BY,10,1\n2021-01,BY,11,1\n2021-02,BY,15,3\n"),
                         "BY-2021-01 11.00 1\nBY-2021-02 4.00 2\n");
        ck_assert_uint_eq(counted.superseded, 1);
}
END_TEST

/* Quarters are sums as well; a day or a year is none. */
START_TEST(periods_that_can_be_sums)
{
        const char *yaml = "source: s\nkind: trade\nevent: {id: \"{q}\", period: \"{q}\", value: \"{v}\", "
                           "currency: USD}\n"
                           "cumulative: {series: all}\n";

        ck_assert_str_eq(imported(yaml, "id value", "q,v\n2021-Q1,1\n2021-Q2,3\n2021-Q3,6\n"),
                         "2021-Q1 1.00\n2021-Q2 2.00\n2021-Q3 3.00\n");
        ck_assert_str_eq(
                imported(yaml, "id", "q,v\n2021-01-01,1\n"),
                "2: period: a month, quarter or half is expected, whose sum since the year's beginning it "
                "is\n");
        ck_assert_str_eq(imported(SUMS(", fields: partner", ""), "id", ""),
                         "11:37: \"partner\" is no quantity of this kind of event\n"
                         "11:13: the event has no quantity that could be a sum\n");
}
END_TEST

/* The end of a release tells what its months are, not its sums; and a month can be sent alone. */
START_TEST(rule_7_control_totals_are_of_the_months)
{
        static const char table[] =
                "until,p,v,m,vintage\n2021-01,BY,10,1,2021-03-01\n2021-02,BY,25,3,2021-03-01\n";
        const char *path = write_file(table, sizeof(table) - 1);
        struct manifest_options options = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE,
                                           .only_vintage = CIVIL_NONE};
        struct faults faults = {0};
        const struct manifest_release *releases;
        struct mapping *mapping;
        struct manifest *manifest;
        size_t n;

        (void)period_parse(TEXT("2021-02"), &options.only_first);
        options.only_last = options.only_first;
        ck_assert_int_eq(mapping_parse(TEXT(SUMS("", BY_VINTAGE)), "m", &faults, &mapping), 0);
        ck_assert_int_eq(manifest_read(mapping, &path, 1, &options, &faults, &manifest), 0);
        releases = manifest_releases(manifest, &n);
        ck_assert_uint_eq(n, 1);
        ck_assert_uint_eq(releases[0].n_rows, 1);
        ck_assert_uint_eq(releases[0].n_periods, 1);
        ck_assert_uint_eq(releases[0].n_totals, 3);
        ck_assert(releases[0].totals[0].sum == 1);
        ck_assert(releases[0].totals[1].sum == 1500);
        ck_assert(releases[0].totals[2].sum == 2);
        ck_assert_uint_eq(manifest_rows(manifest), 1);
        manifest_free(manifest);
        mapping_free(mapping);
        (void)unlink(path);
}
END_TEST

SUITE("cumulative", months_are_differences, gaps_are_as_the_mapping_says,
      revised_sums_revise_their_neighbours, periods_that_can_be_sums, rule_7_control_totals_are_of_the_months)
