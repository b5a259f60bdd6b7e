/* tests/unit/ctl/test_wide.c: rows that make many events, and rows that depend on their words. */
#include "imported.h"

/* Two lines of the U.S. Census Bureau's table by country, in full width of two months. */
#define CENSUS                                                                      \
        "source: us\nkind: trade\n"                                                 \
        "wide: {match: \"^([IE])(JAN|FEB)$\"}\n"                                    \
        "missing: [N/A]\n"                                                          \
        "event:\n"                                                                  \
        "  id: \"{CTY_CODE}-{wide.1}-{.period}\"\n"                                 \
        "  period: {text: \"{wide.2} {year}\", format: Mon YYYY}\n"                 \
        "  flow: {text: \"{wide.1}\", lookup: {I: import, E: export}}\n"            \
        "  value: {text: \"{wide.value}\", times: 1_000_000, when-missing: skip}\n" \
        "  currency: USD\n"

/* A month's column that were read as another month would shift a year of trade. */
START_TEST(each_column_makes_an_event)
{
        ck_assert_str_eq(imported(CENSUS, "id period flow value",
                                  "year,CTY_CODE,IJAN,IFEB,IYR,EJAN,EFEB,EYR\n"
                                  "2021,1010,0.5,N/A,0.5,0.2,0.3,0.5\n2022,4621,1,,1,0,2,2\n"),
                         "1010-I-2021-01 2021-01 import 500000.00\n1010-E-2021-01 2021-01 export 200000.00\n"
                         "1010-E-2021-02 2021-02 export 300000.00\n4621-I-2022-01 2022-01 import 1000000.00\n"
                         "4621-E-2022-01 2022-01 export 0.00\n4621-E-2022-02 2022-02 export 2000000.00\n");
        ck_assert_uint_eq(counted.rows, 2);
        ck_assert_uint_eq(counted.missing_skip, 2);
        ck_assert_uint_eq(counted.left_out, 2);
}
END_TEST

#define PORT(wide, more)                                        \
        "source: port\nkind: freight\nwide: " wide "\nevent:\n" \
        "  id: \"{wide.name}\"\n  period: \"{ds}\"\n  stage: loaded\n" more

/* Containers and their TEU are one fact, in two columns. */
START_TEST(columns_that_belong_together)
{
        ck_assert_str_eq(
                imported(PORT("{match: \"^TEU_(Import|Export)$\", beside: {boxes: \"Box_{1}\"}}",
                              "  flow: {text: \"{wide.1}\", lookup: {Import: import, Export: export}}\n"
                              "  teu: \"{wide.value}\"\n  containers: \"{wide.boxes}\"\n"),
                         "id flow teu containers",
                         "ds,TEU_Import,TEU_Export,Box_Import,Box_Export\n2008-01,17,9.5,10,5\n"),
                "TEU_Import import 17.000 10\nTEU_Export export 9.500 5\n");
        ck_assert_str_eq(imported(PORT("{match: \"^TEU_(.*)$\", beside: {boxes: \"Box_{1}\"}}", ""), "id",
                                  "ds,TEU_Import,Box_Export\n2008-01,17,5\n"),
                         "3:7: the table has no column \"Box_Import\" to lie beside \"TEU_Import\"\n"
                         " is not a table for this mapping\n");
}
END_TEST

/* A list names columns that must be there; a pattern must find some. */
START_TEST(columns_that_are_not_there)
{
        ck_assert_str_eq(imported(PORT("[teu, boxs]", ""), "id", "ds,teu,boxes\n2008-01,17,5\n"),
                         "3:7: the table has no column \"boxs\"; did you mean \"boxes\"?\n"
                         " is not a table for this mapping\n");
        ck_assert_str_eq(imported(PORT("{match: \"^T\"}", ""), "id", "ds,teu\n2008-01,17\n"),
                         "3:7: no column of the table fits the pattern\n is not a table for this mapping\n");
        ck_assert_str_eq(imported(PORT("{match: \"(\"}", ""), "id", "ds\n"),
                         "3:15: \"(\" is no regular expression: Unmatched ( or \\(\n");
        ck_assert_str_eq(imported(PORT("{match: a, columns: [b]}", ""), "id", "ds\n"),
                         "3:7: one of \"columns\" and \"match\" is expected here\n");
        ck_assert_str_eq(imported("source: s\nkind: rate\nevent: {id: \"{wide.name}\", period: \"{a}\"}\n",
                                  "id", "a\n2021\n"),
                         "3:13: {wide.name}, but there is no \"wide\"\n is not a table for this mapping\n");
}
END_TEST

#define FIGURE(missing)                                                                                      \
        "source: s\nkind: trade\nmissing: [\"-\"]\nevent:\n  id: \"{a}\"\n  period: 2021\n  currency: USD\n" \
        "  value: {column: v, when-missing: " missing "}\n"

/* Number, zero and unknown are three things; which one a sign means only the mapping can say. */
START_TEST(rule_13_missing_is_what_the_mapping_says)
{
        ck_assert_str_eq(imported(FIGURE("unknown"), "id value", "a,v\n1,-\n2,0\n3,\n"),
                         "1 -\n2 0.00\n3 -\n");
        ck_assert_uint_eq(counted.cells.unknown, 2);
        ck_assert_str_eq(imported(FIGURE("zero"), "id value", "a,v\n1,-\n2,0\n3,\n"),
                         "1 0.00\n2 0.00\n3 0.00\n");
        ck_assert_uint_eq(counted.cells.zero, 2);
        ck_assert_str_eq(imported(FIGURE("skip"), "id value", "a,v\n1,-\n2,0\n3,\n"), "2 0.00\n");
        ck_assert_uint_eq(counted.missing_skip, 2);
        ck_assert_str_eq(
                imported(FIGURE("error"), "id value", "a,v\n1,-\n2,0\n"),
                "2: value (column \"v\"): nothing is there, and the mapping says that this is an error\n");
        ck_assert_str_eq(imported(FIGURE("nought"), "id value", "a,v\n"),
                         "8:36: unknown, skip, zero or error is expected here\n");
}
END_TEST

