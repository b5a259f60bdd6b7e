/* tests/unit/ctl/test_texts.c: what cells make of the texts of tables as publishers write them. */
#include "imported.h"

#define TRADE(fields) \
        "source: s\nkind: trade\nevent:\n  id: \"{a}\"\n  period: 2021\n  currency: USD\n" fields "\n"

/* Peso signs that were lost, blanks, thousands separators: the number is what stays. */
START_TEST(signs_that_are_no_part_of_a_number)
{
        const char *yaml = TRADE(
                "  value: {column: cost, replace: {\"?\": \"\", \" \": \"\"}, grouping: \",\"}");

        ck_assert_str_eq(imported(yaml, "value", "a, cost \n1,\" ?96,500,000.00 \"\n2,\" ?1 000.5\"\n"),
                         "96500000.00\n1000.50\n");
        ck_assert_str_eq(imported(yaml, "value", "a,cost\n1,?\n2,1?1??2\n"), "-\n112.00\n");
        ck_assert_str_eq(
                imported(TRADE("  value: {column: c, replace: {\",\": .}}"), "value", "a,c\n1,\"12,5\"\n"),
                "12.50\n");
        ck_assert_str_eq(imported(TRADE("  note: {column: c, replace: [{match: \"([0-9]+)-([a-z]+)\", by: "
                                        "\"{2}{1}{3}\"}]}"),
                                  "note", "a,c\n1,\"1-a, 22-bc!\"\n2,none\n"),
                         "a1, bc22!\nnone\n");
        /* A text that is long is looked through like a short one. */
        ck_assert_str_eq(imported(TRADE("  note: {column: c, capture: \"x(y+)$\"}"), "note",
                                  pool_print(&pool, "a,c\n1,%0600dxyy\n", 0)),
                         "yy\n");
        /* The beginning of a text is there once. */
        ck_assert_str_eq(imported(TRADE("  note: {column: c, replace: [{match: \"^0\", by: \"\"}]}"), "note",
                                  "a,c\n1,007\n"),
                         "07\n");
        ck_assert_str_eq(imported(TRADE("  note: {column: c, replace: {\"\": x}}"), "note", "a,c\n"),
                         "7:35: an empty text cannot be replaced\n");
        ck_assert_str_eq(imported(TRADE("  note: {column: c, replace: [{match: \"x*\", by: y}]}"), "note",
                                  "a,c\n1,ab\n"),
                         "ab\n");
}
END_TEST

/* Names of projects and facilities have small letters, whatever the table writes. */
START_TEST(letters_small_and_large)
{
        ck_assert_str_eq(
                imported(TRADE("  note: {column: c, letters: lower}"), "note", "a,c\n1,ITP-00085Z\n2,@[`{\n"),
                "itp-00085z\n@[`{\n");
        ck_assert_str_eq(
                imported(TRADE("  note: {column: c, letters: upper}"), "note", "a,c\n1,itp-\u00e4Z\n"),
                "ITP-\u00e4Z\n");
        ck_assert_str_eq(imported(TRADE("  note: {column: c, letters: small}"), "note", "a,c\n"),
                         "7:30: lower or upper is expected here\n");
}
END_TEST

/* One office, three styles of labels: each must come to the same word, and a fourth be told. */
START_TEST(labels_in_several_styles)
{
        const char *yaml = TRADE(
                "  flow: {column: f, capture: {match: \"^([0-9]-)?([A-Z]+)$\", as: \"{2}\"}, "
                "lookup: {EXPORT: export, IMPORT: import}}");

        ck_assert_str_eq(imported(yaml, "flow", "a,f\n1,EXPORT\n2,2-EXPORT\n3,1-IMPORT\n"),
                         "export\nexport\nimport\n");
        ck_assert_str_eq(imported(yaml, "flow", "a,f\n1,Ausfuhr\n2,3-OTHER\n"),
                         "2: flow (column \"f\"): \"Ausfuhr\" does not fit the pattern\n"
                         "3: flow (column \"f\"): \"OTHER\" is not in the look-up\n");
        /* Of groups the first is meant, without groups all that fits. */
        ck_assert_str_eq(
                imported(TRADE("  note: {column: f, capture: \"-([a-z]+) *\"}"), "note", "a,f\n1,x-ab \n"),
                "ab\n");
        ck_assert_str_eq(imported(TRADE("  note: {column: f, capture: \"[0-9]+\", otherwise: none}"), "note",
                                  "a,f\n1,ab12cd3\n2,x\n"),
                         "12\nnone\n");
        ck_assert_str_eq(imported(TRADE("  note: {column: f, capture: {as: x}}"), "note", "a,f\n"),
                         "7:30: \"match\" is missing: a regular expression\n");
}
END_TEST

