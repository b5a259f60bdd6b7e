/* tests/unit/base/codes/test_codes.c */
#include "base/civil.h"
#include "base/codes/codes.h"
#include <check.h>

static struct codes_currency currency_of(const char *code)
{
        struct codes_currency currency = {.digits = -2};

        ck_assert_msg(codes_currency(text_of(code), &currency), "%s", code);
        ck_assert_str_eq(currency.code, code);
        return currency;
}

/* The corridor of the shipped example, and the ends of each table. */
START_TEST(places_that_are)
{
        static const char *const countries[] = {"AD", "BY", "RU", "KZ", "AM", "KG", "CN", "ZW"};
        static const char *const regions[] = {"AD-02", "RU-LEN", "RU-SPE", "RU-MUR",
                                              "BY-HM", "BY-MI",  "ZW-MW"};

        for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++)
                ck_assert_msg(codes_is_country(text_of(countries[i])), "%s", countries[i]);
        for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
                ck_assert_msg(codes_is_subdivision(text_of(regions[i])), "%s", regions[i]);
        ck_assert(text_equal(codes_country_name(TEXT("BY")), TEXT("Belarus")));
        ck_assert(text_equal(codes_subdivision_name(TEXT("RU-LEN")), TEXT("Leningradskaja oblast'")));
}
END_TEST

/* A typing error would be a country of its own, with nobody missing its figures. */
START_TEST(places_that_are_not)
{
        static const char *const none[] = {"",   "B",  "by",     "BLR", "XX", "XK",
                                           "EU", "UK", "RU-LEN", "BYN", "RU-"};

        for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
                ck_assert_msg(!codes_is_country(text_of(none[i])), "%s", none[i]);
        ck_assert(!codes_is_subdivision(TEXT("RU")));
        ck_assert(!codes_is_subdivision(TEXT("RU-XXX")));
        ck_assert(!codes_is_subdivision(TEXT("ru-len")));
        ck_assert_uint_eq(codes_country_name(TEXT("XX")).length, 0);
        ck_assert_uint_eq(codes_subdivision_name(TEXT("XX-1")).length, 0);
}
END_TEST

/* Old figures name old countries. */
START_TEST(places_that_were)
{
        ck_assert(codes_is_former_country(TEXT("SU")));
        ck_assert(codes_is_former_country(TEXT("AN")));
        ck_assert(codes_is_former_country(TEXT("CS")));
        ck_assert(!codes_is_country(TEXT("SU")));
        ck_assert(!codes_is_former_country(TEXT("RU")));
        /* Two were CS; the later one. Of a code that is, the name that is. */
        ck_assert(text_equal(codes_country_name(TEXT("CS")), TEXT("Serbia and Montenegro")));
        ck_assert(text_equal(codes_country_name(TEXT("SK")), TEXT("Slovakia")));
}
END_TEST

START_TEST(places_of_users)
{
        ck_assert(codes_is_of_users(TEXT("XK")));
        ck_assert(codes_is_of_users(TEXT("QM")));
        ck_assert(codes_is_of_users(TEXT("EU")));
        ck_assert(codes_is_of_users(TEXT("ZZ")));
        ck_assert(!codes_is_of_users(TEXT("QL")));
        ck_assert(!codes_is_of_users(TEXT("QA"))); /* Qatar */
        ck_assert(!codes_is_of_users(TEXT("UK")));
        ck_assert(!codes_is_of_users(TEXT("XAB")));
}
END_TEST

