/* tests/unit/core/world.c: the plan of the tests, and batches from words. */
#include "unit/core/world.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "base/hash.h"

static const struct place place_ru[] = {{"RU"}}, place_by[] = {{"BY"}};
static const struct plan_corridor corridors[] = {
        {.name = TEXT_INIT("corridor"),
         .sides = {{.places_count = 1, .places = place_ru}, {.places_count = 1, .places = place_by}}},
};

static const struct plan_source sources[WORLD_SOURCES] = {
        [COUNTER] = {.name = TEXT_INIT("counter"),
                     .resolution = PERIOD_DAY,
                     .numbers = NUMBERS_BY_ARRIVAL,
                     .complete_after_days = 3},
        [CUSTOMS] = {.name = TEXT_INIT("customs"),
                     .resolution = PERIOD_MONTH,
                     .numbers = NUMBERS_BY_RELEASE,
                     .complete_after_days = -1},
        [DECLARED] = {.name = TEXT_INIT("declared"),
                      .resolution = PERIOD_MONTH,
                      .numbers = NUMBERS_EXPLICIT,
                      .complete_after_days = -1},
        [OFFICE] = {.name = TEXT_INIT("office"),
                    .resolution = PERIOD_QUARTER,
                    .numbers = NUMBERS_EXPLICIT,
                    .complete_after_days = 20},
        [PORT] = {.name = TEXT_INIT("port"),
                  .resolution = PERIOD_DAY,
                  .numbers = NUMBERS_EXPLICIT,
                  .complete_after_days = 10},
};

static const uint32_t of_counter[] = {COUNTER}, of_customs[] = {CUSTOMS}, of_declared[] = {DECLARED},
                      of_office[] = {DECLARED, OFFICE}, of_port[] = {PORT}, of_two[] = {CUSTOMS, PORT};

static void measure_init(struct plan_measure *measure, struct text name, const uint32_t *of, size_t of_count,
                         enum period_kind resolution, struct plan_window window)
{
        *measure = (struct plan_measure){
                .name = name,
                .event_kind = EVENT_TRADE,
                .quantity = QUANTITY_VALUE,
                .reporter = {"RU"},
                .sources_count = of_count,
                .sources = of,
                .currency = {"USD"},
                .scale = 2,
                .unit = TEXT("USD"),
                .resolution = resolution,
                .window = window,
                .series_max = 100,
        };
        measure->window.fiscal_start = 1;
}

void world_init(struct world *world)
{
        const struct plan_window year = {.kind = WINDOW_CALENDAR, .period = PERIOD_YEAR};
        struct plan_measure *of = world->measures;

        *world = (struct world){0};
        memcpy(world->sources, sources, sizeof(sources));
        for (size_t i = 0; i < WORLD_SOURCES; i++) {
                world->sources[i].kinds = 1u << EVENT_TRADE | 1u << EVENT_WITHDRAWAL;
                world->sources[i].retired_day = world->sources[i].expect_from_day = CIVIL_NONE;
        }
        measure_init(&of[COUNTER_WEEK], TEXT("counter-week"), of_counter, 1, PERIOD_DAY,
                     (struct plan_window){.kind = WINDOW_LAST_DAYS, .count = 7});
        measure_init(&of[CUSTOMS_12], TEXT("customs-12"), of_customs, 1, PERIOD_MONTH,
                     (struct plan_window){.kind = WINDOW_LAST_MONTHS, .count = 12});
        measure_init(&of[CUSTOMS_YEAR], TEXT("customs-year"), of_customs, 1, PERIOD_MONTH, year);
        measure_init(&of[DECLARED_YEAR], TEXT("declared-year"), of_declared, 1, PERIOD_MONTH, year);
        measure_init(&of[OFFICE_YEAR], TEXT("office-year"), of_office, 2, PERIOD_QUARTER, year);
        measure_init(&of[PORT_SINCE], TEXT("port-since"), of_port, 1, PERIOD_DAY,
                     (struct plan_window){.kind = WINDOW_SINCE, .since_day = civil_from_ymd(2021, 1, 1)});
        measure_init(&of[TWO_YEAR], TEXT("two-year"), of_two, 2, PERIOD_MONTH, year);
        of[CUSTOMS_YEAR].by_count = 1;
        of[CUSTOMS_YEAR].by[0] = BY_FLOW;
        of[DECLARED_YEAR].by_count = 2;
        of[DECLARED_YEAR].by[0] = BY_FLOW;
        of[DECLARED_YEAR].by[1] = BY_STATUS;

        world->plan = (struct plan){
                .clock = CLOCK_SYSTEM,
                .until_day = CIVIL_NONE,
                .sources_count = WORLD_SOURCES,
                .corridors_count = 1,
                .measures_count = WORLD_MEASURES,
                .sources = world->sources,
                .corridors = corridors,
                .measures = world->measures,
                .milestones = world->milestones,
        };
}

