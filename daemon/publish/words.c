/* publish/words.c */
#include "publish/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/amount.h"
#include "base/civil.h"

#define DIGITS 3

/* ---- amounts ---- */

/* All amounts that are compared are said in the size of one of them. */
struct size {
        struct amount_form form;
        int places; /* behind which the decimals begin */
        const char *word;
};

static wide power_of_ten(int exponent)
{
        wide power = 1;

        while (exponent-- > 0)
                power *= 10;
        return power;
}

static struct size size_of(const struct outlook_words *words, wide like)
{
        static const struct {
                int exponent;
                const char *word;
        } sizes[] = {{12, " tn"}, {9, " bn"}, {6, " m"}};
        struct size size = {amount_form(words->unit, words->scale, like), 0, ""};

        size.places = size.form.scale;
        for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
                if (wide_absolute(like) >= (wide_magnitude)power_of_ten(size.form.scale + sizes[i].exponent)) {
                        size.places = size.form.scale + sizes[i].exponent;
                        size.word = sizes[i].word;
                        break;
                }
        return size;
}

/* Rounded to three digits, noughts at the end left out. */
static const char *figure(const struct size *size, wide units, char buf[DECIMAL_TEXT_MAX])
{
        wide_magnitude whole = wide_absolute(units) / (wide_magnitude)power_of_ten(size->places);
        int decimals = DIGITS - 1;

        for (; whole >= 10 && decimals > 0; whole /= 10)
                decimals--;
        decimals = decimals < size->places ? decimals : size->places;
        units = wide_divide_half_even(units, power_of_ten(size->places - decimals));
        (void)decimal_format_grouped(units, decimals, buf);
        if (decimals > 0) {
                size_t length = strlen(buf);

                while (buf[length - 1] == '0')
                        length--;
                buf[buf[length - 1] == '.' ? length - 1 : length] = '\0';
        }
        return buf;
}

/* ---- the sentence ---- */

struct line {
        char *text;
        size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vsnprintf(line->text + line->length, OUTLOOK_SENTENCE_MAX - line->length, format, arguments);
        va_end(arguments);
        if (length > 0)
                line->length += (size_t)length;
        if (line->length >= OUTLOOK_SENTENCE_MAX)
                line->length = OUTLOOK_SENTENCE_MAX - 1;
}

static void add_until(struct line *line, int32_t deadline_day)
{
        char day[CIVIL_TEXT_MAX];
        int month, mday;

        civil_to_ymd(deadline_day, NULL, &month, &mday);
        if (month == 12 && mday == 31)
                add(line, " for the rest of the year %.4s", civil_format(deadline_day, day));
        else
                add(line, " until %s", civil_format(deadline_day, day));
}

static void add_pace(struct line *line, const struct outlook *outlook, const struct outlook_words *words)
{
        struct size size = size_of(words, outlook->needed > outlook->pace ? outlook->needed : outlook->pace);
        char needed[DECIMAL_TEXT_MAX], pace[DECIMAL_TEXT_MAX];

        if (outlook->needed == 0 && outlook->pace == 0)
                return;
        if (words->deadline_day == CIVIL_NONE) {
                add(line, "makes %s%s a month, ", figure(&size, outlook->pace, pace), size.word);
                return;
        }
        add(line, "needs %s%s a month", figure(&size, outlook->needed, needed), size.word);
        add_until(line, words->deadline_day);
        add(line, ", makes %s%s, ", figure(&size, outlook->pace, pace), size.word);
}

static void add_total(struct line *line, const struct outlook *outlook, const struct outlook_words *words)
{
        struct size size = size_of(words, words->target_known ? words->target :
                                          outlook->has_target ? outlook->target :
                                                                outlook->total);
        char total[DECIMAL_TEXT_MAX], low[DECIMAL_TEXT_MAX], high[DECIMAL_TEXT_MAX], target[DECIMAL_TEXT_MAX];
        char day[CIVIL_TEXT_MAX];

        if (words->deadline_day == CIVIL_NONE)
                add(line, "by %s at ", civil_format(outlook->total_day, day));
        else
                add(line, "ends at ");
        add(line, "%s", figure(&size, outlook->total, total));
        if (words->target_known)
                add(line, " of %s", figure(&size, words->target, target));
        else if (outlook->has_target)
                add(line, " of about %s", figure(&size, outlook->target, target));
        add(line, "%s %" TEXT_FORMAT "%s", size.word, TEXT_ARGUMENTS(size.form.unit),
            amount_ending(&size.form, outlook->total));
        if (outlook->reason == OUTLOOK_SAID)
                add(line, ", between %s and %s", figure(&size, outlook->total_low, low),
                    figure(&size, outlook->total_high, high));
}

static void add_date(struct line *line, const struct outlook *outlook)
{
        char date[CIVIL_TEXT_MAX], low[CIVIL_TEXT_MAX], high[CIVIL_TEXT_MAX];

        if (outlook->date != CIVIL_NONE)
                add(line, ", reached about %s", civil_format(outlook->date, date));
        if (outlook->date_low != CIVIL_NONE && outlook->date_high != CIVIL_NONE)
                add(line, ", between %s and %s", civil_format(outlook->date_low, low),
                    civil_format(outlook->date_high, high));
        else if (outlook->date_low != CIVIL_NONE)
                add(line, "%s not before %s", outlook->date == CIVIL_NONE ? ", reached" : ",",
                    civil_format(outlook->date_low, low));
}

static const char *reason_words(const struct outlook *outlook)
{
        switch ((enum outlook_reason)outlook->reason) {
        case OUTLOOK_NOT_ADDITIVE:
                return "no forecast: not additive";
        case OUTLOOK_NO_CHANCE:
                return "cannot be said yet: what it is made of has no complete month";
        case OUTLOOK_NO_MONTHS:
                return "cannot be said yet: no month is complete";
        case OUTLOOK_INCOMPLETE:
                return "cannot be said yet: a month of its window is not complete, or something in it is not known";
        case OUTLOOK_NO_TARGET:
                return "cannot be said yet: what its target is relative to is not known";
        case OUTLOOK_OF_OTHERS:
                return "made of other milestones: each has an outlook of its own";
        case OUTLOOK_NOT_MONTHLY:
                return "no forecast: figures of weeks, quarters or years make no months";
        default:
                return "";
        }
}

void outlook_sentence(const struct outlook *outlook, const struct outlook_words *words,
                      char ret[OUTLOOK_SENTENCE_MAX])
{
        struct line line = {ret, 0};
        int32_t percent = (outlook->chance_ppm + 5000) / 10000;

        *ret = '\0';
        if (!outlook->has_total) {
                add(&line, "%s", reason_words(outlook));
                return;
        }
        if (outlook->reason != OUTLOOK_SAID) {
                add_total(&line, outlook, words);
                add(&line, ", without a chance: not additive");
                return;
        }
        if (words->deadline_day != CIVIL_NONE && outlook->state == OUTLOOK_UNKNOWN)
                add(&line, "may go either way: ");
        add_pace(&line, outlook, words);
        add_total(&line, outlook, words);
        if (words->deadline_day != CIVIL_NONE)
                add(&line, ", chance %d %%", (int)percent);
        add_date(&line, outlook);
}
