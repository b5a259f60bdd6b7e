/* tests/unit/ctl/test_mapping.c */
#include "import/mapping.h"
#include "import/node.h"
#include "import/row.h"
#include "suite.h"
#include <stdio.h>
#include <string.h>

static struct pool pool;

#define HEAD  "source: fts-ru\nkind: trade\n"
#define EVENT "event:\n  id: \"{id}\"\n  period: \"{period}\"\n"

/* The faults of a mapping, each with a line end. */
static const char *faults_of(const char *yaml)
{
        struct faults faults = {0};
        struct mapping *mapping = NULL;
        const char *ret = "";

        if (mapping_parse(text_of(yaml), "m", &faults, &mapping) == 0)
                mapping_free(mapping);
        for (size_t i = 0; i < faults.n; i++)
                ret = pool_print(&pool, "%s%s\n", ret, faults.texts[i]);
        faults_done(&faults);
        return ret;
}

/* The author of a mapping learns all that is wrong at once, and where. */
START_TEST(all_errors_with_their_place)
{
        ck_assert_str_eq(faults_of(HEAD EVENT), "");
        ck_assert_str_eq(faults_of("source: FTS\nkind: trad\nevnt: {}\n"),
                         "m:3:1: \"evnt\" is no key here; did you mean \"event\"?\n"
                         "m:1:9: a name of a-z, 0-9 and - is expected here\n"
                         "m:2:7: trade, freight, project, rate or withdrawal is expected here\n"
                         "m:1:1: \"event\" is missing: the fields of an event\n");
        ck_assert_str_eq(faults_of(HEAD "event:\n  id: \"{id\"\n  period: {colunm: p}\n  partnr: BY\n"),
                         "m:4:7: a { without its }; the sign itself is {{\n"
                         "m:5:12: \"colunm\" is no key here; did you mean \"column\"?\n"
                         "m:5:11: neither \"column\" nor \"text\" says where it comes from\n"
                         "m:6:3: \"partnr\" is no field of a trade event; did you mean \"partner\"?\n");
        ck_assert_str_eq(
                faults_of(HEAD EVENT
                          "  value: {column: v, times: 0, decimal: \",,\", round: maybe, otherwise: x}\n"),
                "m:6:29: a factor above zero is expected here: 1_000_000, 0.907185 or 1/3\n"
                "m:6:41: one sign of ASCII, \"tab\" or \"blank\" is expected here\n"
                "m:6:54: yes or no is expected here\n"
                "m:6:10: \"otherwise\" without a \"lookup\" or \"capture\"\n");
        ck_assert_str_eq(faults_of(HEAD "event: {id: \"{a}\", period: {column: p, format: MM-DD}}\n"),
                         "m:3:48: \"MM-DD\" is no form of periods: no year (YYYY or YY) in it\n");
        ck_assert_str_eq(
                faults_of(HEAD EVENT "release: {published: yesterday}\nbatch-size: 10001\n"),
                "m:6:10: \"by\" is missing: file, period, published, or a text with a column\n"
                "m:6:22: \"period end + N days\", \"period end + N months\", a date, or a text with a "
                "column is expected here\n"
                "m:7:13: \"10001\" is no number from 1 to 10000\n");
        ck_assert_str_eq(faults_of(HEAD "event: {period: \"{p}\"}\n"),
                         "m:3:8: the field \"id\" is missing\n");
        ck_assert_str_eq(faults_of(HEAD EVENT "numbers: explicit\n"),
                         "m:6:10: \"explicit\" wants a field \"revision\" and no \"release\"\n");
}
END_TEST

