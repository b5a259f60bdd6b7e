/* decode/refusal.c: the words of a refusal: which field, and one sentence that says what was
 * found there, why it cannot be, and what is near to it. Plain text always, however wild the
 * bytes that it speaks of. */
#include "decode/judge.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define QUOTED_BYTES 48 /* of the text itself */

void *judge_memory(struct judge *j, size_t size)
{
        void *memory = arena_take(&j->holding->arena, size);

        if (!memory)
                j->no_memory = true;
        return memory;
}

static struct text keep(struct judge *j, const char *buf, size_t length)
{
        char *copy = judge_memory(j, length);

        if (!copy)
                return (struct text){0};
        memcpy(copy, buf, length);
        return (struct text){copy, length};
}

/* The longest beginning of at most `max` bytes that cuts no character. */
static size_t cut(const char *data, size_t length, size_t max)
{
        if (length <= max)
                return length;
        while (max > 0 && ((unsigned char)data[max] & 0xc0) == 0x80)
                max--;
        return max;
}

/* Writes at most `max` bytes, the last three of them dots where something was cut off. */
static size_t escape(struct text text, char *buf, size_t max)
{
        static const char digits[] = "0123456789abcdef";
        size_t length = 0;

        for (size_t i = 0; i < text.length; i++) {
                unsigned char c = (unsigned char)text.data[i];
                bool plain = c >= ' ' && c < 0x7f && c != '\\';

                if (length + (plain ? 1 : 4) > max - 3) {
                        memcpy(buf + length, "...", 3);
                        return length + 3;
                }
                if (plain) {
                        buf[length++] = (char)c;
                        continue;
                }
                buf[length++] = '\\';
                buf[length++] = 'x';
                buf[length++] = digits[c >> 4];
                buf[length++] = digits[c & 15];
        }
        return length;
}

const char *quoted(struct text text, char buf[QUOTED_MAX])
{
        size_t length;

        buf[0] = '"';
        if (text_is_plain(text)) {
                length = cut(text.data, text.length, QUOTED_BYTES);
                if (length)
                        memcpy(buf + 1, text.data, length);
                if (length < text.length) {
                        memcpy(buf + 1 + length, "...", 3);
                        length += 3;
                }
        } else {
                length = escape(text, buf + 1, QUOTED_BYTES);
        }
        memcpy(buf + 1 + length, "\"", 2);
        return buf;
}

struct text judge_escaped(struct judge *j, struct text text, size_t max)
{
        char buf[256];

        assert(max >= 8 && max <= sizeof(buf));
        if (text.length <= max && text_is_plain(text))
                return text;
        return keep(j, buf, escape(text, buf, max));
}

static const char *did_you_mean(struct text known, char buf[NEAREST_TEXT_MAX])
{
        (void)snprintf(buf, NEAREST_TEXT_MAX, "; did you mean %" TEXT_FORMAT "?", TEXT_ARGUMENTS(known));
        return buf;
}

const char *nearest_code(struct judge *j, bool (*nearest)(struct text, struct text *), struct text word,
                         char buf[NEAREST_TEXT_MAX])
{
        struct text known;

        if (j->refusal->reason != REASON_NONE || j->nearest_left == 0)
                return "";
        j->nearest_left--;
        return nearest(word, &known) ? did_you_mean(known, buf) : "";
}

const char *nearest_on_day(struct judge *j, const struct codes_currency *currency, int32_t day,
                           char buf[NEAREST_TEXT_MAX])
{
        struct text known;

        if (j->refusal->reason != REASON_NONE || j->nearest_left == 0)
                return "";
        j->nearest_left--;
        return codes_currency_of_day(currency, day, &known) ? did_you_mean(known, buf) : "";
}

const char *nearest_name(struct judge *j, struct text word, const struct text *known, size_t n,
                         char buf[NEAREST_TEXT_MAX])
{
        struct text name;

        if (j->refusal->reason != REASON_NONE || j->nearest_left == 0)
                return "";
        j->nearest_left--;
        return text_nearest(word, known, n, &name) ? did_you_mean(name, buf) : "";
}

static void put_field(struct judge *j, const struct fields *fields, unsigned number)
{
        const char *name = number ? fields->shape->fields[number].name : "";
        char buf[DECODE_FIELD_BYTES_MAX + 1];
        size_t length;

        (void)snprintf(buf, sizeof(buf), "%s%s", fields->prefix, name);
        length = strlen(buf);
        if (length > 0 && buf[length - 1] == '.') /* of the message itself */
                length--;
        j->refusal->field = keep(j, buf, length);
}

__attribute__((format(printf, 5, 0))) static void refuse(struct judge *j, enum reason reason,
                                                         const struct fields *fields, unsigned number,
                                                         const char *format, va_list arguments)
{
        char buf[2 * DECODE_MESSAGE_BYTES_MAX];
        size_t length;

        j->refusal->reason = (uint8_t)reason;
        put_field(j, fields, number);

        (void)snprintf(buf, sizeof(buf), "%" TEXT_FORMAT "%s", TEXT_ARGUMENTS(j->refusal->field),
                       j->refusal->field.length ? ": " : "");
        length = strlen(buf);
        (void)vsnprintf(buf + length, sizeof(buf) - length, format, arguments);
        j->refusal->message = keep(j, buf, cut(buf, strlen(buf), DECODE_MESSAGE_BYTES_MAX));
}

void judge_refuse(struct judge *j, enum reason reason, const struct fields *fields, unsigned number,
                  const char *format, ...)
{
        va_list arguments;

        if (j->mode != JUDGE_NEW || j->refusal->reason != REASON_NONE)
                return;

        va_start(arguments, format);
        refuse(j, reason, fields, number, format, arguments);
        va_end(arguments);
}

void judge_fail(struct judge *j, enum reason reason, const struct fields *fields, unsigned number,
                const char *format, ...)
{
        va_list arguments;

        if (j->mode == JUDGE_TRUST)
                j->broken = true;
        if (j->mode != JUDGE_NEW || j->refusal->reason != REASON_NONE)
                return;

        va_start(arguments, format);
        refuse(j, reason, fields, number, format, arguments);
        va_end(arguments);
}

void judge_malformed(struct judge *j, const struct fields *fields)
{
        bool in_event = j->whole_event.length > 0;
        char buf[DECODE_MESSAGE_BYTES_MAX + 1], where[64] = "";

        if (j->malformed)
                return;

        j->malformed = true;
        if (in_event)
                (void)snprintf(where, sizeof(where), "event %zu, ", j->index);
        (void)snprintf(buf, sizeof(buf), "no message of this protocol: %sbyte %zu of %s%.*s: %s", where,
                       fields->malformed_at, fields->prefix[0] ? "" : (in_event ? "it" : "the batch"),
                       (int)(strlen(fields->prefix) - (fields->prefix[0] != '\0')), fields->prefix,
                       fields->malformed);
        j->refusal->reason = REASON_UNREADABLE;
        j->refusal->field = j->whole_event;
        j->refusal->message = keep(j, buf, strlen(buf));
}
