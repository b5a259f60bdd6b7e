/* tests/unit/ctl/test_fields.c */
#include "fields.h"
#include "suite.h"
#include <string.h>

static struct pool pool;

static const char *set(struct mst_event *event, const char *name, const char *text, struct number_form form)
{
        const struct field *field = field_find(event->kind, text_of(name));

        ck_assert_ptr_nonnull(field);
        return field_set(field, event, text_of(text), &form, &pool);
}

static const char *money(const char *text, const char *currency, struct number_form form, int64_t expected)
{
        struct mst_event event = {.kind = MST_EVENT_TRADE, .trade = {.currency = currency}};
        const char *why = set(&event, "value", text, form);

        if (!why) {
                ck_assert(event.trade.value.known);
                ck_assert_int_eq(event.trade.value.units, expected);
        }
        return why ? why : "";
}

/* Sums are exact only if each amount is: no digit may be lost, and none invented. */
START_TEST(money_is_exact)
{
        struct number_form form = NUMBER_FORM_PLAIN;

        ck_assert_str_eq(money("1234.56", "USD", form, 123456), "");
        ck_assert_str_eq(money("-0.05", "USD", form, -5), "");
        ck_assert_str_eq(money("5", "JPY", form, 5), "");
        ck_assert_str_eq(money("0.001", "BHD", form, 1), "");
        ck_assert_str_eq(money("0.001", "USD", form, 0),
                         "\"0.001\" has more digits than the unit's 2 decimals");
        ck_assert_str_eq(money("1e30", "USD", form, 0), "\"1e30\" is larger than an event may be");
        ck_assert_str_eq(money("1,000", "USD", form, 0), "\"1,000\" is not a number");
        ck_assert_str_eq(money("1", "", form, 0), "an amount of money without a currency");
        ck_assert_str_eq(money("1", "USX", form, 0), "\"USX\" is no currency of ISO 4217 with minor units");
        form.times = (struct ratio){1000000, 1};
        ck_assert_str_eq(money("137.51086", "USD", form, 13751086000), "");
        ck_assert_str_eq(money("0.00000001", "USD", form, 1), "");
        ck_assert_str_eq(money("0.000000001", "USD", form, 0),
                         "\"0.000000001\" has more digits than the unit's 2 decimals");
        form.round = true;
        ck_assert_str_eq(money("0.000000015", "USD", form, 2), "");
        ck_assert_str_eq(money("0.000000025", "USD", form, 2), "");
}
END_TEST

/* 1.234 is a thousand in one table and one in another: only what the mapping says counts. */
START_TEST(signs_of_numbers_are_named)
{
        struct number_form form = NUMBER_FORM_PLAIN;

        form.decimal = ',';
        form.grouping = '.';
        ck_assert_str_eq(money("1.234.567,89", "USD", form, 123456789), "");
        form.grouping = '\0';
        ck_assert_str_eq(money("1.234", "USD", form, 0), "\"1.234\" is not a number");
        form.decimal = '\0';
        form.grouping = ',';
        ck_assert_str_eq(money("1,234.5", "USD", form, 123450), "");
}
END_TEST

/* A pipeline would count kilograms as grams, or half a container as none. */
START_TEST(each_quantity_has_its_unit)
{
        const struct number_form form = NUMBER_FORM_PLAIN;
        struct mst_event event = {.kind = MST_EVENT_FREIGHT};

        ck_assert_ptr_null(set(&event, "teu", "2.25", form));
        ck_assert_int_eq(event.freight.teu.units, 2250);
        ck_assert_ptr_null(set(&event, "mass", "30000", (struct number_form){.times = {1000000, 1}}));
        ck_assert_int_eq(event.freight.mass.units, 30000000000);
        ck_assert_ptr_nonnull(set(&event, "wagons", "1.5", form));

        event = (struct mst_event){.kind = MST_EVENT_PROJECT};
        ck_assert_ptr_null(set(&event, "progress", "0.755", form));
        ck_assert_int_eq(event.project.progress.units, 755000);
        ck_assert_ptr_null(set(&event, "progress", "75.5%", form));
        ck_assert_int_eq(event.project.progress.units, 755000);

        event = (struct mst_event){.kind = MST_EVENT_RATE};
        ck_assert_ptr_null(set(&event, "rate", "0.000047", form));
        ck_assert_int_eq(event.rate.mantissa, 47);
        ck_assert_uint_eq(event.rate.scale, 6);
        ck_assert_ptr_null(set(&event, "rate", "25", form));
        ck_assert_uint_eq(event.rate.scale, 0);
        ck_assert_ptr_nonnull(set(&event, "rate", "0", form));
}
END_TEST

