/* host/log.c */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include "host/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>
#include <time.h>

#define LINE_MAX_BYTES 1024
#define RARELY_SECONDS 60
#define RARELY_IDS     32

static void put(int priority, const char *id, const char *text)
{
        /* Under systemd standard error goes to the journal anyway, but without the fields. */
        if (getenv("JOURNAL_STREAM") &&
            sd_journal_send("MESSAGE=%s", text, "PRIORITY=%i", priority, "MESSAGE_ID=%s", id, NULL) == 0)
                return;
        fprintf(stderr, "<%d>%s\n", priority, text);
}

void log_line(int priority, const char *id, const char *format, ...)
{
        char text[LINE_MAX_BYTES];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        put(priority, id, text);
}

void log_rarely(int priority, const char *id, const char *format, ...)
{
        static struct {
                const char *id;
                time_t last;
                unsigned long left_out;
        } known[RARELY_IDS];
        char text[LINE_MAX_BYTES];
        struct timespec now;
        va_list arguments;
        size_t i = 0;
        int length;

        clock_gettime(CLOCK_MONOTONIC, &now);
        while (i < RARELY_IDS - 1 && known[i].id && strcmp(known[i].id, id) != 0)
                i++;
        if (known[i].id && now.tv_sec - known[i].last < RARELY_SECONDS) {
                known[i].left_out++;
                return;
        }

        va_start(arguments, format);
        length = vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        if (known[i].left_out && length > 0 && (size_t)length < sizeof(text))
                snprintf(text + length, sizeof(text) - (size_t)length, " (and %lu more like it)",
                         known[i].left_out);
        known[i].id = id;
        known[i].last = now.tv_sec;
        known[i].left_out = 0;
        put(priority, id, text);
}
