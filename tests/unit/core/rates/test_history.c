/* tests/unit/core/rates/test_history.c: what the ECB and the National Bank of Ukraine have published in
 * a quarter of a century, if the folder of public data is there, against plain loops over the files. */
#include <check.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/rates/rates.h"
#include "unit/core/rates/model.h"

#define ECB FIXING /* the first of the chain IN_ORDER, at most 5 days old */
#define NBU BANK
#define COLUMNS_MAX 50

static struct rates_model model;
static struct coverage *coverage;
static struct rates *rates;
static long published_count;

/* Units of 10^-12 by day since 1999-01-01, of the currencies that are looked at; 0: none. */
enum { EUR_USD, EUR_GBP, EUR_RUB, USD_UAH, RUB_UAH, BYN_UAH, SERIES };
#define SERIES_DAYS 10500
static wide series[SERIES][SERIES_DAYS];
static int32_t origin;

static FILE *file_of(const char *folder, const char *name)
{
        const char *data = getenv("MILESTONE_DATA");
        char path[4096];

        snprintf(path, sizeof(path), "%s/%s/%s", data ? data : SOURCE_DIR "/../shared/data", folder, name);
        return fopen(path, "r");
}

static int series_of(const char *base, const char *quote)
{
        static const char *const names[SERIES] = {"EURUSD", "EURGBP", "EURRUB", "USDUAH", "RUBUAH", "BYNUAH"};

        for (int i = 0; i < SERIES; i++)
                if (strncmp(names[i], base, 3) == 0 && strcmp(names[i] + 3, quote) == 0)
                        return i;
        return -1;
}

static void publish(uint32_t source, const char *day_text, const char *base, const char *quote,
                    const char *number)
{
        struct event event = {
                .kind = EVENT_RATE,
                .rate = {.base = model_currency(base), .quote = model_currency(quote)},
        };
        const char *point = strchr(number, '.');
        int kept = series_of(strcmp(base, "BYR") == 0 ? "BYN" : base, quote);
        char id[32];
        int32_t day;

        ck_assert_int_eq(civil_parse(text_of(day_text), &day), 0);
        for (const char *at = number; *at; at++)
                if (*at != '.')
                        event.rate.mantissa = event.rate.mantissa * 10 + (*at - '0');
        event.rate.scale = (uint8_t)(point ? strlen(point + 1) : 0);
        event.period = period_at(PERIOD_DAY, day, 1);
        snprintf(id, sizeof(id), "%s-%s-%s", base, quote, day_text);
        event.id = text_of(id);
        ck_assert_int_eq(rates_count(rates, &event, source, false, 1), 0);
        published_count++;

        if (kept >= 0 && day >= origin) {
                wide units = event.rate.mantissa;

                for (int i = event.rate.scale; i < 12; i++)
                        units *= 10;
                series[kept][day - origin] = strcmp(base, "BYR") == 0 ? units * 10000 : units;
        }
}

/* Newest first, a column for each currency. */
static void read_ecb(FILE *file)
{
        static char line[4096], head[4096];
        char *names[COLUMNS_MAX], *rest = head, *cell;
        size_t count = 0;

        ck_assert_ptr_nonnull(fgets(head, sizeof(head), file));
        while ((cell = strsep(&rest, ",\n")) && count < COLUMNS_MAX)
                names[count++] = cell;
        while (fgets(line, sizeof(line), file)) {
                char *day;

                rest = line;
                day = strsep(&rest, ",");
                for (size_t i = 1; i < count && (cell = strsep(&rest, ",\n")); i++)
                        if (*cell && strcmp(cell, "N/A") != 0)
                                publish(ECB, day, "EUR", names[i], cell);
        }
}

/* The bank went on to say RUR of the new rouble. */
static void read_nbu(FILE *file)
{
        char line[256];

        ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
        while (fgets(line, sizeof(line), file)) {
                char *rest = line, *day = strsep(&rest, ","), *code = strsep(&rest, ",");
                char *number = (strsep(&rest, ","), strsep(&rest, "\r\n"));
                bool is_new = strcmp(code, "RUR") == 0 && strcmp(day, "1998-01-01") >= 0;

                if (is_new && strcmp(day, "2003-12-01") >= 0)
                        continue; /* beside RUB for some months */
                publish(NBU, day, is_new ? "RUB" : code, "UAH", number);
        }
}

static bool begin(void)
{
        static const char *const codes[] = {"BYN", "BYR", "EUR", "GBP", "RUB", "UAH", "USD"};
        FILE *ecb = file_of("fx-ecb", "eurofxref-hist.csv");
        FILE *nbu = file_of("fx-nbu", "nbu_official_rates_daily.csv");

        if (!ecb || !nbu) {
                printf("history: skipped: the folder of public data is not there; MILESTONE_DATA names it\n");
                return false;
        }
        model_init(&model);
        origin = civil_from_ymd(1999, 1, 1);
        ck_assert_int_eq(coverage_new(&model.plan, &coverage), 0);
        ck_assert_int_eq(rates_new(&model.plan, coverage, &rates), 0);
        for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
                ck_assert_int_eq(rates_scale(rates, model_currency(codes[i]), 2), 0);
        read_ecb(ecb);
        read_nbu(nbu);
        coverage_nothing_until(coverage, ECB, civil_from_ymd(2026, 4, 13));
        coverage_nothing_until(coverage, NBU, civil_from_ymd(2022, 7, 21));
        fclose(ecb);
        fclose(nbu);
        return true;
}

