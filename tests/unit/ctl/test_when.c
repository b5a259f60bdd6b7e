/* tests/unit/ctl/test_when.c */
#include "import/when.h"
#include "suite.h"

static const char *read_as(const char *text, const char *form)
{
        static char buf[PERIOD_TEXT_MAX];
        struct period period;

        switch (when_parse(text_of(text), text_of(form), &period)) {
        case 0:
                return period_format(period, buf);
        case WHEN_ABSENT:
                return "absent";
        default:
                return "syntax";
        }
}

/* A table whose months are written in another way would need another program. */
START_TEST(forms_of_real_tables)
{
        ck_assert_str_eq(read_as("2021-11", "YYYY-MM"), "2021-11");
        ck_assert_str_eq(read_as("Jan. 2019", "Mon YYYY"), "2019-01");
        ck_assert_str_eq(read_as("DEC 2019", "Mon YYYY"), "2019-12");
        ck_assert_str_eq(read_as("201901-Jan. 2019", "YYYYMM-*"), "2019-01");
        ck_assert_str_eq(read_as("January 2019", "Month YYYY"), "2019-01");
        ck_assert_str_eq(read_as("5/17/2023", "M/D/YYYY"), "2023-05-17");
        ck_assert_str_eq(read_as("01/01/1967 12:00:00 AM", "MM/DD/YYYY*"), "1967-01-01");
        ck_assert_str_eq(read_as("0123", "MMYY"), "2023-01");
        ck_assert_str_eq(read_as("1969", "YYYY"), "1969");
        ck_assert_str_eq(read_as("69-3", "YY-Q"), "2069-Q3");
        ck_assert_str_eq(read_as("70-1", "YY-H"), "1970-H1");
        ck_assert_str_eq(read_as("2020W53", "YYYY'W'WW"), "2020-W53");
        ck_assert_str_eq(read_as(" 2021-11 ", "ISO"), "2021-11");
        ck_assert_str_eq(read_as("2021-Q4", "ISO"), "2021-Q4");
        ck_assert_str_eq(read_as("Dec. to 2021", "'Dec. to 'YYYY"), "2021");
}
END_TEST

/* A period that is nearly right must be told, not guessed. */
START_TEST(what_does_not_fit_is_refused)
{
        ck_assert_str_eq(read_as("2021-1", "YYYY-MM"), "syntax");
        ck_assert_str_eq(read_as("2021-11x", "YYYY-MM"), "syntax");
        ck_assert_str_eq(read_as("21-11", "YYYY-MM"), "syntax");
        ck_assert_str_eq(read_as("", "YYYY-MM"), "syntax");
        ck_assert_str_eq(read_as("2021-13", "YYYY-MM"), "absent");
        ck_assert_str_eq(read_as("2023-02-29", "YYYY-MM-DD"), "absent");
        ck_assert_str_eq(read_as("2019W53", "YYYY'W'WW"), "absent");
        ck_assert_str_eq(read_as("Jam 2019", "Mon YYYY"), "syntax");
        ck_assert_str_eq(read_as("2021-Q5", "ISO"), "absent");
}
END_TEST

/* A form that reads nothing would be found with the first row only. */
START_TEST(forms_are_checked)
{
        ck_assert_ptr_null(when_form_check(TEXT("YYYY-MM")));
        ck_assert_ptr_null(when_form_check(TEXT("ISO")));
        ck_assert_ptr_null(when_form_check(TEXT("D/M/YY *")));
        ck_assert_ptr_nonnull(when_form_check(TEXT("MM")));
        ck_assert_ptr_nonnull(when_form_check(TEXT("YYYY-DD")));
        ck_assert_ptr_nonnull(when_form_check(TEXT("YYYY-MM Q")));
        ck_assert_ptr_nonnull(when_form_check(TEXT("YYYY *****")));
}
END_TEST

static const char *published(const char *rule, int year, int month)
{
        static char buf[CIVIL_TEXT_MAX];
        struct publication p = publication_parse(text_of(rule));

        ck_assert_int_ne(p.kind, PUBLICATION_TEXT);
        return civil_format(publication_day(&p, civil_month_last(civil_month_of(year, month))), buf);
}

/* rule 28: the day that follows from these decides which vintage is the newer one. */
START_TEST(rule_28_publication_follows_the_period)
{
        ck_assert_str_eq(published("period end + 45 days", 2021, 11), "2022-01-14");
        ck_assert_str_eq(published("period end + 45 days", 2021, 12), "2022-02-14");
        ck_assert_str_eq(published("period end+1 day", 2020, 2), "2020-03-01");
        ck_assert_str_eq(published("period end", 2020, 2), "2020-02-29");
        ck_assert_str_eq(published("period end + 2 months", 2020, 12), "2021-02-28");
        ck_assert_str_eq(published("period end + 1 month", 2021, 2), "2021-03-31");
        ck_assert_str_eq(published("2024-11-17", 2020, 1), "2024-11-17");
        ck_assert_str_eq(published("period end + 99999 days", 2400, 12), "-");
        ck_assert_int_eq(publication_parse(TEXT("period end + 45 weeks")).kind, PUBLICATION_TEXT);
        ck_assert_int_eq(publication_parse(TEXT("{vintage}")).kind, PUBLICATION_TEXT);
}
END_TEST

SUITE("when", forms_of_real_tables, what_does_not_fit_is_refused, forms_are_checked,
      rule_28_publication_follows_the_period)
