/* tests/unit/ctl/test_table.c: tables that are not quite as RFC 4180 has them, and JSON. */
#include "imported.h"

#define TABLE(table) "source: s\nkind: trade\n" table "\nevent: {id: \"{a}\", period: 2021, note: \"{b}\"}\n"

/* Where a row has a field more than the header, which one is meant only the mapping can say. */
START_TEST(rows_longer_and_shorter_than_the_header)
{
        ck_assert_str_eq(
                imported(TABLE("table: {extra-columns: ignore}"), "id note", "a,b\n1,x,\n2,y,z,\n3,w\n"),
                "1 x\n2 y\n3 w\n");
        ck_assert_str_eq(imported(TABLE("table: {extra-columns: shift}"), "id note", "a,b\n0,1,x\n1,2,y\n"),
                         "1 x\n2 y\n");
        ck_assert_str_eq(imported(TABLE("table: {short-rows: fill}"), "id note", "a,b\n1\n2,y\n"),
                         "1 -\n2 y\n");
        ck_assert_str_eq(
                imported(TABLE(""), "id", "a,b\n1\n2,y,z\n"),
                "2: 1 fields, but the table has 2 columns\n3: 3 fields, but the table has 2 columns\n");
        ck_assert_str_eq(imported(TABLE("table: {extra-columns: ignore}"), "id", "a,b\n1\n"),
                         "2: 1 fields, but the table has 2 columns\n");
        ck_assert_str_eq(imported(TABLE("table: {extra-columns: drop}"), "id", "a,b\n1\n"),
                         "3:24: \"drop\" is none of error, ignore, shift\n");
}
END_TEST

/* Latin-1, as the UN writes it; quotes around everything, CRLF, and no header. */
START_TEST(encodings_separators_and_no_header)
{
        ck_assert_str_eq(
                imported(TABLE("table: {encoding: ISO-8859-1}"), "note", "a,b\r\n1,\"T\xfcrkiye\"\r\n"),
                "T\xc3\xbcrkiye\n");
        ck_assert_str_eq(imported(TABLE(""), "note", "\xef\xbb\xbf\"a\",b\n1,\"x\"\n"), "x\n");
        ck_assert_str_eq(
                imported(TABLE("table: {separator: tab, columns: [a, b]}"), "id note", "1\tx\n2\ty\n"),
                "1 x\n2 y\n");
        ck_assert_str_eq(imported(TABLE("table: {skip-lines: 2}"), "id note", "Title\n\na,b\n1,x\n"),
                         "1 x\n");
        ck_assert(strstr(imported(TABLE(""), "id", "a,b\n1,\xfc\n"), "2: not UTF-8"));
}
END_TEST

#define JSON(list)                                              \
        "source: s\nkind: trade\ntable: {type: json" list       \
        "}\nevent: {id: \"{a}\", period: 2021, currency: USD, " \
        "value: \"{m.v}\", note: \"{m.n}\"}\n"

/* The digits of a number are those that are written: 9007199254740993 is not ...992. */
START_TEST(json_numbers_keep_their_digits)
{
        ck_assert_str_eq(imported(JSON(""), "id value note",
                                  "[{\"a\":1,\"m\":{\"v\":127329379.69,\"n\":null}},\n"
                                  " {\"m\":{\"v\":9007199254740993,\"n\":\"\\u00fc\"},\"a\":\"x\"},"
                                  "{\"a\":true,\"m\":{\"v\":1.5e3,\"n\":[\"p\",\"q\"]}}]"),
                         "1 127329379.69 -\nx 9007199254740993.00 \xc3\xbc\ntrue 1500.00 p|q\n");
}
END_TEST

