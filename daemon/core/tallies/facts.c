/* core/tallies/facts.c: one reading of an event for all that count it. */
#include "core/tallies/facts.h"

#include <assert.h>

#include "base/civil.h"

_Static_assert(COMMODITY_BYTES_MAX <= COMMODITY_DIGITS_MAX, "a commodity's code fits 64 bits");

uint64_t facts_commodity(struct text code)
{
        uint64_t digits = 0;

        assert(code.length <= COMMODITY_DIGITS_MAX);

        for (size_t i = 0; i < code.length; i++) {
                assert(code.data[i] >= '0' && code.data[i] <= '9');
                digits |= (uint64_t)(code.data[i] - '0' + 1) << (60 - 4 * i);
        }
        return digits;
}

static void set_day(struct facts *facts, int32_t day)
{
        int year, month;

        civil_to_ymd(day, &year, &month, &facts->mday);
        facts->day = day;
        facts->month = civil_month_of(year, month);
        facts->month_last_day = day - facts->mday + civil_days_in_month(year, month);
}

struct facts facts_on(const struct facts *facts, int32_t day)
{
        struct facts other = *facts;

        set_day(&other, day);
        return other;
}

struct facts facts_of(const struct event *event, uint32_t source, uint8_t status)
{
        struct facts facts = {
                .event = event,
                .source = source,
                .status = status,
        };

        set_day(&facts, event->period.last);
        switch (event->kind) {
        case EVENT_TRADE:
                facts.flow = event->trade.flow;
                facts.supply = event->trade.supply;
                facts.mode = event->trade.mode;
                facts.valuation = event->trade.valuation;
                facts.commodity = facts_commodity(event->trade.commodity.code);
                facts.facility = event->trade.facility;
                facts.reporter = event->trade.reporter;
                facts.partner = event->trade.partner;
                break;
        case EVENT_FREIGHT:
                facts.flow = event->freight.flow;
                facts.mode = event->freight.mode;
                facts.stage = event->freight.stage;
                facts.commodity = facts_commodity(event->freight.commodity.code);
                facts.facility = event->freight.facility;
                break;
        case EVENT_PROJECT:
                facts.stage = event->project.stage;
                facts.project_kind = event->project.kind;
                facts.facility = event->project.facility;
                facts.project = event->project.project;
                break;
        default:
                break;
        }
        return facts;
}