/* YAML that could harm, or mean two things, is refused where it stands. */
START_TEST(yaml_is_plain)
{
        ck_assert_str_eq(faults_of(""), "m:1: the file is empty\n");
        ck_assert_str_eq(faults_of("a: &x 1\nb: *x\n"), "m:1:4: an anchor; write it out\n");
        ck_assert_str_eq(faults_of("a: *x\n"), "m:1:4: an alias; write it out\n");
        ck_assert_str_eq(faults_of("a: !!int 1\n"), "m:1:4: a tag; all words are texts here\n");
        ck_assert_str_eq(faults_of("net-mass: 1\nnet_mass: 2\n"),
                         "m:2:1: \"net_mass\" is here twice, first in line 1\n");
        ck_assert_str_eq(faults_of("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"), "m:1:17: nested too deeply\n");
        ck_assert_str_eq(faults_of("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"),
                         "m:1:1: a mapping is expected: source, kind, event ...\n");
        ck_assert(strstr(faults_of("a: [1, 2\nb: 3\n"), "m:2:") != NULL);
        ck_assert_str_eq(faults_of("a: 1\n---\nb: 2\n"), "m:3:1: a second document; one is expected\n");
}
END_TEST

/* NO is Norway, 01 a chapter: all words are texts. */
START_TEST(words_are_texts)
{
        struct faults faults = {0};
        struct mapping *mapping;
        struct text value;

        ck_assert_int_eq(
                mapping_parse(TEXT(HEAD EVENT "  partner: {column: c, lookup: {NO: \"NO\", 01: yes}}\n"), "m",
                              &faults, &mapping),
                0);
        for (size_t i = 0; i < mapping->n_cells; i++)
                if (strcmp(mapping->cells[i].field->path, "trade.partner") == 0) {
                        ck_assert(lookup_find(mapping->cells[i].lookups, TEXT("01"), &value));
                        ck_assert(text_equal(value, TEXT("yes")));
                        ck_assert(lookup_find(mapping->cells[i].lookups, TEXT("NO"), &value));
                        ck_assert(!lookup_find(mapping->cells[i].lookups, TEXT("no"), &value));
                }
        mapping_free(mapping);
        faults_done(&faults);
}
END_TEST

/* ---- rows ---- */

static const struct text header[] = {TEXT_INIT("id"),    TEXT_INIT("period"), TEXT_INIT("flow"),
                                     TEXT_INIT("value"), TEXT_INIT("cur"),    TEXT_INIT("vintage")};

/* One row by one mapping: "id period flow units currency", or what is wrong. */
static const char *mapped(const char *yaml, const char *a, const char *b, const char *c, const char *d,
                          const char *e)
{
        const struct text texts[] = {text_of(a), text_of(b), text_of(c),
                                     text_of(d), text_of(e), TEXT("2022-01-14")};
        const struct csv_row from = {.line = 7, .fields = texts, .n_fields = 6};
        const struct file file = {.path = "t.csv", .name = "t"};
        struct faults faults = {0};
        struct mapping *mapping;
        struct row row;
        const char *ret;
        char day[CIVIL_TEXT_MAX];
        int r;

        ck_assert_msg(mapping_parse(text_of(yaml), "m", &faults, &mapping) == 0, "%s", faults.texts[0]);
        ck_assert_int_eq(mapping_bind(mapping, header, 6, &faults), 0);
        r = row_read(mapping, &file, &from, 0, &pool, &row);
        if (r == ROW_LEFT_OUT)
                ret = "left out";
        else if (r == ROW_FAULT)
                ret = pool_print(&pool, "%s: %s", row.field, row.why);
        else
                ret = pool_print(&pool, "%s %s %s %s%s %s", row.event.id, row.event.period,
                                 mst_enum_name(MST_ENUM_FLOW, (int)row.event.trade.flow),
                                 row.event.trade.value.known
                                         ? pool_print(&pool, "%lld", (long long)row.event.trade.value.units)
                                         : "unknown",
                                 event_currency(&row.event), civil_format(row.published, day));
        mapping_free(mapping);
        faults_done(&faults);
        return ret;
}

#define FIELDS                                                              \
        "missing: [\"-\", N/A]\nevent:\n  id: \"{id}-{.flow}-{.period}\"\n" \
        "  period: {column: period, format: [YYYY-MM, Mon YYYY]}\n"         \
        "  flow: {column: flow, lookup: {X: export, M: import}}\n"          \
        "  value: {column: value, times: 1_000_000}\n  currency: \"{cur}\"\n"