/* A hundredfold too much or too little: the commonest damage to money. */
START_TEST(minor_units_are_those_of_iso)
{
        static const struct {
                const char *code;
                int digits;
        } units[] = {
                {"USD", 2},
                {"EUR", 2},
                {"RUB", 2},
                {"BYN", 2},
                {"KZT", 2},
                {"CNY", 2},
                {"MGA", 2},
                {"MRU", 2},
                {"BIF", 0},
                {"CLP", 0},
                {"DJF", 0},
                {"GNF", 0},
                {"ISK", 0},
                {"JPY", 0},
                {"KMF", 0},
                {"KRW", 0},
                {"PYG", 0},
                {"RWF", 0},
                {"UGX", 0},
                {"UYI", 0},
                {"VND", 0},
                {"VUV", 0},
                {"XAF", 0},
                {"XOF", 0},
                {"XPF", 0},
                {"BHD", 3},
                {"IQD", 3},
                {"JOD", 3},
                {"KWD", 3},
                {"LYD", 3},
                {"OMR", 3},
                {"TND", 3},
                {"CLF", 4},
                {"UYW", 4},
                {"BYR", 0},
                {"BYB", 0},
                {"RUR", 2},
                {"DEM", 2},
                {"ITL", 0},
                {"TRL", 0},
                {"XAU", CODES_NO_DIGITS},
                {"XDR", CODES_NO_DIGITS},
                {"XTS", CODES_NO_DIGITS},
                {"XXX", CODES_NO_DIGITS},
        };
        struct codes_currency untouched = {.digits = -2};

        for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
                ck_assert_msg(currency_of(units[i].code).digits == units[i].digits, "%s", units[i].code);
        ck_assert(!codes_currency(TEXT("usd"), &untouched));
        ck_assert(!codes_currency(TEXT("US"), &untouched));
        ck_assert(!codes_currency(TEXT("QQQ"), &untouched));
        ck_assert_int_eq(untouched.digits, -2);
}
END_TEST

/* Ten thousand old rubles were one new one in July 2016: on which day an amount is in which. */
START_TEST(former_currencies_end_where_the_next_begins)
{
        static const char *const pairs[][2] = {
                {"BYB", "BYR"}, {"BYR", "BYN"}, {"RUR", "RUB"},
                {"TRL", "TRY"}, {"VEF", "VES"}, {"AZM", "AZN"},
        };

        for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
                struct codes_currency before = currency_of(pairs[i][0]), after = currency_of(pairs[i][1]);

                ck_assert_int_eq(before.last_day + 1, after.first_day);
                ck_assert(text_equal(before.successor, text_of(after.code)));
                ck_assert(codes_currency_is_valid_on(&before, before.last_day));
                ck_assert(!codes_currency_is_valid_on(&before, before.last_day + 1));
                ck_assert(!codes_currency_is_valid_on(&after, before.last_day));
                ck_assert(codes_currency_is_valid_on(&after, after.first_day));
        }
        ck_assert_int_eq(currency_of("BYN").first_day, civil_from_ymd(2016, 7, 1));
        ck_assert_int_eq(currency_of("HRK").last_day, civil_from_ymd(2022, 12, 31));
        ck_assert_int_eq(currency_of("USD").first_day, CIVIL_NONE);
        ck_assert_int_eq(currency_of("USD").last_day, CIVIL_NONE);
        ck_assert_uint_eq(currency_of("USD").successor.length, 0);
}
END_TEST

/* An amount in roubles of 1999 would be ten thousand times too much if a factor were wrong, and no euro
 * is made of marks by a whole number. */
START_TEST(redenominations_have_the_factors_of_their_laws)
{
        static const struct {
                const char *code, *successor;
                uint32_t factor;
        } known[] = {
                {"BYB", "BYR", 1000},    {"BYR", "BYN", 10000}, {"RUR", "RUB", 1000},
                {"TRL", "TRY", 1000000}, {"ROL", "RON", 10000}, {"AZM", "AZN", 5000},
                {"UAK", "UAH", 100000},
        };
        struct codes_currency currency;
        size_t index = 0;
        char before[4] = "";

        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
                ck_assert(codes_currency(text_of(known[i].code), &currency));
                ck_assert_uint_eq(currency.factor, known[i].factor);
                ck_assert(text_equal(currency.successor, text_of(known[i].successor)));
        }
        ck_assert(codes_currency(TEXT("DEM"), &currency));
        ck_assert_uint_eq(currency.factor, 0);
        ck_assert(codes_currency(TEXT("BYN"), &currency));
        ck_assert_uint_eq(currency.factor, 0);

        for (; codes_redenominated(index, &currency); index++) {
                ck_assert_int_lt(strcmp(before, currency.code), 0);
                ck_assert_uint_gt(currency.factor, 0);
                ck_assert_int_ne(currency.last_day, CIVIL_NONE);
                memcpy(before, currency.code, sizeof(before));
        }
        ck_assert_uint_ge(index, sizeof(known) / sizeof(known[0]));
}
END_TEST

