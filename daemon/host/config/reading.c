/* host/config/reading.c: saying what is wrong; what else a reading is, see reading.h. */
#include "host/config/reading.h"

#include <assert.h>
#include <errno.h>

bool reading_is_short(const struct reading *reading)
{
        return reading->is_short || config_memory_is_short(reading->scratch) ||
               config_memory_is_short(reading->kept);
}

__attribute__((format(printf, 3, 4))) static int add(struct reading *reading, struct config_mark mark,
                                                     const char *format, ...)
{
        va_list arguments;
        int r;

        va_start(arguments, format);
        r = config_errors_add(reading->errors, reading->files[mark.file], mark, format, arguments);
        va_end(arguments);
        return r;
}

/* What a template makes stands at one place, for each of its corridors. */
static int add_made(struct reading *reading, struct config_mark mark, const char *what)
{
        struct text corridor = reading->corridors.list[mark.instance - 1].name;

        if (!what)
                return -ENOMEM;
        return add(reading, mark, "%s (for corridor \"%" TEXT_FORMAT "\")", what, TEXT_ARGUMENTS(corridor));
}

/* Without memory what was read is not what was written, and nothing true can be said of it. */
__attribute__((format(printf, 3, 0))) static void say(struct reading *reading, struct config_mark mark,
                                                      const char *format, va_list arguments)
{
        int r;

        assert(mark.file < CONFIG_FILES_MAX);

        reading->has_errors = true;
        if (!reading->errors || reading_is_short(reading))
                return;
        if (mark.instance > 0)
                r = add_made(reading, mark, config_memory_print(reading->scratch, format, arguments));
        else
                r = config_errors_add(reading->errors, reading->files[mark.file], mark, format, arguments);
        if (r < 0)
                reading->is_short = true;
}

void reading_say_at(struct reading *reading, struct config_mark mark, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        say(reading, mark, format, arguments);
        va_end(arguments);
}

void reading_say(struct reading *reading, const struct tree_node *node, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        say(reading, node->mark, format, arguments);
        va_end(arguments);
}

void reading_say_near(struct reading *reading, const struct tree_node *node, const char *what,
                      struct text word, const struct text *known, size_t known_count, const char *otherwise)
{
        struct text shown = config_shown(word), near;

        if (known_count > READING_NEAREST_MAX)
                known_count = READING_NEAREST_MAX;
        if (text_nearest(word, known, known_count, &near))
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no %s; did you mean \"%" TEXT_FORMAT "\"?",
                            TEXT_ARGUMENTS(shown), what, TEXT_ARGUMENTS(near));
        else
                reading_say(reading, node, "\"%" TEXT_FORMAT "\" is no %s, expected %s",
                            TEXT_ARGUMENTS(shown), what, otherwise);
}