static int ask(const char *from, const char *to, enum period_kind kind, int32_t day, struct rate *ret)
{
        return rates_of(rates,
                        &(struct rate_question){.chain = IN_ORDER,
                                                .from = model_currency(from),
                                                .to = model_currency(to),
                                                .to_scale = 2,
                                                .kind = kind,
                                                .last_day = day},
                        ret);
}

/* At most five days back. */
static wide newest(int of, int32_t day)
{
        for (int32_t back = 0; back <= 5; back++)
                if (series[of][day - back - origin])
                        return series[of][day - back - origin];
        return 0;
}

static wide mean_of(int of, int32_t first, int32_t last, int *ret_count)
{
        wide sum = 0;

        *ret_count = 0;
        for (int32_t day = first; day <= last; day++)
                if (series[of][day - origin]) {
                        sum += series[of][day - origin];
                        ++*ret_count;
                }
        return sum;
}

static bool equal(const struct rate *rate, wide num, wide den)
{
        return wide_compare_ratios(rate->num, rate->den, num, den) == 0;
}

/* Every calendar day of 23 years has a dollar in roubles: by the ECB as long as it quotes them, five
 * days more, and then by the hryvnia's rates. */
static void check_days(void)
{
        int by_ecb = 0, by_nbu = 0;

        for (int32_t day = civil_from_ymd(2005, 4, 1); day <= civil_from_ymd(2022, 7, 21); day++) {
                wide rub = newest(EUR_RUB, day), usd = newest(EUR_USD, day);
                struct rate rate;

                ck_assert_int_eq(ask("USD", "RUB", PERIOD_DAY, day, &rate), 0);
                if (rub && usd) {
                        ck_assert(equal(&rate, rub, usd));
                        by_ecb++;
                } else {
                        ck_assert(equal(&rate, newest(USD_UAH, day), newest(RUB_UAH, day)));
                        by_nbu++;
                }
        }
        ck_assert_int_gt(by_ecb, 6000);
        ck_assert_int_eq(by_nbu, civil_from_ymd(2022, 7, 21) - civil_from_ymd(2022, 3, 6)); /* 7th on */
}

static void check_months(void)
{
        for (int32_t month = civil_month_of(1999, 2); month <= civil_month_of(2026, 3); month++) {
                int32_t first = civil_month_first(month), last = civil_month_last(month);
                int usd_count, gbp_count;
                wide usd = mean_of(EUR_USD, first, last, &usd_count);
                wide gbp = mean_of(EUR_GBP, first, last, &gbp_count);
                struct rate rate;

                ck_assert_int_eq(ask("USD", "GBP", PERIOD_MONTH, last, &rate), 0);
                ck_assert(equal(&rate, gbp * usd_count, usd * gbp_count));
                ck_assert_int_eq(ask("USD", "EUR", PERIOD_MONTH, last, &rate), 0);
                ck_assert(equal(&rate, usd_count * (wide)1000000000000, usd));
        }
        ck_assert_int_eq(ask("USD", "EUR", PERIOD_MONTH, civil_from_ymd(2026, 4, 30), &(struct rate){0}),
                         RATES_NONE);
}

/* One rouble before and after it lost four zeros: the two codes go on as one. */
static void check_redenomination(void)
{
        for (int32_t day = civil_from_ymd(2016, 6, 20); day <= civil_from_ymd(2016, 7, 10); day++) {
                struct rate new, old;

                ck_assert_int_eq(ask("BYN", "UAH", PERIOD_DAY, day, &new), 0);
                ck_assert(equal(&new, series[BYN_UAH][day - origin], 1000000000000));
                ck_assert(new.num / new.den >= 11 && new.num / new.den <= 13);
                ck_assert_int_eq(ask("BYR", "UAH", PERIOD_DAY, day, &old), 0);
                ck_assert(equal(&old, new.num, new.den * 10000));
        }
}

START_TEST(what_was_published_in_a_quarter_of_a_century)
{
        size_t before = mallinfo2().uordblks + mallinfo2().hblkhd, bytes;

        if (!begin())
                return;
        bytes = mallinfo2().uordblks + mallinfo2().hblkhd - before;
        printf("history: %ld rates in %zu bytes, %zu for each\n", published_count, bytes,
               bytes / (size_t)published_count);
        ck_assert_uint_lt(bytes / (size_t)published_count, 72);
        check_days();
        check_months();
        check_redenomination();
        rates = rates_free(rates);
        coverage = coverage_free(coverage);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("history");
        TCase *tcase = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_set_timeout(tcase, 60);
        tcase_add_test(tcase, what_was_published_in_a_quarter_of_a_century);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? 1 : 0;
}
