/* core/ledger/plausible_tell.c: an implausible amount as a sentence:
 *
 *      value 1,234,000.00 USD is 1000 times the usual 1,234.00 USD of BY-RU export 2709 (median of 7)
 *      mass 12 g is 1/1000 of the usual 12,000 g of BYMSQ-RUULU (median of 3) */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "core/ledger/plausible_inside.h"

#define SENTENCE_BYTES_MAX 512
#define WHOSE_BYTES_MAX    160
#define UNIT_BYTES_MAX     16
#define DIGITS_USUAL       2

static const char *const flows[FLOW_COUNT] = {"", " import", " export", " re-import", " re-export", " transit"};

static const struct currency *currency_of(const struct event *event)
{
        return event->kind == EVENT_TRADE ? &event->trade.currency : &event->freight.currency;
}

static int digits_of(const struct told_level *told)
{
        const struct currency *currency = currency_of(told->event);

        if (told->watched == WATCHED_MASS)
                return 0;
        for (size_t i = 0; i < told->batch->scales_count; i++)
                if (memcmp(told->batch->scales[i].currency.code, currency->code, sizeof(currency->code)) == 0)
                        return told->batch->scales[i].digits;
        return DIGITS_USUAL;
}

static void whose(const struct event *event, char buf[WHOSE_BYTES_MAX])
{
        const struct event_trade *trade = &event->trade;
        const struct event_freight *freight = &event->freight;

        if (event->kind == EVENT_TRADE)
                snprintf(buf, WHOSE_BYTES_MAX, "%s-%s%s%s%" TEXT_FORMAT, trade->reporter.code,
                         place_is_none(trade->partner) ? "world" : trade->partner.code,
                         trade->flow < FLOW_COUNT ? flows[trade->flow] : "",
                         trade->commodity.code.length ? " " : "", TEXT_ARGUMENTS(trade->commodity.code));
        else
                snprintf(buf, WHOSE_BYTES_MAX, "%" TEXT_FORMAT "-%" TEXT_FORMAT "%s%" TEXT_FORMAT,
                         TEXT_ARGUMENTS(freight->origin), TEXT_ARGUMENTS(freight->destination),
                         freight->commodity.code.length ? " " : "", TEXT_ARGUMENTS(freight->commodity.code));
}

/* Of the larger to the smaller, to the nearest whole. */
static void how_far(int64_t amount, int64_t usual, char *buf, size_t size)
{
        char number[DECIMAL_TEXT_MAX];
        wide larger = amount > usual ? amount : usual, smaller = amount > usual ? usual : amount;

        (void)decimal_format((2 * larger + smaller) / (2 * smaller), 0, number);
        snprintf(buf, size, amount > usual ? "%s times" : "1/%s of", number);
}

int plausible_tell(const struct told_level *told, struct arena *arena, struct refusal *ret)
{
        static const char *const words[] = {"value", "mass", "unit value"};
        static const struct text fields[2][WATCHED_COUNT] = {
                {TEXT_INIT("trade.value"), TEXT_INIT("trade.net_mass"), TEXT_INIT("trade.value")},
                {TEXT_INIT("freight.value"), TEXT_INIT("freight.mass"), TEXT_INIT("freight.value")}};
        char amount[DECIMAL_TEXT_MAX], usual[DECIMAL_TEXT_MAX], far[DECIMAL_TEXT_MAX + 8], of[WHOSE_BYTES_MAX];
        char unit[UNIT_BYTES_MAX], sentence[SENTENCE_BYTES_MAX];
        int digits = digits_of(told);

        if (told->watched == WATCHED_MASS)
                snprintf(unit, sizeof(unit), "g");
        else
                snprintf(unit, sizeof(unit), "%.3s%s", currency_of(told->event)->code,
                         told->watched == WATCHED_UNIT_VALUE ? " per t" : "");
        whose(told->event, of);
        how_far(told->amount, told->usual, far, sizeof(far));
        snprintf(sentence, sizeof(sentence), "%s %s %s is %s the usual %s %s of %s (median of %u)",
                 words[told->watched], decimal_format_grouped(told->amount, digits, amount), unit, far,
                 decimal_format_grouped(told->usual, digits, usual), unit, of, told->count);

        ret->reason = REASON_PLAUSIBILITY;
        ret->field = fields[told->event->kind == EVENT_FREIGHT][told->watched];
        ret->message = arena_text(arena, (struct text){sentence, strlen(sentence)});
        return ret->message.data ? 0 : -ENOMEM;
}
