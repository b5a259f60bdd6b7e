/* decode/goods.c: what is traded and in which money: commodity codes and currencies. */
#include "decode/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"

#define EDITIONS_TEXT_MAX 64 /* the HS has had seven */

static bool is_hs(struct text classification)
{
        return classification.length == 0 || text_equal(classification, TEXT("HS"));
}

static bool is_digits(struct text text)
{
        for (size_t i = 0; i < text.length; i++)
                if (text.data[i] < '0' || text.data[i] > '9')
                        return false;
        return true;
}

/* "2017, 2022", as many as fit. */
static const char *editions_text(const struct plan_source *source, char buf[EDITIONS_TEXT_MAX])
{
        size_t length = 0;

        buf[0] = '\0';
        for (size_t i = 0; i < source->editions_count && length + 8 < EDITIONS_TEXT_MAX; i++)
                length += (size_t)snprintf(buf + length, EDITIONS_TEXT_MAX - length, "%s%u", i ? ", " : "",
                                           source->editions[i]);
        return buf;
}

/* Codes change their meaning between editions of the HS. */
static void judge_edition(struct judge *j, const struct fields *from, unsigned number,
                          const struct commodity *commodity)
{
        char buf[EDITIONS_TEXT_MAX];

        if (j->mode != JUDGE_NEW || commodity->edition == 0 || !is_hs(commodity->classification) ||
            j->source->editions_count == 0)
                return;
        for (size_t i = 0; i < j->source->editions_count; i++)
                if (j->source->editions[i] == commodity->edition)
                        return;
        judge_refuse(j, REASON_CODE, from, number, "HS %u is no edition of %" TEXT_FORMAT ": expected %s",
                     commodity->edition, TEXT_ARGUMENTS(j->source->name), editions_text(j->source, buf));
}

struct commodity take_commodity(struct judge *j, const struct fields *from, unsigned code,
                                unsigned classification, unsigned edition)
{
        struct commodity commodity = {
                .code = take_text(j, from, code, COMMODITY_BYTES_MAX),
                .classification = take_text(j, from, classification, WORD_BYTES_MAX),
                .edition = (uint16_t)take_u32(j, from, edition, UINT16_MAX),
        };
        char buf[QUOTED_MAX];

        judge_edition(j, from, edition, &commodity);
        if (j->mode != JUDGE_NEW || commodity.code.length == 0)
                return commodity;

        if (!is_digits(commodity.code))
                judge_refuse(j, REASON_CODE, from, code, "%s is not all digits", quoted(commodity.code, buf));
        else if (is_hs(commodity.classification) && !codes_hs_form(commodity.code))
                judge_refuse(j, REASON_CODE, from, code,
                             "%s is no code of the HS: 2, 4 or 6 digits, or up to 10 with a national tail",
                             quoted(commodity.code, buf));
        return commodity;
}

/* NULL: ISO 4217 has no such code. The answer is the decoder's and stays for the event. */
static const struct codes_currency *find_currency(struct decoder *decoder, struct text code)
{
        size_t slot;

        if (code.length != 3)
                return NULL;
        slot = ((size_t)(unsigned char)code.data[0] * 5 + (size_t)(unsigned char)code.data[1] * 3 +
                (size_t)(unsigned char)code.data[2]) %
               CURRENCY_MEMO;
        if (memcmp(decoder->currencies[slot].code, code.data, 3) != 0 &&
            !codes_currency(code, &decoder->currencies[slot]))
                return NULL;
        return &decoder->currencies[slot];
}

static void judge_currency(struct judge *j, const struct fields *from, unsigned number, struct text text,
                           int32_t day, bool money)
{
        const struct codes_currency *known = find_currency(j->decoder, text);
        char buf[QUOTED_MAX], near[NEAREST_TEXT_MAX], day_buf[CIVIL_TEXT_MAX];

        if (!known) {
                judge_refuse(j, REASON_CODE, from, number, "ISO 4217 has no %s%s", quoted(text, buf),
                             nearest_code(j, codes_nearest_currency, text, near));
        } else if (money && known->digits == CODES_NO_DIGITS) {
                judge_refuse(j, REASON_CODE, from, number, "%s has no minor unit that amounts could be in",
                             quoted(text, buf));
        } else if (day != CIVIL_NONE && !codes_currency_is_valid_on(known, day)) {
                judge_refuse(j, REASON_CODE, from, number, "no amount of %s can be in %s%s",
                             civil_format(day, day_buf), quoted(text, buf),
                             nearest_on_day(j, known, day, near));
        } else if (known->digits != CODES_NO_DIGITS && j->used_count < 2) {
                j->used[j->used_count].digits = (uint8_t)known->digits;
                memcpy(j->used[j->used_count++].currency.code, known->code, 4);
        }
}

struct currency take_currency(struct judge *j, const struct fields *from, unsigned number, int32_t day,
                              bool money)
{
        struct text text = fields_bytes(from, number);
        struct currency currency = {{0}};
        char buf[QUOTED_MAX];

        if (text.length == 0)
                return currency;

        for (size_t i = 0; i < text.length; i++)
                if (text.length != 3 || text.data[i] < 'A' || text.data[i] > 'Z') {
                        char near[NEAREST_TEXT_MAX];

                        judge_fail(j, REASON_CODE, from, number,
                                   "%s is no code of ISO 4217: three letters A-Z%s", quoted(text, buf),
                                   nearest_code(j, codes_nearest_currency, text, near));
                        return currency;
                }

        if (j->mode == JUDGE_NEW)
                judge_currency(j, from, number, text, day, money);
        memcpy(currency.code, text.data, 3);
        return currency;
}

void judge_currency_stated(struct judge *j, const struct fields *from, unsigned number,
                           struct currency currency, bool amounts)
{
        if (amounts && currency.code[0] == '\0')
                judge_refuse(j, REASON_MISSING, from, number,
                             "is required where an amount of money is stated");
}