/* What a table says must arrive as it was meant: look-ups, forms, factors, missing words. */
START_TEST(a_row_becomes_an_event)
{
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "X", "137.51086", "USD"),
                         "a-export-2021-11 2021-11 export 13751086000USD -");
        ck_assert_str_eq(mapped(HEAD FIELDS, " a ", "Nov. 2021", "M", " 1 ", "USD"),
                         "a-import-2021-11 2021-11 import 100000000USD -");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "X", "-", "USD"),
                         "a-export-2021-11 2021-11 export unknownUSD -");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "X", "", ""),
                         "a-export-2021-11 2021-11 export unknown -");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "X", "0", "USD"),
                         "a-export-2021-11 2021-11 export 0USD -");
}
END_TEST

/* What cannot be meant is told by its column; nothing is guessed. */
START_TEST(a_row_that_cannot_be_read)
{
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "Z", "1", "USD"),
                         "flow: \"Z\" is not in the look-up");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021.11", "X", "1", "USD"),
                         "period: \"2021.11\" is not of the form YYYY-MM or another one");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-13", "X", "1", "USD"),
                         "period: the calendar has no \"2021-13\"");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "", "X", "1", "USD"), "period: empty");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "X", "n.a.", "USD"),
                         "value: \"n.a.\" is not a number");
        ck_assert_str_eq(mapped(HEAD FIELDS, "a", "2021-11", "X", "1", ""),
                         "value: an amount of money without a currency");
        ck_assert_str_eq(mapped(HEAD EVENT, "", "2021-11", "X", "1", ""), "id: empty");
}
END_TEST

/* Totals that lie beside their parts must be left out, or they would be counted twice. */
START_TEST(rules_leave_rows_out)
{
        ck_assert_str_eq(mapped(HEAD FIELDS "only: {flow: [X, M]}\n", "a", "2021-11", "T", "1", "USD"),
                         "left out");
        ck_assert_str_eq(mapped(HEAD FIELDS "only: {flow: [X, M]}\n", "a", "2021-11", "X", "1", "USD"),
                         "a-export-2021-11 2021-11 export 100000000USD -");
        ck_assert_str_eq(mapped(HEAD FIELDS "skip: {cur: EUR}\n", "a", "2021-11", "X", "1", "EUR"),
                         "left out");
        ck_assert_str_eq(mapped(HEAD FIELDS "skip: {cur: EUR}\n", "a", "2021-11", "X", "1", "USD"),
                         "a-export-2021-11 2021-11 export 100000000USD -");
}
END_TEST

/* A table of vintages says itself when each figure was published. */
START_TEST(publication_from_a_column)
{
        ck_assert_str_eq(mapped(HEAD FIELDS "release: {by: \"{vintage}\", published: \"{vintage}\"}\n", "a",
                                "2021-11", "X", "1", "USD"),
                         "a-export-2021-11 2021-11 export 100000000USD 2022-01-14");
        ck_assert_str_eq(mapped(HEAD FIELDS
                                "release: {by: file, published: {column: cur, format: YYYY-MM-DD}}\n",
                                "a", "2021-11", "X", "1", "USD"),
                         "release: \"USD\" is not of the form YYYY-MM-DD");
}
END_TEST

/* The order in which a mapping names its fields must not matter. */
START_TEST(currency_may_come_behind_the_amount)
{
        ck_assert_str_eq(mapped(HEAD
                                "event: {id: \"{.currency}{id}\", period: \"{period}\", value: \"{value}\", "
                                "currency: \"{cur}\"}\n",
                                "a", "2021-11", "X", "1.5", "USD"),
                         "USDa 2021-11  150USD -");
}
END_TEST

SUITE("mapping", all_errors_with_their_place, yaml_is_plain, words_are_texts, a_row_becomes_an_event,
      a_row_that_cannot_be_read, rules_leave_rows_out, publication_from_a_column,
      currency_may_come_behind_the_amount)
