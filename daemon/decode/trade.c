/* decode/trade.c: a declaration, or a published figure. */
#include "decode/judge.h"

/* Whether the source speaks for the reporter: RU-LEN lies in RU. */
static void judge_reporter(struct judge *j, const struct fields *trade, struct place reporter)
{
        char code[PLACE_TEXT_MAX];

        if (j->mode != JUDGE_NEW || place_is_none(reporter) || j->source->reports_count == 0)
                return;
        for (size_t i = 0; i < j->source->reports_count; i++)
                if (place_is_within(reporter, j->source->reports[i]))
                        return;
        judge_refuse(j, REASON_REPORTER, trade, AT_TRADE_REPORTER, "%" TEXT_FORMAT " does not report for %s",
                     TEXT_ARGUMENTS(j->source->name), place_format(reporter, code));
}

void take_trade(struct judge *j, const struct fields *trade, struct event *ret)
{
        struct event_trade *t = &ret->trade;
        struct event_levels *levels = &ret->levels;

        t->reporter = take_place(j, trade, AT_TRADE_REPORTER, levels->reporter == LEVEL_GROUP);
        judge_require(j, trade, AT_TRADE_REPORTER, fields_has(trade, AT_TRADE_REPORTER));
        judge_reporter(j, trade, t->reporter);

        t->partner = take_place(j, trade, AT_TRADE_PARTNER, levels->partner == LEVEL_GROUP);
        if (fields_bytes(trade, AT_TRADE_PARTNER).length == 0 && levels->partner != LEVEL_TOTAL)
                judge_refuse(j, REASON_MISSING, trade, AT_TRADE_PARTNER,
                             "is required, or levels.partner must say total");
        t->second_partner = take_place(j, trade, AT_TRADE_SECOND_PARTNER, false);
        t->partner_basis = take_enum(j, trade, AT_TRADE_PARTNER_BASIS);

        t->flow = take_enum(j, trade, AT_TRADE_FLOW);
        judge_require(j, trade, AT_TRADE_FLOW, t->flow != FLOW_NONE);
        t->supply = take_enum(j, trade, AT_TRADE_SUPPLY);
        if (t->supply == SUPPLY_NONE)
                t->supply = SUPPLY_GOODS;

        t->commodity = take_commodity(j, trade, AT_TRADE_COMMODITY, AT_TRADE_CLASSIFICATION,
                                      AT_TRADE_EDITION);
        t->value = take_quantity(j, trade, AT_TRADE_VALUE);
        t->currency = take_currency(j, trade, AT_TRADE_CURRENCY, ret->period.last, true);
        judge_currency_stated(j, trade, AT_TRADE_CURRENCY, t->currency, t->value.known);
        t->valuation = take_enum(j, trade, AT_TRADE_VALUATION);
        t->net_mass = take_quantity(j, trade, AT_TRADE_NET_MASS);
        t->supplementary = take_quantity(j, trade, AT_TRADE_SUPPLEMENTARY);
        t->supplementary_unit = take_text(j, trade, AT_TRADE_SUPPLEMENTARY_UNIT, WORD_BYTES_MAX);

        t->mode = take_enum(j, trade, AT_TRADE_MODE);
        t->facility = take_facility(j, trade, AT_TRADE_FACILITY);
        t->procedure = take_text(j, trade, AT_TRADE_PROCEDURE, WORD_BYTES_MAX);

        levels->commodity = level_commodity(j, trade, AT_TRADE_COMMODITY, levels->commodity, t->commodity);
        levels->reporter = level_place(j, trade, AT_TRADE_REPORTER, levels->reporter, t->reporter);
        levels->partner = level_place(j, trade, AT_TRADE_PARTNER, levels->partner, t->partner);
        levels->mode = level_mode(j, trade, AT_TRADE_MODE, levels->mode, t->mode);
}
