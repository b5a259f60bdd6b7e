/* tests/unit/ctl/test_manifest.c */
#include "import/manifest.h"
#include "import/send.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct pool pool;

#define EVENT                                                                                \
        "source: s\nkind: trade\nbatch-size: 2\nevent: {id: \"{partner}-{flow}-{period}\", " \
        "period: \"{period}\", partner: \"{partner}\", value: \"{value}\", currency: \"{cur}\"}\n"
#define BY_PERIOD EVENT "release: {by: period, published: period end + 45 days}\n"

static const char *write_table(const char *text)
{
        char path[] = "/tmp/milestone-XXXXXX";
        int fd = mkstemp(path);

        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
        (void)close(fd);
        return pool_text(&pool, text_of(path));
}

/* "vintage periods rows batches of=sum,...;" for each release, or the faults without paths. */
static const char *read_tables(const char *yaml, const char *const *tables, size_t n_tables,
                               struct manifest_options options)
{
        const char *paths[4], *ret = "";
        struct faults faults = {0};
        struct mapping *mapping;
        struct manifest *manifest = NULL;
        char day[CIVIL_TEXT_MAX], sum[DECIMAL_TEXT_MAX];
        size_t n, n_periods;

        for (size_t i = 0; i < n_tables; i++)
                paths[i] = write_table(tables[i]);
        ck_assert_msg(mapping_parse(text_of(yaml), "m", &faults, &mapping) == 0, "%s", faults.texts[0]);
        if (manifest_read(mapping, paths, n_tables, &options, &faults, &manifest) != 0)
                for (size_t i = 0; i < faults.n; i++)
                        ret = pool_print(&pool, "%s%s\n", ret, strchr(faults.texts[i], ':') + 1);
        for (size_t i = 0; i < n_tables; i++)
                (void)unlink(paths[i]);
        if (manifest) {
                const struct manifest_release *releases = manifest_releases(manifest, &n);

                for (size_t i = 0; i < n; i++) {
                        const char *const *periods = manifest_periods(&releases[i], &pool, &n_periods);

                        ret = pool_print(&pool, "%s%s", ret, civil_format(releases[i].day, day));
                        for (size_t p = 0; p < n_periods; p++)
                                ret = pool_print(&pool, "%s %s", ret, periods[p]);
                        ret = pool_print(&pool, "%s %zu/%u", ret, releases[i].n_rows,
                                         release_batches(manifest, &releases[i]));
                        for (size_t t = 0; t < releases[i].n_totals; t++)
                                ret = pool_print(&pool, "%s %s%s", ret,
                                                 decimal_format(releases[i].totals[t].sum, 0, sum),
                                                 releases[i].totals[t].currency);
                        ret = pool_print(&pool, "%s;", ret);
                }
                manifest_free(manifest);
        }
        mapping_free(mapping);
        faults_done(&faults);
        return ret;
}

static struct manifest_options plain(void)
{
        return (struct manifest_options){.only_first = period_none(),
                                         .only_last = period_none(),
                                         .published = CIVIL_NONE,
                                         .only_vintage = CIVIL_NONE};
}

#define TABLE(text) (const char *const[]){"period,partner,flow,value,cur,vintage\n" text}, 1

/* rule 7: an end that names a wrong number of batches, events or periods leaves the release
 * open for ever, and wrong totals put it into quarantine. */
START_TEST(rule_7_ends_name_what_was_sent)
{
        ck_assert_str_eq(
                read_tables(BY_PERIOD,
                            TABLE("2021-12,BY,X,2,USD,\n2021-11,BY,X,1.5,USD,\n2021-11,BY,M,-0.25,USD,\n"
                                  "2021-11,UA,M,3,EUR,\n2021-12,UA,X,,,\n"),
                            plain()),
                "2022-01-14 2021-11 3/2 3 125USD 300EUR;2022-02-14 2021-12 2/1 2 200USD;");
        ck_assert_str_eq(read_tables(EVENT "release: {by: file, published: 2023-01-13}\n",
                                     TABLE("2021-12,BY,X,2,USD,\n2021-10,BY,X,2,USD,\n2021-11,BY,X,2,USD,\n"
                                           "2021-08,BY,X,2,USD,\n"),
                                     plain()),
                         "2023-01-13 2021-08 2021-10..2021-12 4/2 4 800USD;");
        /* A year beside its months is sent, and the end speaks of the months. */
        ck_assert_str_eq(read_tables(EVENT "release: {by: file, published: 2023-01-13}\n",
                                     TABLE("2020,BY,X,9,USD,\n2021,BY,X,3,USD,\n2021-11,BY,X,1,USD,\n"
                                           "2021-12,BY,X,2,USD,\n"),
                                     plain()),
                         "2023-01-13 2020 2021-11..2021-12 4/2 4 1500USD;");
}
END_TEST

/* Each vintage of a table of vintages is a release of its own, the oldest first. */
START_TEST(releases_by_column_and_by_file)
{
        const char *const two[] = {"period,partner,flow,value,cur\n2021-12,BY,X,2,USD\n",
                                   "period,cur,flow,value,partner\n2021-11,USD,X,1,BY\n"};

        ck_assert_str_eq(read_tables(EVENT "release: {by: \"{vintage}\", published: \"{vintage}\"}\n",
                                     TABLE("2021-12,BY,X,2,USD,2024-11-17\n2021-12,BY,X,1,USD,2023-01-13\n"),
                                     plain()),
                         "2023-01-13 2021-12 1/1 1 100USD;2024-11-17 2021-12 1/1 1 200USD;");
        /* The columns of the second file stand in another order. */
        ck_assert_str_eq(
                read_tables(EVENT "release: {by: file, published: period end + 45 days}\n", two, 2, plain()),
                "2022-01-14 2021-11 1/1 1 100USD;2022-02-14 2021-12 1/1 1 200USD;");
        /* Without releases all rows are one list, in the order of the files. */
        ck_assert_str_eq(read_tables(EVENT, two, 2, plain()), "- 2021-11..2021-12 2/1 2 300USD;");
}
END_TEST

