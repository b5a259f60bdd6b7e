/* tests/support/oracle/driver_read.c: lines into batches and plans. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/wire.h"
#include "support/oracle/driver.h"

static struct text text_kept(struct driver *driver, const char *word)
{
        size_t length = strlen(word);
        char *copy = driver_block(driver, length + 1);

        memcpy(copy, word, length);
        return (struct text){copy, length};
}

static struct place place_read(const char *word)
{
        struct place place = place_none();

        if (place_parse(text_of(word), &place) != 0)
                driver_die("a place was expected");
        return place;
}

static struct currency currency_read(const char *word)
{
        struct currency currency = {0};

        memcpy(currency.code, word, strnlen(word, 3));
        return currency;
}

static struct quantity quantity_read(const char *word)
{
        return (struct quantity){true, strtoll(word, NULL, 10)};
}

/* KIND:FIRST:LAST */
static struct period period_read(const char *word)
{
        struct period period;
        int kind, first, last;

        if (sscanf(word, "%d:%d:%d", &kind, &first, &last) != 3)
                driver_die("a period was expected");
        period = (struct period){(enum period_kind)kind, first, last};
        return period;
}

static wide wide_read(const char *word)
{
        bool negative = *word == '-';
        wide sum = 0;

        for (word += negative; *word >= '0' && *word <= '9'; word++)
                sum = sum * 10 + (*word - '0');
        return negative ? -sum : sum;
}

/* The next KEY=VALUE of a line; false at its end. */
static bool pair_next(char **rest, char **ret_key, char **ret_value)
{
        char *word;

        while ((word = strsep(rest, " \n"))) {
                char *equals = strchr(word, '=');

                if (!equals)
                        continue;
                *equals = '\0';
                *ret_key = word;
                *ret_value = equals + 1;
                return true;
        }
        return false;
}

/* ---- events ---- */

static bool trade_read(struct driver *driver, struct event_trade *trade, const char *key, const char *value)
{
        if (strcmp(key, "reporter") == 0)
                trade->reporter = place_read(value);
        else if (strcmp(key, "partner") == 0)
                trade->partner = place_read(value);
        else if (strcmp(key, "flow") == 0)
                trade->flow = (uint8_t)number_read(value);
        else if (strcmp(key, "supply") == 0)
                trade->supply = (uint8_t)number_read(value);
        else if (strcmp(key, "valuation") == 0)
                trade->valuation = (uint8_t)number_read(value);
        else if (strcmp(key, "basis") == 0)
                trade->partner_basis = (uint8_t)number_read(value);
        else if (strcmp(key, "mode") == 0)
                trade->mode = (uint8_t)number_read(value);
        else if (strcmp(key, "commodity") == 0)
                trade->commodity.code = text_kept(driver, value);
        else if (strcmp(key, "edition") == 0)
                trade->commodity.edition = (uint16_t)number_read(value);
        else if (strcmp(key, "value") == 0)
                trade->value = quantity_read(value);
        else if (strcmp(key, "currency") == 0)
                trade->currency = currency_read(value);
        else if (strcmp(key, "mass") == 0)
                trade->net_mass = quantity_read(value);
        else if (strcmp(key, "facility") == 0)
                trade->facility = text_kept(driver, value);
        else
                return false;
        return true;
}

static bool freight_read(struct driver *driver, struct event_freight *freight, const char *key, const char *value)
{
        if (strcmp(key, "origin") == 0)
                freight->origin = text_kept(driver, value);
        else if (strcmp(key, "destination") == 0)
                freight->destination = text_kept(driver, value);
        else if (strcmp(key, "facility") == 0)
                freight->facility = text_kept(driver, value);
        else if (strcmp(key, "mode") == 0)
                freight->mode = (uint8_t)number_read(value);
        else if (strcmp(key, "stage") == 0)
                freight->stage = (uint8_t)number_read(value);
        else if (strcmp(key, "flow") == 0)
                freight->flow = (uint8_t)number_read(value);
        else if (strcmp(key, "commodity") == 0)
                freight->commodity.code = text_kept(driver, value);
        else if (strcmp(key, "mass") == 0)
                freight->mass = quantity_read(value);
        else if (strcmp(key, "wagons") == 0)
                freight->wagons = quantity_read(value);
        else if (strcmp(key, "teu") == 0)
                freight->teu = quantity_read(value);
        else if (strcmp(key, "containers") == 0)
                freight->containers = quantity_read(value);
        else if (strcmp(key, "value") == 0)
                freight->value = quantity_read(value);
        else if (strcmp(key, "currency") == 0)
                freight->currency = currency_read(value);
        else
                return false;
        return true;
}