/* "unknown country 'blr'" without a hint sends people to look for a list. */
START_TEST(nearest_is_what_was_meant)
{
        static const struct {
                const char *word, *country;
        } countries[] = {
                {"by", "BY"},
                {"BLR", "BY"},
                {"rus", "RU"},
                {"Belarus", "BY"},
                {"belorus", "BY"},
                {"Kazahstan", "KZ"},
                {"Germny", "DE"},
                {"XQ", NULL},
                {"", NULL},
                {"SU", NULL},
                {"Atlantis Empire", NULL},
        };
        static const struct {
                const char *word, *currency;
        } currencies[] = {
                {"usd", "USD"}, {"BYR", "BYN"}, {"byb", "BYN"},  {"HRK", "EUR"},      {"RUR", "RUB"},
                {"BYM", "BYN"}, {"SUD", "AUD"}, {"EURO", "EUR"}, {"US Dolar", "USD"}, {"us dollar", "USD"},
                {"XAU", NULL},  {"", NULL},     {"Q", NULL},
        };
        static const struct {
                const char *word, *place;
        } places[] = {
                {"RU-LNE", "RU-LEN"}, {"ru-len", "RU-LEN"}, {"RU-LENN", "RU-LEN"}, {"BY-gorod minsk", "BY-HM"},
                {"BLR", "BY"},        {"RU-QQQ", NULL},     {"XQ-LEN", NULL},      {"RU-", NULL},
        };
        struct text found;

        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
                bool any = codes_nearest_place(text_of(places[i].word), &found);

                ck_assert_msg(any == !!places[i].place, "%s", places[i].word);
                if (any)
                        ck_assert_msg(text_equal(found, text_of(places[i].place)), "%s gives %s",
                                      places[i].word, found.data);
        }
        for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
                bool any = codes_nearest_country(text_of(countries[i].word), &found);

                ck_assert_msg(any == !!countries[i].country, "%s", countries[i].word);
                if (any)
                        ck_assert_msg(text_equal(found, text_of(countries[i].country)), "%s gives %s",
                                      countries[i].word, found.data);
        }
        for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++) {
                bool any = codes_nearest_currency(text_of(currencies[i].word), &found);

                ck_assert_msg(any == !!currencies[i].currency, "%s", currencies[i].word);
                if (any)
                        ck_assert_msg(text_equal(found, text_of(currencies[i].currency)), "%s gives %s",
                                      currencies[i].word, found.data);
        }
}
END_TEST

/* The same money under the code of a day, forwards and backwards; of the many that became the euro, none. */
START_TEST(a_currency_has_the_code_of_the_day)
{
        static const struct {
                const char *code;
                int year, month, day;
                const char *expected;
        } days[] = {
                {"BYN", 2016, 6, 30, "BYR"}, {"BYR", 2016, 7, 1, "BYN"},  {"BYN", 1999, 12, 31, "BYB"},
                {"BYB", 2024, 1, 1, "BYN"},  {"RUR", 1998, 1, 1, "RUB"},  {"RUB", 1997, 12, 31, "RUR"},
                {"DEM", 2024, 1, 1, "EUR"},  {"EUR", 1995, 1, 1, NULL},   {"USD", 1995, 1, 1, "USD"},
        };
        struct codes_currency currency;
        struct text found;

        for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
                bool any;

                ck_assert(codes_currency(text_of(days[i].code), &currency));
                any = codes_currency_of_day(
                        &currency, civil_from_ymd(days[i].year, days[i].month, days[i].day), &found);
                ck_assert_msg(any == !!days[i].expected, "%s", days[i].code);
                if (any)
                        ck_assert_msg(text_equal(found, text_of(days[i].expected)), "%s gives %s", days[i].code,
                                      found.data);
        }
}
END_TEST

/* A word longer than any name is near to nothing, and is not copied anywhere. */
START_TEST(nearest_on_both_sides_of_its_limit)
{
        char word[TEXT_NAME_MAX + 1];
        struct text found;

        for (size_t i = 0; i < sizeof(word); i++)
                word[i] = 'x';
        ck_assert(!codes_nearest_country((struct text){word, TEXT_NAME_MAX}, &found));
        ck_assert(!codes_nearest_country((struct text){word, TEXT_NAME_MAX + 1}, &found));
        ck_assert(!codes_nearest_currency((struct text){word, TEXT_NAME_MAX}, &found));
        ck_assert(!codes_nearest_currency((struct text){word, TEXT_NAME_MAX + 1}, &found));
}
END_TEST