/* Names, three letters and numbers are one country; what is no country is told. */
START_TEST(countries_by_name_and_number)
{
        const char *names = TRADE(
                "  partner: {column: p, lookup: [{American Saoma: AS, Other: \"\"}, iso-3166-name]}");
        const char *numbers = TRADE("  partner: {column: p, lookup: [{842: US, 0: \"\"}, iso-3166-numeric]}");

        ck_assert_str_eq(imported(names, "partner",
                                  "a,p\n1,Russian Federation\n2,American Saoma\n3,Other\n4,belarus\n"),
                         "RU\nAS\n-\nBY\n");
        ck_assert_str_eq(imported(names, "partner", "a,p\n1,Ruritania\n"),
                         "2: partner (column \"p\"): \"Ruritania\" is not in the look-up\n");
        ck_assert_str_eq(imported(numbers, "partner", "a,p\n1,842\n2,8\n3,643\n4,0\n"), "US\nAL\nRU\n-\n");
        ck_assert_str_eq(imported(TRADE("  partner: {column: p, lookup: iso-3166-alpha-3}"), "partner",
                                  "a,p\n1,CHN\n"),
                         "CN\n");
        ck_assert_str_eq(
                imported(TRADE("  note: {column: p, lookup: iso-4217-numeric}"), "note", "a,p\n1,980\n"),
                "UAH\n");
        ck_assert(strstr(imported(TRADE("  note: {column: p, lookup: iso-3166}"), "note", "a,p\n"),
                         "a table of words is expected here"));
}
END_TEST

/* A list that is too long for a mapping lies beside it, as a table of its own. */
START_TEST(lookups_in_files)
{
        static const char table[] = "CTY_CODE,name,iso\n4621,Russia,RU\n1010 ,Greenland,GL\n";
        const char *path = write_file(table, sizeof(table) - 1);

        ck_assert_str_eq(
                imported(pool_print(&pool, TRADE("  partner: {column: p, lookup: \"%s.csv\"}"), path), "id",
                         "a,p\n"),
                pool_print(&pool, "7:32: the look-up's file: %s.csv: No such file or directory\n", path));
        ck_assert_int_eq(rename(path, pool_print(&pool, "%s.csv", path)), 0);
        path = pool_print(&pool, "%s.csv", path);
        ck_assert_str_eq(
                imported(pool_print(&pool, TRADE("  partner: {column: p, lookup: \"%s#iso\"}"), path),
                         "partner", "a,p\n1,4621\n2,1010\n"),
                "RU\nGL\n");
        ck_assert_str_eq(
                imported(pool_print(&pool, TRADE("  partner: {column: p, lookup: \"%s#name#iso\"}"), path),
                         "partner", "a,p\n1,Greenland\n"),
                "GL\n");
        ck_assert_str_eq(imported(pool_print(&pool, TRADE("  note: {column: p, lookup: \"%s\"}"), path),
                                  "note", "a,p\n1,4621\n"),
                         "Russia\n");
        ck_assert_str_eq(
                imported(pool_print(&pool, TRADE("  note: {column: p, lookup: \"%s#is\"}"), path), "note",
                         "a,p\n"),
                pool_print(&pool,
                           "7:29: %s has no columns \"\" and \"is\" (empty: the first and the second)\n",
                           path));
        (void)unlink(path);
        path = write_file("w,v\nx,1\nx,1\ny,2\nx,3\n", 20);
        ck_assert_int_eq(rename(path, pool_print(&pool, "%s.csv", path)), 0);
        path = pool_print(&pool, "%s.csv", path);
        ck_assert_str_eq(imported(pool_print(&pool, TRADE("  note: {column: p, lookup: \"%s\"}"), path),
                                  "note", "a,p\n"),
                         pool_print(&pool, "7:29: %s: \"x\" is there twice, for different things\n", path));
        (void)unlink(path);
}
END_TEST

#define MASS(more) TRADE("  net-mass: {column: m, " more "}")