/* A list, a list inside of an object, one object, and one behind the other are all tables. */
START_TEST(json_in_its_forms)
{
        const char *row = "{\"a\":1,\"m\":{\"v\":2,\"n\":\"z\"}}";

        ck_assert_str_eq(imported(JSON(""), "id value", row), "1 2.00\n");
        ck_assert_str_eq(imported(JSON(""), "id", pool_print(&pool, "%s\n%s\n", row, "{\"a\":2,\"m\":{}}")),
                         "1\n2\n");
        ck_assert_str_eq(
                imported(JSON(", list: x.data"), "id",
                         pool_print(&pool, "{\"n\":[1],\"x\":{\"data\":[%s,%s],\"y\":2}}", row, "{\"a\":2}")),
                "1\n2\n");
        ck_assert_str_eq(imported(JSON(", list: data"), "id", pool_print(&pool, "{\"data\":%s}", row)),
                         "1\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[]"), "");
        ck_assert_str_eq(
                imported(
                        "source: s\nkind: trade\ntable: {type: json}\nevent: {id: \"{m.1.i}\", period: 2021, "
                        "note: \"{p.q}\"}\n",
                        "id note", "{\"m\":[{\"i\":5},{\"i\":6}],\"p.q\":\"dotted\"}"),
                "6 dotted\n");
        ck_assert_str_eq(
                imported("source: s\nkind: rate\ntable: {type: json}\nwide: [USD, EUR]\nevent: {id: "
                         "\"{d}{wide.name}\", period: \"{d}\", base: \"{wide.name}\", quote: BYN, rate: "
                         "{text: \"{wide.value}\", when-missing: skip}}\n",
                         "id rate", "[{\"d\":\"2021-01-01\",\"USD\":2.5,\"EUR\":null}]"),
                "2021-01-01USD 2.5\n");
}
END_TEST

/* What is no JSON, or no table, is told with its line; nothing behind it is read. */
START_TEST(json_that_cannot_be_read)
{
        ck_assert_str_eq(imported(JSON(""), "id", "[{\"a\":1,\"m\":{\"v\":1,\"n\":1}},\n{\"a\":2,,}]"),
                         "2: string or '}' expected near ','\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[{\"a\":1}\n\n{\"a\":2}]"),
                         "1: a value and a comma behind it are expected here; or it is nested too deeply\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[{\"a\":1},\n"), "2: the list does not end\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[]\n[]"),
                         "1: something behind the list, which is not read\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[1]"), "1: an object is expected here\n");
        ck_assert_str_eq(imported(JSON(""), "id", "12"), "1: a list or an object is expected\n");
        ck_assert_str_eq(imported(JSON(", list: y"), "id", "{\"x\":[]}"), "1: nothing is at \"y\"\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[{\"a\":1,\"m\":{\"v\":{},\"n\":1}}]"),
                         "1: \"m.v\" is no text, number or list of them\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[{\"a\":1,\"m\":{\"v\":1}},{\"a\":1,\"a\":2}]"),
                         "1: duplicate object key near '\"a\"'\n");
}
END_TEST

/* A member that some objects lack is missing; one that all lack is misspelt. */
START_TEST(json_members_that_are_not_there)
{
        ck_assert_str_eq(
                imported(JSON(""), "id value note", "[{\"a\":1},{\"a\":2,\"m\":{\"v\":3,\"n\":\"x\"}}]"),
                "1 - -\n2 3.00 x\n");
        ck_assert_str_eq(imported(JSON(""), "id", "[{\"a\":1,\"m\":{\"v\":3}}]"),
                         " no object has a member \"m.n\"\n");
        ck_assert_str_eq(
                imported(
                        "source: s\nkind: trade\ntable: {type: json, columns: [a]}\nwide: {match: a}\nevent: "
                        "{id: \"{a}\", period: 2021}\n",
                        "id", ""),
                "3:8: \"columns\" is for tables without a header, not for JSON\n"
                "4:7: the members of JSON are not searched: a list of columns is expected\n");
        ck_assert_str_eq(imported(TABLE("table: {list: data}"), "id", ""),
                         "3:8: \"list\" is for JSON: type: json\n");
}
END_TEST

SUITE("table", rows_longer_and_shorter_than_the_header, encodings_separators_and_no_header,
      json_numbers_keep_their_digits, json_in_its_forms, json_that_cannot_be_read,
      json_members_that_are_not_there)