void world_done(struct world *world)
{
        for (size_t i = 0; i < world->blocks_count; i++)
                free(world->blocks[i]);
        free(world->blocks);
}

void *world_block(struct world *world, size_t size)
{
        void *block = calloc(1, size ? size : 1);

        world->blocks = realloc(world->blocks, (world->blocks_count + 1) * sizeof(*world->blocks));
        ck_assert_ptr_nonnull(block);
        ck_assert_ptr_nonnull(world->blocks);
        world->blocks[world->blocks_count++] = block;
        return block;
}

static struct text text_kept(struct world *world, const char *word, size_t length)
{
        char *copy = world_block(world, length + 1);

        memcpy(copy, word, length);
        return (struct text){copy, length};
}

int32_t world_day(const char *text)
{
        int32_t day = CIVIL_NONE;

        ck_assert_msg(civil_parse(text_of(text), &day) == 0, "'%s' is no day", text);
        return day;
}

struct plan_milestone *world_milestone(struct world *world, const char *name, uint32_t measure,
                                       int64_t target, const char *by)
{
        size_t count = world->plan.milestones_count++;
        struct plan_milestone *milestone = &world->milestones[count];
        struct plan_terms *terms = world_block(world, sizeof(*terms));

        ck_assert_uint_lt(count, WORLD_MILESTONES_MAX);
        ck_assert(count == 0 || text_compare(world->milestones[count - 1].name, text_of(name)) < 0);
        *terms = (struct plan_terms){
                .on_day = CIVIL_NONE,
                .target = {.amount = target, .frozen_day = CIVIL_NONE},
                .deadline_day = by ? world_day(by) : CIVIL_NONE,
        };
        *milestone = (struct plan_milestone){
                .name = text_of(name),
                .measure = measure,
                .terms_count = 1,
                .terms = terms,
                .fiscal_start = 1,
                .from_day = CIVIL_NONE,
                .grace_days = PLAN_NEVER,
        };
        return milestone;
}

struct plan_milestone *world_each_year(struct world *world, const char *name, uint32_t measure,
                                       int64_t target, int from_year)
{
        struct plan_milestone *milestone = world_milestone(world, name, measure, target, NULL);

        milestone->each = PERIOD_YEAR;
        milestone->from_day = civil_from_ymd(from_year, 1, 1);
        return milestone;
}

void world_steps(struct world *world, struct plan_milestone *milestone, int a, int b, int c)
{
        uint32_t *steps = world_block(world, 3 * sizeof(*steps));
        int percent[] = {a, b, c};

        milestone->steps_count = 0;
        for (size_t i = 0; i < 3 && percent[i]; i++)
                steps[milestone->steps_count++] = (uint32_t)percent[i] * 10000;
        milestone->steps_ppm = steps;
}

struct plan_terms *world_terms(struct world *world, struct plan_milestone *milestone, size_t count)
{
        struct plan_terms *terms = world_block(world, count * sizeof(*terms));

        for (size_t i = 0; i < count; i++)
                terms[i] = milestone->terms[0];
        milestone->terms = terms;
        milestone->terms_count = count;
        return terms;
}

struct period world_period(const char *text)
{
        struct period period;

        ck_assert_msg(period_parse(text_of(text), &period) == 0, "'%s' is no period", text);
        return period;
}