/* rule 13: an empty cell must not become a zero in a sum. */
START_TEST(rule_13_empty_is_unknown_and_not_zero)
{
        const struct number_form form = NUMBER_FORM_PLAIN;
        struct mst_event event = {.kind = MST_EVENT_TRADE, .trade = {.currency = "USD", .value = {true, 7}}};

        ck_assert_ptr_null(set(&event, "value", "", form));
        ck_assert(!event.trade.value.known);
        ck_assert_ptr_null(set(&event, "value", "0", form));
        ck_assert(event.trade.value.known);
}
END_TEST

/* What one command prints, another must read: for every field there is. */
START_TEST(every_field_is_written_as_it_is_read)
{
        for (size_t i = 0; i < n_fields; i++) {
                const struct field *field = &fields[i];
                struct mst_event event = {.kind = field->kind ? field->kind : MST_EVENT_TRADE}, again;
                const char *text = field->type == FIELD_ENUM    ? mst_enum_list(field->names, 0)
                                   : field->type == FIELD_TEXTS ? "a|b"
                                                                : "12";

                if (event.kind == MST_EVENT_TRADE)
                        event.trade.currency = "USD";
                else if (event.kind == MST_EVENT_FREIGHT)
                        event.freight.currency = "USD";
                else if (event.kind == MST_EVENT_PROJECT)
                        event.project.currency = "USD";
                again = event;
                ck_assert_ptr_null(set(&event, field->path, text, NUMBER_FORM_PLAIN));
                ck_assert_msg(field_is_stated(field, &event), "%s", field->path);
                ck_assert_ptr_null(
                        set(&again, field->path, field_get(field, &event, &pool), NUMBER_FORM_PLAIN));
                ck_assert_str_eq(field_get(field, &again, &pool), field_get(field, &event, &pool));
                ck_assert_ptr_eq(field_find(event.kind, text_of(field_name(field))), field);
        }
}
END_TEST

/* A misspelt word of an enum is told with the one that was meant. */
START_TEST(words_are_known_or_refused)
{
        struct mst_event event = {.kind = MST_EVENT_TRADE};

        ck_assert_ptr_null(set(&event, "flow", "re_export", NUMBER_FORM_PLAIN));
        ck_assert_int_eq(event.trade.flow, MST_FLOW_RE_EXPORT);
        ck_assert_str_eq(set(&event, "flow", "exprot", NUMBER_FORM_PLAIN),
                         "\"exprot\" is unknown; did you mean \"export\"?");
        ck_assert_ptr_nonnull(set(&event, "edition", "-1", NUMBER_FORM_PLAIN));
        ck_assert_ptr_nonnull(set(&event, "edition", "4294967296", NUMBER_FORM_PLAIN));
        ck_assert_ptr_null(field_find(MST_EVENT_TRADE, TEXT("wagons")));
        ck_assert_str_eq(field_nearest(MST_EVENT_TRADE, TEXT("partnr")), "partner");
}
END_TEST

SUITE("fields", money_is_exact, signs_of_numbers_are_named, each_quantity_has_its_unit,
      rule_13_empty_is_unknown_and_not_zero, every_field_is_written_as_it_is_read, words_are_known_or_refused)