static bool project_read(struct driver *driver, struct event_project *project, const char *key, const char *value)
{
        if (strcmp(key, "project") == 0)
                project->project = text_kept(driver, value);
        else if (strcmp(key, "what") == 0)
                project->kind = (uint8_t)number_read(value);
        else if (strcmp(key, "stage") == 0)
                project->stage = (uint8_t)number_read(value);
        else if (strcmp(key, "progress") == 0)
                project->progress = quantity_read(value);
        else if (strcmp(key, "budget") == 0)
                project->budget = quantity_read(value);
        else if (strcmp(key, "spent") == 0)
                project->spent = quantity_read(value);
        else if (strcmp(key, "currency") == 0)
                project->currency = currency_read(value);
        else if (strcmp(key, "due") == 0)
                project->due_day = number_read(value);
        else if (strcmp(key, "place") == 0)
                project->places[project->places_count++] = place_read(value);
        else if (strcmp(key, "facility") == 0)
                project->facility = text_kept(driver, value);
        else
                return false;
        return true;
}

static bool rate_read(struct event_rate *rate, const char *key, const char *value)
{
        if (strcmp(key, "base") == 0)
                rate->base = currency_read(value);
        else if (strcmp(key, "quote") == 0)
                rate->quote = currency_read(value);
        else if (strcmp(key, "mantissa") == 0)
                rate->mantissa = strtoll(value, NULL, 10);
        else if (strcmp(key, "scale") == 0)
                rate->scale = (uint8_t)number_read(value);
        else if (strcmp(key, "what") == 0)
                rate->kind = (uint8_t)number_read(value);
        else
                return false;
        return true;
}

static bool common_read(struct driver *driver, struct event *event, const char *key, const char *value)
{
        if (strcmp(key, "id") == 0)
                event->id = text_kept(driver, value);
        else if (strcmp(key, "number") == 0)
                event->number = strtoull(value, NULL, 10);
        else if (strcmp(key, "period") == 0)
                event->period = period_read(value);
        else if (strcmp(key, "status") == 0)
                event->status = (uint8_t)number_read(value);
        else if (strcmp(key, "reality") == 0)
                event->reality = (uint8_t)number_read(value);
        else if (strcmp(key, "level-commodity") == 0)
                event->levels.commodity = (uint8_t)number_read(value);
        else if (strcmp(key, "level-reporter") == 0)
                event->levels.reporter = (uint8_t)number_read(value);
        else if (strcmp(key, "level-partner") == 0)
                event->levels.partner = (uint8_t)number_read(value);
        else if (strcmp(key, "level-mode") == 0)
                event->levels.mode = (uint8_t)number_read(value);
        else if (strcmp(key, "level-place") == 0)
                event->levels.place = (uint8_t)number_read(value);
        else
                return false;
        return true;
}

static bool pair_read(struct driver *driver, struct batch_event *ret, const char *key, const char *value)
{
        struct event *event = &ret->event;

        if (strcmp(key, "refused") == 0) {
                ret->refusal = (struct refusal){(uint8_t)number_read(value), TEXT("period"), TEXT("no")};
                return true;
        }
        if (common_read(driver, event, key, value))
                return true;
        switch (event->kind) {
        case EVENT_TRADE:
                return trade_read(driver, &event->trade, key, value);
        case EVENT_FREIGHT:
                return freight_read(driver, &event->freight, key, value);
        case EVENT_PROJECT:
                return project_read(driver, &event->project, key, value);
        case EVENT_RATE:
                return rate_read(&event->rate, key, value);
        default:
                event->withdrawal.reason = (uint8_t)number_read(value);
                return strcmp(key, "why") == 0;
        }
}

static void content_hash(struct batch_event *event)
{
        static const uint64_t seed[2] = {1, 2};
        struct wire_out out = {0};
        struct hash128 hash;

        event_write(&out, &event->event);
        hash = hash128(out.data, out.length, seed);
        memcpy(event->content, &hash, CONTENT_HASH_BYTES);
        wire_out_done(&out);
}

void event_add(struct driver *driver, char *words)
{
        struct batch *batch = driver->batch;
        char *key, *value;
        struct batch_event *event;

        if (!batch || batch->kind != BATCH_EVENTS || batch->events_count == BATCH_EVENTS_MAX)
                driver_die("an event without its batch");
        event = &batch->events[batch->events_count++];
        event->event = (struct event){.source = batch->source, .period = period_none()};
        if (!pair_next(&words, &key, &value) || strcmp(key, "kind") != 0)
                driver_die("the kind of an event comes first");
        event->event.kind = (uint8_t)number_read(value);
        if (event->event.kind == EVENT_PROJECT)
                event->event.project.due_day = CIVIL_NONE;
        while (pair_next(&words, &key, &value))
                if (!pair_read(driver, event, key, value))
                        driver_die(key);
        batch->refused_count += event->refusal.reason != REASON_NONE;
        content_hash(event);
}

/* ---- batches ---- */

static void vintage_read(struct batch *batch, const char *value)
{
        unsigned serial;
        int day;

        if (sscanf(value, "%d.%u", &day, &serial) != 2)
                driver_die("a vintage was expected");
        batch->in_release = true;
        batch->vintage_day = day;
        batch->vintage_serial = serial;
}