struct plan_target *world_relative(struct world *world, struct plan_milestone *milestone, uint64_t percent,
                                   const char *of)
{
        struct plan_target *target = &world_terms(world, milestone, 1)->target;
        const char *dots = strstr(of, "..");
        char first[PERIOD_TEXT_MAX] = "";

        target->kind = dots ? TARGET_OF_BEST : *of ? TARGET_OF_PERIOD : TARGET_OF_LAST_YEAR;
        target->factor_ppm = percent * 10000;
        if (dots) {
                memcpy(first, of, (size_t)(dots - of));
                target->first = world_period(first);
                target->last = world_period(dots + 2);
        } else if (*of) {
                target->first = target->last = world_period(of);
        }
        return target;
}

struct plan_milestone *world_hold(struct world *world, const char *name, uint32_t measure, int64_t level,
                                  int64_t band)
{
        struct plan_milestone *milestone = world_milestone(world, name, measure, level, NULL);

        milestone->form = MILESTONE_HOLD;
        milestone->band = band;
        return milestone;
}

static uint32_t milestone_named(const struct world *world, const char *name)
{
        for (uint32_t i = 0; i < world->plan.milestones_count; i++)
                if (text_equal(world->milestones[i].name, text_of(name)))
                        return i;
        ck_abort_msg("no milestone '%s'", name);
        return 0;
}

struct plan_milestone *world_others(struct world *world, const char *name, uint32_t needed, const char *members,
                                    const char *by)
{
        struct plan_milestone *milestone = world_milestone(world, name, PLAN_NO_INDEX, needed, by);
        uint32_t *list = world_block(world, WORLD_MILESTONES_MAX * sizeof(*list));
        char words[256], *rest = words, *word;

        ck_assert_uint_lt(strlen(members), sizeof(words));
        strcpy(words, members);
        while ((word = strtok_r(rest, " ", &rest)))
                list[milestone->members_count++] = milestone_named(world, word);
        milestone->form = MILESTONE_OF_OTHERS;
        milestone->members = list;
        milestone->members_needed = needed;
        return milestone;
}

/* ---- events ---- */

static bool is_number(const char *word)
{
        word += *word == '-';
        return *word && strspn(word, "0123456789") == strlen(word);
}

static void word_read(const char *word, struct batch_event *ret)
{
        struct event *event = &ret->event;
        struct period period;

        if (is_number(word))
                event->trade.value = (struct quantity){true, strtoll(word, NULL, 10)};
        else if (period_parse(text_of(word), &period) == 0)
                event->period = period;
        else if (strcmp(word, "?") == 0)
                event->trade.value = (struct quantity){false, 0};
        else if (strcmp(word, "import") == 0)
                event->trade.flow = FLOW_IMPORT;
        else if (strcmp(word, "provisional") == 0)
                event->status = STATUS_PROVISIONAL;
        else if (strcmp(word, "final") == 0)
                event->status = STATUS_FINAL;
        else if (strcmp(word, "planned") == 0)
                event->reality = REALITY_PLANNED;
        else if (strcmp(word, "EUR") == 0)
                event->trade.currency = (struct currency){"EUR"};
        else if (strcmp(word, "elsewhere") == 0)
                event->trade.partner = (struct place){"CN"};
        else if (strcmp(word, "refused") == 0)
                ret->refusal = (struct refusal){REASON_CODE, TEXT("trade.partner"), TEXT("no such place")};
        else if (strcmp(word, "withdrawn") == 0)
                *event = (struct event){.source = event->source,
                                        .id = event->id,
                                        .number = event->number,
                                        .period = period_none(),
                                        .kind = EVENT_WITHDRAWAL,
                                        .withdrawal = {.reason = 1}};
        else
                ck_abort_msg("'%s' says nothing", word);
}

void world_content(struct batch_event *event)
{
        static const uint64_t seed[2] = {1, 2};
        struct wire_out out = {0};
        struct hash128 hash;

        event_write(&out, &event->event);
        ck_assert(!out.failed);
        hash = hash128(out.data, out.length, seed);
        memcpy(event->content, &hash, CONTENT_HASH_BYTES);
        wire_out_done(&out);
}

static void event_parse(struct world *world, const struct batch *batch, uint64_t number, char *words,
                        struct batch_event *ret)
{
        char *rest = NULL, *word = strtok_r(words, " \n", &rest), *slash;