#define CASES                                                           \
        "source: s\nkind: trade\nevent:\n  id: \"{partner}-{month}\"\n" \
        "  period:\n"                                                   \
        "    - {when: {month: Year}, column: year}\n"                   \
        "    - {text: \"{year}-{month}\", format: YYYY-M}\n"            \
        "  partner:\n"                                                  \
        "    - {when: {partner: {starts: [World, EU]}}, text: \"\"}\n"  \
        "    - \"{partner}\"\n"                                         \
        "  levels.partner:\n"                                           \
        "    - {when: {partner: World}, text: total}\n"                 \
        "    - {when: {partner: {match: \"^EU[0-9]*$\"}}, text: group}\n"

/* Totals that a table tells beside their parts are control totals, and say so by their levels. */
START_TEST(rule_10_levels_follow_from_the_row)
{
        ck_assert_str_eq(imported(CASES, "id period partner levels.partner",
                                  "partner,month,year\nBY,1,2021\nWorld,12,2021\nEU27,Year,2021\n"),
                         "BY-1 2021-01 BY -\nWorld-12 2021-12 - total\nEU27-Year 2021 - group\n");
        ck_assert_str_eq(imported("source: s\nkind: trade\nevent: {id: \"{a}\", period: [\"{a}\", \"2\"]}\n",
                                  "id", "a\n"),
                         "3:36: the case before it has no \"when\", so this one never counts\n");
        ck_assert_str_eq(
                imported("source: s\nkind: trade\nevent: {id: \"{a}\", period: [{when: {b: 1}, text: 2}]}\n",
                         "id", "a\n"),
                "3:37: the table has no column \"b\"\n is not a table for this mapping\n");
}
END_TEST

#define RULES(rules) "source: s\nkind: trade\nmissing: [NA]\n" rules "\nevent: {id: \"{a}\", period: 2021}\n"
#define LETTERS      "a,b\n1,x\n2,\n3,NA\n4,xy\n5,z\n16,y\n"

/* Each way to say which rows count; what a row lacks must not let it slip through. */
START_TEST(rows_that_count)
{
        ck_assert_str_eq(imported(RULES("only: {b: {starts: x}}"), "id", LETTERS), "1\n4\n");
        ck_assert_str_eq(imported(RULES("only: {b: {match: \"^.$\"}}"), "id", LETTERS), "1\n5\n16\n");
        ck_assert_str_eq(imported(RULES("skip: {b: {empty: yes}}"), "id", LETTERS), "1\n4\n5\n16\n");
        ck_assert_str_eq(imported(RULES("only: {b: {empty: yes}}"), "id", LETTERS), "2\n3\n");
        ck_assert_str_eq(imported(RULES("skip: {b: {not: [x, xy]}}"), "id", LETTERS), "1\n4\n");
        ck_assert_str_eq(imported(RULES("only: {a: {from: 4, to: 16}}"), "id", LETTERS), "4\n5\n16\n");
        ck_assert_str_eq(imported(RULES("only: {b: {from: xy}}"), "id", LETTERS), "4\n5\n16\n");
        ck_assert_str_eq(imported(RULES("only: {\"{a}{b}\": [4xy]}"), "id", LETTERS), "4\n");
        /* Of a named rule all conditions have to hold. */
        ck_assert_str_eq(imported(RULES("skip: [{name: odd, when: {a: [1, 2], b: x}}, {when: {a: 3}}]"), "id",
                                  LETTERS),
                         "2\n4\n5\n16\n");
        ck_assert_str_eq(imported(RULES("only: [{name: odd}]"), "id", LETTERS),
                         "4:8: \"when\" is missing: the rule's conditions\n");
        ck_assert_str_eq(imported(RULES("only: {b: {strats: x}}"), "id", LETTERS),
                         "4:12: \"strats\" is no key here; did you mean \"starts\"?\n");
}
END_TEST

/* Who reads a report wants to know which rule left out how many. */
START_TEST(rules_are_counted_by_name)
{
        const char *path = write_file(LETTERS, strlen(LETTERS));
        struct manifest_options options = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE,
                                           .only_vintage = CIVIL_NONE};
        struct faults faults = {0};
        struct mapping *mapping;
        struct manifest *manifest;

        ck_assert_int_eq(
                mapping_parse(TEXT(RULES("skip: [{name: few, when: {a: [1, 2]}}, {when: {a: [2, 3]}}]")), "m",
                              &faults, &mapping),
                0);
        ck_assert_int_eq(manifest_read(mapping, &path, 1, &options, &faults, &manifest), 0);
        ck_assert_str_eq(mapping->rules[0].name, "few");
        ck_assert_str_eq(mapping->rules[1].name, "skip in line 4");
        ck_assert_uint_eq(manifest_left_out_by(manifest, 0), 2);
        ck_assert_uint_eq(manifest_left_out_by(manifest, 1), 1);
        ck_assert_uint_eq(manifest_counts(manifest)->left_out, 3);
        manifest_free(manifest);
        mapping_free(mapping);
        (void)unlink(path);
}
END_TEST

SUITE("wide", each_column_makes_an_event, columns_that_belong_together, columns_that_are_not_there,
      rule_13_missing_is_what_the_mapping_says, rule_10_levels_follow_from_the_row, rows_that_count,
      rules_are_counted_by_name)
