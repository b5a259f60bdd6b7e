/* decode/take.c: a field out of a message, converted and checked: texts, numbers, days. */
#include "decode/judge.h"

#include <assert.h>
#include <inttypes.h>

#include "base/civil.h"

bool take_message(struct judge *j, const struct fields *from, unsigned number, enum shape_id shape,
                  const char *prefix, struct fields *ret)
{
        if (fields_take(ret, &j->decoder->shapes[shape], prefix, fields_bytes(from, number)) != 0) {
                judge_malformed(j, ret);
                ret->present = 0;
                return false;
        }
        j->unknown_bytes += ret->unknown_bytes;
        return fields_has(from, number);
}

/* Whether the text may be kept as it is. What was accepted once is not looked at again. */
static bool is_fit(struct judge *j, const struct fields *from, unsigned number, struct text text, size_t max)
{
        char buf[QUOTED_MAX];

        if (j->mode == JUDGE_TRUST || text.length == 0)
                return true;

        if (text.length > max) {
                judge_refuse(j, REASON_TEXT, from, number, "%s is of %zu bytes, at most %zu are kept",
                             quoted(text, buf), text.length, max);
                return false;
        }
        if (!text_is_plain(text)) {
                judge_refuse(j, REASON_TEXT, from, number, "%s is not UTF-8 without NUL and controls",
                             quoted(text, buf));
                return false;
        }
        return true;
}

struct text take_text(struct judge *j, const struct fields *from, unsigned number, size_t max)
{
        struct text text = fields_bytes(from, number);

        return is_fit(j, from, number, text, max) ? text : (struct text){0};
}

struct text take_id(struct judge *j, const struct fields *from, unsigned number, struct text id)
{
        if (id.length == 0)
                judge_refuse(j, REASON_MISSING, from, number, "is required, it names the record");
        /* An id that is no text is shown, so that its sender can find it. */
        return is_fit(j, from, number, id, ID_BYTES_MAX) ? id : judge_escaped(j, id, ID_BYTES_MAX);
}

struct text take_name(struct judge *j, const struct fields *from, unsigned number)
{
        struct text text = take_text(j, from, number, NAME_BYTES_MAX);
        char buf[QUOTED_MAX];

        if (j->mode == JUDGE_NEW && text.length > 0 && !text_is_name(text))
                judge_refuse(j, REASON_TEXT, from, number,
                             "%s is not a name: a-z, 0-9 and - between them, at most %d", quoted(text, buf),
                             NAME_BYTES_MAX);
        return text;
}

uint8_t take_enum(struct judge *j, const struct fields *from, unsigned number)
{
        uint64_t value = fields_number(from, number);

        if (value >= 64 || !(from->shape->fields[number].values >> value & 1)) {
                judge_fail(j, REASON_ENUM, from, number, "%" PRIu64 " is no value that this version knows",
                           value);
                return 0;
        }
        return (uint8_t)value;
}

uint32_t take_u32(struct judge *j, const struct fields *from, unsigned number, uint32_t max)
{
        uint64_t value = fields_number(from, number);

        if (value > max) {
                judge_fail(j, REASON_RANGE, from, number, "%" PRIu64 " is above %" PRIu32, value, max);
                return 0;
        }
        return (uint32_t)value;
}

struct quantity take_quantity(struct judge *j, const struct fields *from, unsigned number)
{
        struct fields quantity;
        int64_t units;

        if (!fields_has(from, number) ||
            !take_message(j, from, number, SHAPE_QUANTITY, from->prefix, &quantity))
                return (struct quantity){0};

        units = (int64_t)fields_number(&quantity, AT_QUANTITY_UNITS);
        if (units > AMOUNT_MAX || units < -AMOUNT_MAX) {
                judge_fail(j, REASON_RANGE, from, number, "%" PRId64 " is beyond 2^62 of its smallest unit",
                           units);
                return (struct quantity){0};
        }
        return (struct quantity){true, units};
}

int32_t take_day(struct judge *j, const struct fields *from, unsigned number, int32_t ahead_max)
{
        struct text text = fields_bytes(from, number);
        char buf[QUOTED_MAX], last[CIVIL_TEXT_MAX];
        int32_t day = CIVIL_NONE;
        int r;

        if (text.length == 0)
                return CIVIL_NONE;

        r = civil_parse(text, &day);
        if (r != 0) {
                judge_fail(j, REASON_PERIOD, from, number, "%s is %s", quoted(text, buf),
                           r == CIVIL_SYNTAX ? "no date of the form 2024-05-01"
                                             : "a date that no calendar has");
                return CIVIL_NONE;
        }
        if (day < EVENT_DAY_MIN)
                judge_refuse(j, REASON_HORIZON, from, number, "%s is before 1900-01-01", quoted(text, buf));
        if (day > j->batch->received_day + ahead_max)
                judge_refuse(j, REASON_HORIZON, from, number,
                             "%s is after %s, the last day that may be named today", quoted(text, buf),
                             civil_format(j->batch->received_day + ahead_max, last));
        return day;
}

struct period take_period(struct judge *j, const struct fields *from, unsigned number)
{
        struct text text = fields_bytes(from, number);
        struct period period = period_none();
        char buf[QUOTED_MAX];
        int r;

        if (text.length == 0)
                return period;

        r = period_parse(text, &period);
        if (r != 0)
                judge_fail(j, REASON_PERIOD, from, number, "%s is %s", quoted(text, buf),
                           r == PERIOD_SYNTAX
                                   ? "no period: 2024-05-01, 2024-W18, 2024-05, 2024-Q2, 2024-H1 or 2024"
                                   : "a period that no calendar has");
        return period;
}

void judge_require(struct judge *j, const struct fields *from, unsigned number, bool there)
{
        if (!there)
                judge_refuse(j, REASON_MISSING, from, number, "is required");
}