/* What would make a release ambiguous is found before a batch leaves. */
START_TEST(releases_that_cannot_be)
{
        struct manifest_options options = plain();

        ck_assert_str_eq(
                read_tables(BY_PERIOD, TABLE("2021-12,BY,X,2,USD,\n\n2021-12,BY,X,3,USD,\n"), plain()),
                "4: id: \"BY-X-2021-12\" is the record of line 2 too, with other content; the mapping's id "
                "lacks "
                "a column, or it says what counts: duplicates: later-wins\n");
        ck_assert_str_eq(read_tables(EVENT "release: {by: file, published: \"{vintage}\"}\n",
                                     TABLE("2021-12,BY,X,2,USD,2022-01-01\n2021-12,BY,M,3,USD,2022-01-02\n"),
                                     plain()),
                         "3: published on 2022-01-02, but other rows of its release on 2022-01-01\n");
        ck_assert_str_eq(read_tables(EVENT "release: {by: period, published: 2022-01-01}\n",
                                     TABLE("2021-12,BY,X,2,USD,\n2021-11,BY,M,3,USD,\n"), plain()),
                         "5: \"2021-11\" and \"2021-12\" would be two releases of one day, 2022-01-01\n");
        ck_assert(strstr(read_tables(EVENT "release: {by: file}\n", TABLE("2021-12,BY,X,2,USD,\n"), plain()),
                         "nothing says when its release was published"));
        options.published = civil_from_ymd(2022, 3, 4);
        ck_assert_str_eq(read_tables(EVENT "release: {by: file}\n", TABLE("2021-12,BY,X,2,USD,\n"), options),
                         "2022-03-04 2021-12 1/1 1 200USD;");
}
END_TEST

/* A month alone can be sent again, and the same rows as another vintage. */
START_TEST(some_periods_and_shifted_vintages)
{
        struct manifest_options options = plain();

        (void)period_parse(TEXT("2021-11"), &options.only_first);
        (void)period_parse(TEXT("2021-11"), &options.only_last);
        options.vintage_shift_days = -14;
        ck_assert_str_eq(read_tables(BY_PERIOD,
                                     TABLE("2021-12,BY,X,2,USD,\n2021-11,BY,X,1,USD,\n2021-10,BY,X,1,USD,\n"),
                                     options),
                         "2021-12-31 2021-11 1/1 1 100USD;");
}
END_TEST

/* A table that was cut, or is another one, says so with its line. */
START_TEST(tables_that_are_broken)
{
        ck_assert_str_eq(read_tables(BY_PERIOD, TABLE("2021-12,BY,X,2\n2021-12,\"BY,X,2,USD,\n"), plain()),
                         "2: 4 fields, but the table has 6 columns\n"
                         "3: a quote where none may be, or one that is never closed\n");
        ck_assert_str_eq(read_tables(BY_PERIOD, (const char *const[]){""}, 1, plain()),
                         "1: no header: the file is empty\n");
        ck_assert(strstr(
                read_tables(BY_PERIOD, (const char *const[]){"period,partnr,flow,value,cur\n"}, 1, plain()),
                "the table has no column \"partner\"; did you mean \"partnr\"?"));
}
END_TEST

/* The shipped mapping reads the shipped table, to the cent: what the demonstration shows. */
START_TEST(shipped_mapping_reads_the_shipped_table)
{
        const char *source = getenv("MILESTONE_SOURCE");
        struct manifest_options options = plain();
        struct faults faults = {0};
        struct mapping *mapping;
        struct manifest *manifest;
        const struct manifest_release *releases;
        wide imports = 0, exports = 0;
        char sum[DECIMAL_TEXT_MAX];
        struct pool scratch = {0};
        const char *path;
        struct row row;
        size_t n;

        if (!source)
                return;
        path = pool_print(&pool, "%s/tests/data/ru-fts-partners/ru_trade_by_partner_monthly.csv", source);
        ck_assert_int_eq(mapping_read(pool_print(&pool, "%s/client/mappings/ru-fts-partners.yaml", source),
                                      &faults, &mapping),
                         0);
        ck_assert_int_eq(manifest_read(mapping, &path, 1, &options, &faults, &manifest), 0);
        ck_assert_uint_eq(manifest_rows(manifest), 5760);
        releases = manifest_releases(manifest, &n);
        ck_assert_uint_eq(n, 192);
        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < releases[i].n_rows; j++) {
                        pool_reset(&scratch);
                        ck_assert_int_eq(manifest_event(manifest, &releases[i].rows[j], &scratch, &row), 0);
                        if (row.event.trade.flow == MST_FLOW_IMPORT)
                                imports += row.event.trade.value.units;
                        else
                                exports += row.event.trade.value.units;
                }
        ck_assert_str_eq(decimal_format(imports, 2, sum), "2276577683800.00");
        ck_assert_str_eq(decimal_format(exports, 2, sum), "2838186627800.00");
        pool_done(&scratch);
        manifest_free(manifest);
        mapping_free(mapping);
}
END_TEST

SUITE("manifest", rule_7_ends_name_what_was_sent, releases_by_column_and_by_file, releases_that_cannot_be,
      some_periods_and_shifted_vintages, tables_that_are_broken, shipped_mapping_reads_the_shipped_table)