/* A chapter that lost its leading zero ("1" for "01", "402" for "0402") would be another one. */
START_TEST(hs_has_two_four_or_six_digits)
{
        static const char *const good[] = {"01",      "99",       "0402",      "270900",
                                           "8704239", "87042391", "870423910", "8704239109"};
        static const char *const bad[] = {"",       "1",    "402", "27090",   "00",         "0001",
                                          "000000", "27x9", " 27", "2709.00", "87042391090"};

        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
                ck_assert_msg(codes_hs_form(text_of(good[i])), "\"%s\"", good[i]);
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
                ck_assert_msg(!codes_hs_form(text_of(bad[i])), "\"%s\"", bad[i]);
}
END_TEST

START_TEST(locodes_lie_in_a_country)
{
        static const char *const good[] = {"RUULU", "RUMMK", "RULED", "BYMSQ", "US22K", "US999"};
        static const char *const bad[] = {"",      "RU",    "RULE",  "RU LED", "ruled",
                                          "XXLED", "RU1ED", "RU0ED", "RULEDX"};

        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
                ck_assert_msg(codes_locode_form(text_of(good[i])), "\"%s\"", good[i]);
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
                ck_assert_msg(!codes_locode_form(text_of(bad[i])), "\"%s\"", bad[i]);
}
END_TEST

/* The search relies on the order of the tables: every country is found by its own code, with a
 * name that may be told. */
START_TEST(every_code_is_found)
{
        int countries = 0, regions = 0, currencies = 0;
        struct codes_currency currency;

        for (int i = 0; i < 26 * 26; i++) {
                char code[7] = {(char)('A' + i / 26), (char)('A' + i % 26), 0};
                static const char tail[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

                if (codes_is_country(text_of(code))) {
                        countries++;
                        ck_assert(text_is_plain(codes_country_name(text_of(code))));
                        ck_assert_uint_gt(codes_country_name(text_of(code)).length, 0);
                }
                for (int j = 0; j < 26; j++) {
                        code[2] = (char)('A' + j);
                        currencies += codes_currency(text_of(code), &currency);
                }
                code[2] = '-';
                for (int j = 0; j < 36 * 36; j++) {
                        code[3] = tail[j / 36];
                        code[4] = tail[j % 36];
                        regions += codes_is_subdivision(text_of(code));
                }
        }
        ck_assert_int_ge(countries, 249);
        ck_assert_int_ge(regions, 2500); /* those of two letters; the list has 5,127 in all */
        ck_assert_int_ge(currencies, 220);
}
END_TEST

static const char *by_alias(enum codes_alias alias, const char *word)
{
        struct text code;

        return codes_by_alias(alias, text_of(word), &code) ? code.data : "none";
}

/* A table that writes countries by name or number must reach the same codes as one with codes. */
START_TEST(other_ways_to_write_a_code)
{
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, "Belarus"), "BY");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, "republic of belarus"), "BY");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, "South Korea"), "KR");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, "Korea, Republic of"), "KR");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, "C\xc3\xb4te d'Ivoire"), "CI");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, "Belaru"), "none");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NAME, ""), "none");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_LETTERS, "BLR"), "BY");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_LETTERS, "blr"), "none");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NUMBER, "112"), "BY");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NUMBER, "4"), "AF");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NUMBER, "040"), "AT");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NUMBER, "0112"), "none");
        ck_assert_str_eq(by_alias(CODES_COUNTRY_NUMBER, ""), "none");
        ck_assert_str_eq(by_alias(CODES_CURRENCY_NUMBER, "933"), "BYN");
        ck_assert_str_eq(by_alias(CODES_CURRENCY_NUMBER, "8"), "ALL");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("codes");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, places_that_are);
        tcase_add_test(cases, places_that_are_not);
        tcase_add_test(cases, places_that_were);
        tcase_add_test(cases, places_of_users);
        tcase_add_test(cases, minor_units_are_those_of_iso);
        tcase_add_test(cases, former_currencies_end_where_the_next_begins);
        tcase_add_test(cases, redenominations_have_the_factors_of_their_laws);
        tcase_add_test(cases, nearest_is_what_was_meant);
        tcase_add_test(cases, a_currency_has_the_code_of_the_day);
        tcase_add_test(cases, nearest_on_both_sides_of_its_limit);
        tcase_add_test(cases, hs_has_two_four_or_six_digits);
        tcase_add_test(cases, locodes_lie_in_a_country);
        tcase_add_test(cases, every_code_is_found);
        tcase_add_test(cases, other_ways_to_write_a_code);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