/* Grams are exact, whatever ton a table counts; and a mass where none belongs is a mistake. */
START_TEST(masses_in_grams)
{
        ck_assert_str_eq(imported(MASS("unit: kg"), "net-mass", "a,m\n1,1.5\n"), "1500\n");
        ck_assert_str_eq(imported(MASS("unit: t"), "net-mass", "a,m\n1,0.000001\n"), "1\n");
        ck_assert_str_eq(imported(MASS("unit: lb"), "net-mass", "a,m\n1,100000\n"), "45359237\n");
        ck_assert_str_eq(imported(MASS("unit: short-ton"), "net-mass", "a,m\n1,50\n"), "45359237\n");
        ck_assert_str_eq(imported(MASS("unit: long-ton"), "net-mass", "a,m\n1,10000\n"), "10160469088\n");
        ck_assert_str_eq(imported(MASS("unit: t, times: 1000"), "net-mass", "a,m\n1,2\n"), "2000000000\n");
        ck_assert_str_eq(imported(MASS("unit: short-ton"), "net-mass", "a,m\n7,1\n"),
                         "2: net_mass (column \"m\"): \"1\" has more digits than the unit's 0 decimals\n");
        ck_assert_str_eq(
                imported(MASS("unit: short-ton, round: half-even"), "net-mass", "a,m\n1,1\n2,50\n3,3\n"),
                "907185\n45359237\n2721554\n");
        ck_assert_uint_eq(counted.cells.rounded, 2);
        ck_assert_str_eq(imported(TRADE("  value: {column: m, unit: kg}"), "value", "a,m\n"),
                         "7:10: \"value\" counts no grams: a unit of mass is none of its\n");
        ck_assert_str_eq(imported(TRADE("  value: {column: m, unit: dozen}"), "value", "a,m\n"),
                         "7:28: \"dozen\" is no unit; one of g, kg, t, kt, lb, short-ton, long-ton, percent, "
                         "thousand, "
                         "million, billion is expected\n");
}
END_TEST

#define PROJECT(fields) \
        "source: s\nkind: project\nevent:\n  id: \"{a}\"\n  project: \"{a}\"\n  currency: PHP\n" fields "\n"
#define RATE(fields)                                                                                    \
        "source: s\nkind: rate\nevent: {id: \"{a}\", period: 2021-01-04, base: RUB, quote: UAH, rate: " \
        "{column: r" fields "}}\n"

/* "for 100 rubles" is a hundredth for one, exactly; and hundred per cent is one. */
START_TEST(shares_and_rates)
{
        ck_assert_str_eq(imported(RATE(", per: 100"), "rate", "a,r\n1,29.3155\n2,1.26e-2\n"),
                         "0.293155\n0.000126\n");
        ck_assert_str_eq(imported(RATE(", per: 3, times: 3"), "rate", "a,r\n1,2.5\n"), "2.5\n");
        ck_assert_str_eq(imported(PROJECT("  period: 2021\n  progress: {column: p, unit: percent}"),
                                  "progress", "a,p\n1,100.0\n2,87.72\n"),
                         "1.000000\n0.877200\n");
        ck_assert_str_eq(
                imported(PROJECT("  period: 2021\n  progress: \"{p}\""), "progress", "a,p\n1,87.72%\n"),
                "0.877200\n");
        ck_assert_str_eq(imported(PROJECT("  period: 2021\n  budget: {column: p, unit: million}"), "budget",
                                  "a,p\n1,1.26e-4\n"),
                         "126.00\n");
}
END_TEST

#define DAYS(fields) PROJECT("  period: {" fields "}")

/* Each way to write a period that the real tables know. */
START_TEST(periods_as_they_are_written)
{
        ck_assert_str_eq(imported(DAYS("column: d, format: [M/D/YYYY]"), "period", "a,d\n1,5/17/2023\n"),
                         "2023-05-17\n");
        ck_assert_str_eq(imported(DAYS("column: d, format: \"MM/'01'/YYYY *\""), "period",
                                  "a,d\n1,01/01/1967 12:00:00 AM\n"),
                         "1967-01\n");
        ck_assert_str_eq(
                imported(DAYS("column: d, format: [\"YYYY52-*\", \"YYYYMM-*\", Mon YYYY, \"'Jan.-Dec. "
                              "'YYYY\"]"),
                         "period",
                         "a,d\n1,Jan. 2019\n2,May 2020\n3,201901-Jan. 2019\n4,202352-Jan.-Dec. 2023\n"
                         "5,Jan.-Dec. 2018\n"),
                "2019-01\n2020-05\n2019-01\n2023\n2018\n");
        ck_assert_str_eq(
                imported(DAYS("text: \"{y}-{m}\", format: YYYY-M"), "period", "a,y,m\n1,2020,1\n2,2020,12\n"),
                "2020-01\n2020-12\n");
        ck_assert_str_eq(
                imported(DAYS("text: \"{m} {y}\", format: Month YYYY"), "period", "a,y,m\n1,2020,January\n"),
                "2020-01\n");
}
END_TEST

SUITE("texts", signs_that_are_no_part_of_a_number, letters_small_and_large, labels_in_several_styles,
      countries_by_name_and_number, lookups_in_files, masses_in_grams, shares_and_rates,
      periods_as_they_are_written)