static void periods_read(struct driver *driver, struct release_end *end, char *value)
{
        struct period_range *ranges = driver_block(driver, RELEASE_PERIODS_MAX * sizeof(*ranges));
        char *word;

        while ((word = strsep(&value, ","))) {
                int first, last;

                if (sscanf(word, "%d:%d", &first, &last) == 2)
                        ranges[end->periods_count++] = (struct period_range){first, last};
        }
        end->periods = ranges;
}

/* OF/FLOW/CURRENCY/PERIOD/SUM */
static void controls_read(struct driver *driver, struct release_end *end, char *value)
{
        struct control_total *controls = driver_block(driver, 16 * sizeof(*controls));
        char *word;

        while ((word = strsep(&value, ",")) && end->controls_count < 16) {
                struct control_total *control = &controls[end->controls_count++];

                control->of = (uint8_t)number_read(strsep(&word, "/"));
                control->flow = (uint8_t)number_read(strsep(&word, "/"));
                control->currency = currency_read(strsep(&word, "/"));
                control->period = period_read(strsep(&word, "/"));
                if (control->period.kind == PERIOD_NONE)
                        control->period = period_none();
                control->sum = wide_read(strsep(&word, "/"));
        }
        end->controls = controls;
}

/* CURRENCY:DIGITS */
static void scales_read(struct driver *driver, struct batch *batch, char *value)
{
        struct currency_scale *scales = driver_block(driver, strlen(value) * sizeof(*scales));
        char *word;

        while ((word = strsep(&value, ",")))
                scales[batch->scales_count++] =
                        (struct currency_scale){currency_read(word), (uint8_t)number_read(word + 4)};
        batch->scales = scales;
}

static bool end_read(struct driver *driver, struct release_end *end, const char *key, char *value)
{
        if (strcmp(key, "batches") == 0)
                end->batches = (uint32_t)number_read(value);
        else if (strcmp(key, "events") == 0)
                end->events = (uint64_t)number_read(value);
        else if (strcmp(key, "periods") == 0)
                periods_read(driver, end, value);
        else if (strcmp(key, "controls") == 0)
                controls_read(driver, end, value);
        else if (strcmp(key, "status") == 0)
                end->status = (uint8_t)number_read(value);
        else if (strcmp(key, "complete") == 0)
                end->complete = number_read(value) != 0;
        else if (strcmp(key, "replaces") == 0)
                end->replaces = number_read(value) != 0;
        else if (strcmp(key, "historical") == 0)
                end->historical = number_read(value) != 0;
        else if (strcmp(key, "embargo") == 0)
                end->embargo_day = number_read(value);
        else
                return false;
        return true;
}

struct batch *batch_begin(struct driver *driver, enum batch_kind kind, char *words)
{
        struct batch *batch = driver_block(driver, sizeof(*batch));
        char *key, *value;

        *batch = (struct batch){
                .kind = kind,
                .received_day = CIVIL_NONE,
                .vintage_day = CIVIL_NONE,
                .nothing_until_day = CIVIL_NONE,
                .end = {.embargo_day = CIVIL_NONE},
        };
        while (pair_next(&words, &key, &value)) {
                if (strcmp(key, "source") == 0)
                        batch->source = text_kept(driver, value);
                else if (strcmp(key, "number") == 0)
                        batch->number = strtoull(value, NULL, 10);
                else if (strcmp(key, "count") == 0)
                        batch->events = driver_block(driver, (size_t)number_read(value) * sizeof(*batch->events));
                else if (strcmp(key, "vintage") == 0)
                        vintage_read(batch, value);
                else if (strcmp(key, "scales") == 0)
                        scales_read(driver, batch, value);
                else if (strcmp(key, "part") == 0)
                        batch->release_batch = (uint32_t)number_read(value);
                else if (strcmp(key, "nothing") == 0)
                        batch->nothing_until_day = number_read(value);
                else if (!end_read(driver, &batch->end, key, value))
                        driver_die(key);
        }
        return batch;
}

/* ---- plans ---- */

struct config *plan_read(const char *yaml, size_t length)
{
        struct config_environment environment = {.runtime_folder = "/run/milestoned",
                                                 .state_folder = "/var/lib/milestoned"};
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        char path[64];
        int file = memfd_create("plan", MFD_CLOEXEC);
        int r;

        if (file < 0 || write(file, yaml, length) != (ssize_t)length)
                driver_die("the configuration cannot be written");
        snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
        r = config_read(path, &environment, &errors, &config);
        close(file);
        if (r < 0)
                driver_die("no memory");
        for (size_t i = 0; i < errors.count; i++)
                printf("refused plan %u:%u %s\n", errors.list[i].line, errors.list[i].column,
                       errors.list[i].what);
        return config;
}