        ck_assert_ptr_nonnull(word);
        *ret = (struct batch_event){.event = {.source = batch->source,
                                              .number = number,
                                              .period = period_none(),
                                              .kind = EVENT_TRADE,
                                              .trade = {.reporter = {"RU"},
                                                        .partner = {"BY"},
                                                        .flow = FLOW_EXPORT,
                                                        .currency = {"USD"}}}};
        slash = strchr(word, '/');
        if (slash) {
                ret->event.number = strtoull(slash + 1, NULL, 10);
                *slash = '\0';
        }
        ret->event.id = text_kept(world, word, strlen(word));
        while ((word = strtok_r(NULL, " \n", &rest)))
                word_read(word, ret);
        world_content(ret);
}

static struct batch *batch_new(struct world *world, uint32_t source)
{
        struct batch *batch = world_block(world, sizeof(*batch));

        *batch = (struct batch){
                .kind = BATCH_EVENTS,
                .source = world->sources[source].name,
                .received_day = CIVIL_NONE,
                .vintage_day = CIVIL_NONE,
                .nothing_until_day = CIVIL_NONE,
        };
        return batch;
}

static void events_parse(struct world *world, struct batch *batch, uint64_t number, const char *events)
{
        char *words = strdup(events), *rest = NULL, *one;
        size_t count = 1;

        for (const char *at = events; *at; at++)
                count += *at == ';';
        batch->events = world_block(world, count * sizeof(*batch->events));

        for (one = strtok_r(words, ";", &rest); one; one = strtok_r(NULL, ";", &rest)) {
                struct batch_event *event = &batch->events[batch->events_count];

                if (strspn(one, " \n") == strlen(one))
                        continue;
                event_parse(world, batch, number, one, event);
                batch->events_count++;
                batch->refused_count += event->refusal.reason != REASON_NONE;
        }
        free(words);
}

struct batch *world_batch(struct world *world, uint32_t source, const char *events)
{
        struct batch *batch = batch_new(world, source);

        if (source == COUNTER)
                batch->number = ++world->number;
        events_parse(world, batch, batch->number, events);
        return batch;
}

static struct batch *release_new(struct world *world, const char *vintage, enum batch_kind kind)
{
        struct batch *batch = batch_new(world, CUSTOMS);
        char day[CIVIL_TEXT_MAX] = "";

        memcpy(day, vintage, CIVIL_TEXT_MAX - 1);
        batch->kind = kind;
        batch->in_release = true;
        batch->vintage_day = world_day(day);
        batch->vintage_serial = vintage[10] == '.' ? (uint32_t)strtoul(vintage + 11, NULL, 10) : 0;
        return batch;
}

struct batch *world_staged(struct world *world, const char *vintage, uint32_t number, const char *events)
{
        struct batch *batch = release_new(world, vintage, BATCH_EVENTS);

        batch->release_batch = number;
        events_parse(world, batch, event_vintage_number(batch->vintage_day, batch->vintage_serial), events);
        return batch;
}

struct batch *world_end(struct world *world, const char *vintage, uint32_t batches, uint64_t events,
                        const char *periods)
{
        struct batch *batch = release_new(world, vintage, BATCH_RELEASE_END);
        struct period_range *ranges = world_block(world, (strlen(periods) / 7 + 1) * sizeof(*ranges));
        char *words = strdup(periods), *rest = NULL, *one;

        batch->end = (struct release_end){
                .batches = batches,
                .events = events,
                .periods = ranges,
                .complete = true,
                .replaces = true,
                .embargo_day = CIVIL_NONE,
        };
        for (one = strtok_r(words, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
                char *last = strchr(one, '/');
                struct period a, b;

                if (last)
                        *last++ = '\0';
                ck_assert_int_eq(period_parse(text_of(one), &a), 0);
                ck_assert_int_eq(period_parse(text_of(last ? last : one), &b), 0);
                ranges[batch->end.periods_count++] = (struct period_range){a.first, b.last};
        }
        free(words);
        return batch;
}

struct batch *world_abort(struct world *world, const char *vintage)
{
        return release_new(world, vintage, BATCH_RELEASE_ABORT);
}

void world_control(struct world *world, struct batch *end, int64_t sum)
{
        struct control_total *control = world_block(world, sizeof(*control));

        *control = (struct control_total){
                .of = CONTROL_VALUE, .currency = {"USD"}, .period = period_none(), .sum = sum};
        end->end.controls = control;
        end->end.controls_count = 1;
}
