/* tests/unit/core/bench.c: one core, driven entry by entry as the pipeline does.
 *
 * What the core is handed is freed as soon as its header says that it is no longer borrowed, so
 * that a sanitizer sees what is kept too long. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/world.h"

#define CHUNK 3 /* statements of one supply, so that cursors are used */

void lines_add(struct lines *lines, const char *format, ...)
{
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vsnprintf(NULL, 0, format, arguments);
        va_end(arguments);
        if (lines->length + (size_t)length + 1 > lines->capacity) {
                lines->capacity = (lines->length + (size_t)length + 1) * 2;
                lines->text = realloc(lines->text, lines->capacity);
                ck_assert_ptr_nonnull(lines->text);
        }
        va_start(arguments, format);
        vsnprintf(lines->text + lines->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
        lines->length += (size_t)length;
}

void lines_clear(struct lines *lines)
{
        lines->length = 0;
        lines_add(lines, "%s", "");
}

/* ---- the store: a plain map ---- */

static size_t statement_at(const struct bench *bench, struct text source, struct text id)
{
        size_t low = 0, high = bench->statements_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(text_of(bench->statements[middle].source), source);

                if (order == 0)
                        order = text_compare(text_of(bench->statements[middle].id), id);
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static struct kept_statement *statement_find(const struct bench *bench, struct text source, struct text id)
{
        size_t at = statement_at(bench, source, id);

        if (at < bench->statements_count && text_equal(text_of(bench->statements[at].source), source) &&
            text_equal(text_of(bench->statements[at].id), id))
                return &bench->statements[at];
        return NULL;
}

static void statement_keep(struct bench *bench, const struct statement_put *put)
{
        struct kept_statement *kept = statement_find(bench, put->source, put->id);
        size_t at = statement_at(bench, put->source, put->id);

        ck_assert_uint_gt(put->body_length, 0);
        if (!kept) {
                if (bench->statements_count == bench->statements_capacity) {
                        bench->statements_capacity = bench->statements_capacity * 2 + 16;
                        bench->statements = realloc(bench->statements,
                                                    bench->statements_capacity * sizeof(*bench->statements));
                }
                kept = &bench->statements[at];
                memmove(kept + 1, kept, (bench->statements_count - at) * sizeof(*kept));
                *kept = (struct kept_statement){.source = text_duplicate(put->source),
                                                .id = text_duplicate(put->id)};
                bench->statements_count++;
        }
        free(kept->body);
        kept->body = malloc(put->body_length);
        memcpy(kept->body, put->body, put->body_length);
        kept->body_length = put->body_length;
        kept->scope = put->scope;
}

/* A supply that owns all that it hands out. */
struct handed {
        struct stored_statement *statements;
        size_t count;
};

static void hand(struct handed *handed, struct text source, struct text id, const struct kept_statement *kept)
{
        struct stored_statement *statement;

        handed->statements = realloc(handed->statements, (handed->count + 1) * sizeof(*statement));
        statement = &handed->statements[handed->count++];
        *statement = (struct stored_statement){.source = {text_duplicate(source), source.length},
                                               .id = {text_duplicate(id), id.length}};
        if (kept) {
                uint8_t *body = malloc(kept->body_length);

                memcpy(body, kept->body, kept->body_length);
                statement->body = body;
                statement->body_length = kept->body_length;
        }
}

static void handed_done(struct handed *handed)
{
        for (size_t i = 0; i < handed->count; i++) {
                free((char *)(uintptr_t)handed->statements[i].source.data);
                free((char *)(uintptr_t)handed->statements[i].id.data);
                free((uint8_t *)(uintptr_t)handed->statements[i].body);
        }
        free(handed->statements);
}

static bool is_wanted(const struct want *want, const struct kept_statement *kept)
{
        if (want->kind == WANT_ALL)
                return true;
        return text_equal(text_of(kept->source), want->source) && kept->scope.kind != PERIOD_NONE &&
               kept->scope.last >= want->first_day && kept->scope.last <= want->last_day;
}

static void walk(const struct bench *bench, const struct want *want, struct handed *handed,
                 struct supply *supply)
{
        size_t at = 0;

        if (want->cursor.length) {
                ck_assert_uint_eq(want->cursor.length, sizeof(at));
                memcpy(&at, want->cursor.bytes, sizeof(at));
        }
        for (; at < bench->statements_count && handed->count < CHUNK; at++) {
                const struct kept_statement *kept = &bench->statements[at];

                if (is_wanted(want, kept))
                        hand(handed, text_of(kept->source), text_of(kept->id), kept);
        }
        supply->more = at < bench->statements_count;
        supply->cursor.length = sizeof(at);
        memcpy(supply->cursor.bytes, &at, sizeof(at));
}

static void answer(struct bench *bench, const struct want *want)
{
        struct supply supply = {.kind = want->kind};
        struct handed handed = {0};
        struct puts puts;

        switch (want->kind) {
        case WANT_STATEMENTS:
                for (size_t i = 0; i < want->keys_count; i++)
                        hand(&handed, want->keys[i].source, want->keys[i].id,
                             statement_find(bench, want->keys[i].source, want->keys[i].id));
                break;
        case WANT_BATCH:
                ck_assert_uint_lt(want->position, bench->journal_capacity);
                supply.batch = bench->journal[want->position];
                ck_assert_ptr_nonnull(supply.batch);
                break;
        default:
                walk(bench, want, &handed, &supply);
                break;
        }
        supply.statements = handed.statements;
        supply.statements_count = handed.count;

        ck_assert_int_eq(core_feed(bench->core, &supply, &puts), 0);
        handed_done(&handed);
        for (size_t i = 0; i < puts.count; i++)
                statement_keep(bench, &puts.puts[i]);
        for (size_t i = 0; i < puts.held_count && bench->held_count < 8; i++)
                bench->held[bench->held_count++] = puts.held[i];
}

/* ---- entries ---- */

static const char *const kinds[NEWS_KIND_COUNT] = {
        "-",      "reached", "confirmed", "retracted",  "restated", "rescheduled", "awaiting",
        "missed", "at risk", "on track",  "fell below", "silent",   "speaking",    "dropped",
};
const char *const world_outcomes[OUTCOME_COUNT] = {"-",      "open",         "awaiting", "reached",
                                                   "missed", "reached late", "retired",  "unknown",
                                                   "fell below"};

void lines_value(struct lines *lines, const struct value *value)
{
        switch (value->state) {
        case VALUE_NONE:
                lines_add(lines, "nothing");
                break;
        case VALUE_NO_DATA:
                lines_add(lines, "no data");
                break;
        case VALUE_OUT_OF_RANGE:
                lines_add(lines, "out of range");
                break;
        default:
                lines_add(lines, "%lld%s", (long long)value->units, value->state == VALUE_KNOWN ? "" : "?");
                break;
        }
        if (value->provisional_records)
                lines_add(lines, " (%llu provisional)", (unsigned long long)value->provisional_records);
}

void lines_interval(struct lines *lines, const char *word, enum period_kind kind, int32_t first, int32_t last)
{
        char text[PERIOD_TEXT_MAX];

        if (first == CIVIL_NONE)
                return;
        lines_add(lines, " %s %s", word, period_format((struct period){kind, first, last}, text));
}

static void add_cause(struct lines *lines, const struct cause *cause)
{
        static const char *const whats[] = {"-",    "records",       "release",     "rate",   "tick",
                                            "plan", "administrator", "perspective", "program"};
        char day[CIVIL_TEXT_MAX];

        lines_add(lines, "%s", whats[cause->what]);
        if (cause->release_source.length)
                lines_add(lines, " %s.%u", civil_format(cause->vintage_day, day), cause->vintage_serial);
        for (size_t i = 0; i < cause->records_count; i++)
                lines_add(lines, " %.*s", (int)cause->records[i].id.length, cause->records[i].id.data);
        if (cause->records_total > cause->records_count)
                lines_add(lines, " of %llu", (unsigned long long)cause->records_total);
}

static void add_news(struct bench *bench, const struct news *news)
{
        struct lines *lines = &bench->told;
        char text[PERIOD_TEXT_MAX];

        if (bench->with_positions)
                lines_add(lines, "%llu %s: ", (unsigned long long)news->known_position,
                          civil_format(news->known_day, text));
        lines_add(lines, "%s", kinds[news->kind]);
        if (news->kind == NEWS_DROPPED) {
                lines_add(lines, " %.*s ", (int)news->source.length, news->source.data);
                add_cause(lines, &news->cause);
                lines_add(lines, "\n");
                return;
        }
        if (news->kind == NEWS_SILENT || news->kind == NEWS_SPEAKING) {
                lines_add(lines, " %.*s %s, ", (int)news->source.length, news->source.data,
                          period_format(news->instance, text));
                add_cause(lines, &news->cause);
                lines_add(lines, "\n");
                return;
        }
        lines_add(lines, " %.*s", (int)news->milestone.length, news->milestone.data);
        if (news->series.length)
                lines_add(lines, " %.*s", (int)news->series.length, news->series.data);
        if (news->instance.kind != PERIOD_NONE)
                lines_add(lines, " %s", period_format(news->instance, text));
        if (news->step_ppm)
                lines_add(lines, " %u%%", news->step_ppm / 10000);
        lines_interval(lines, "in", news->resolution, news->reached_first, news->reached_last);
        if (news->before_first != news->reached_first)
                lines_interval(lines, "was", news->before_resolution, news->before_first, news->before_last);
        if (news->confirmed)
                lines_add(lines, " confirmed");
        if (news->backfill)
                lines_add(lines, " backfill");
        lines_add(lines, ", %s > %s, ", world_outcomes[news->outcome_before], world_outcomes[news->outcome]);
        lines_value(lines, &news->value_before);
        lines_add(lines, " > ");
        lines_value(lines, &news->value);
        lines_add(lines, ", ");
        add_cause(lines, &news->cause);
        lines_add(lines, "\n");
}

static void apply(struct bench *bench, struct entry *entry)
{
        struct want want;

        entry->position = ++bench->position;
        bench->held_count = 0;
        if (entry->position >= bench->journal_capacity) {
                size_t capacity = entry->position * 2 + 16;

                bench->journal = realloc(bench->journal, capacity * sizeof(*bench->journal));
                memset(bench->journal + bench->journal_capacity, 0,
                       (capacity - bench->journal_capacity) * sizeof(*bench->journal));
                bench->journal_capacity = capacity;
        }
        bench->journal[entry->position] = entry->kind == ENTRY_BATCH ? entry->batch : NULL;

        ck_assert_int_eq(core_begin(bench->core, entry), 0);
        for (;;) {
                ck_assert_int_eq(core_wants(bench->core, &want), 0);
                if (want.kind == WANT_NOTHING)
                        break;
                answer(bench, &want);
        }
        ck_assert_int_eq(core_end(bench->core, &bench->effects), 0);
        ck_assert_uint_eq(bench->effects->position, entry->position);
        for (size_t i = 0; i < bench->effects->news_count && !bench->quiet; i++)
                add_news(bench, &bench->effects->news[i]);
}

void bench_activate(struct bench *bench, const struct plan *plan)
{
        bench->plan = plan;
        apply(bench, &(struct entry){.kind = ENTRY_ACTIVATE, .plan = plan});
}

const struct effects *bench_take(struct bench *bench, const struct batch *batch)
{
        static const uint8_t of[] = {[BATCH_EVENTS] = ENTRY_BATCH,
                                     [BATCH_RELEASE_END] = ENTRY_RELEASE_END,
                                     [BATCH_RELEASE_ABORT] = ENTRY_RELEASE_ABORT};

        apply(bench, &(struct entry){.kind = of[batch->kind], .batch = batch});
        return bench->effects;
}

void bench_tick_day(struct bench *bench, int32_t day)
{
        apply(bench, &(struct entry){.kind = ENTRY_TICK, .tick = {.member = TEXT("one"), .day = day}});
}

void bench_release_held(struct bench *bench, uint64_t position, uint32_t index)
{
        apply(bench, &(struct entry){.kind = ENTRY_DECISION, .decision = {DECISION_RELEASE, position, index}});
}

void bench_tick(struct bench *bench, const char *day)
{
        bench_tick_day(bench, world_day(day));
}

#define FREEZES_MAX 16

struct freezes {
        size_t count;
        struct freeze list[FREEZES_MAX];
};

static int take_freeze(void *context, const struct freeze *freeze)
{
        struct freezes *freezes = context;

        ck_assert_uint_lt(freezes->count, FREEZES_MAX);
        freezes->list[freezes->count] = *freeze;
        freezes->list[freezes->count].milestone.data = text_duplicate(freeze->milestone);
        freezes->list[freezes->count++].series.data = text_duplicate(freeze->series);
        return 0;
}

int bench_freeze(struct bench *bench)
{
        struct freezes freezes = {0};

        ck_assert_int_eq(core_freezes(bench->core, take_freeze, &freezes), 0);
        for (size_t i = 0; i < freezes.count; i++) {
                apply(bench, &(struct entry){.kind = ENTRY_FREEZE, .freeze = freezes.list[i]});
                free((char *)(uintptr_t)freezes.list[i].milestone.data);
                free((char *)(uintptr_t)freezes.list[i].series.data);
        }
        return (int)freezes.count;
}

void bench_init(struct bench *bench, const struct plan *plan)
{
        *bench = (struct bench){0};
        lines_clear(&bench->told);
        ck_assert_int_eq(core_new(&bench->core), 0);
        bench_activate(bench, plan);
}

void bench_done(struct bench *bench)
{
        core_free(bench->core);
        for (size_t i = 0; i < bench->statements_count; i++) {
                free(bench->statements[i].source);
                free(bench->statements[i].id);
                free(bench->statements[i].body);
        }
        for (size_t i = 0; i < bench->rows_count; i++) {
                free(bench->rows[i].key);
                free(bench->rows[i].value);
        }
        free(bench->statements);
        free(bench->rows);
        free(bench->journal);
        free(bench->told.text);
        free(bench->state.text);
        free(bench->verdicts.text);
}

/* ---- what came of it ---- */

const char *bench_told(struct bench *bench)
{
        const char *text = bench->told.text + bench->told_read;

        bench->told_read = bench->told.length;
        return text;
}

static void add_counts(struct lines *lines, const struct counts *counts)
{
        static const char *const names[VERDICT_COUNT] = {"none",      "accepted", "revised",
                                                         "repeated",  "stale",    "disputed",
                                                         "withdrawn", "staged",   "refused"};

        for (size_t i = 0; i < VERDICT_COUNT; i++)
                if (counts->of[i])
                        lines_add(lines, "%s%s %llu", lines->length ? " " : "", names[i],
                                  (unsigned long long)counts->of[i]);
}

static const char *verdicts_of(struct bench *bench, const struct effects *effects)
{
        struct lines *lines = &bench->verdicts;

        lines_clear(lines);
        if (effects->refusal.reason != REASON_NONE)
                lines_add(lines, "refused: %.*s", (int)effects->refusal.message.length,
                          effects->refusal.message.data);
        add_counts(lines, &effects->counts);
        for (size_t i = 0; i < effects->exceptions_count; i++)
                lines_add(lines, "%s%.*s%s", i ? " " : " (", (int)effects->exceptions[i].id.length,
                          effects->exceptions[i].id.data, i + 1 == effects->exceptions_count ? ")" : "");
        return lines->text;
}

const char *bench_verdicts(struct bench *bench)
{
        return verdicts_of(bench, bench->effects);
}

const char *bench_try(struct bench *bench, const struct batch *batch)
{
        const struct record_key *keys;
        const struct effects *effects;
        struct handed handed = {0};
        size_t count;

        ck_assert_int_eq(core_try_keys(bench->core, batch, &keys, &count), 0);
        for (size_t i = 0; i < count; i++)
                hand(&handed, keys[i].source, keys[i].id, statement_find(bench, keys[i].source, keys[i].id));
        ck_assert_int_eq(core_try(bench->core, batch, handed.statements, &effects), 0);
        ck_assert_uint_eq(effects->news_count, 0);
        handed_done(&handed);
        return verdicts_of(bench, effects);
}

const char *bench_release(struct bench *bench)
{
        static const char *const states[] = {"none",        "open",    "embargoed", "counted",
                                             "quarantined", "aborted", "dropped"};
        const struct release_report *report = &bench->effects->release;
        struct lines *lines = &bench->verdicts;

        lines_clear(lines);
        lines_add(lines, "%s %u/%u", states[report->state], report->batches_present, report->batches);
        for (size_t i = 0; i < report->missing_count; i++)
                lines_add(lines, "%s%u", i ? "," : " without ", report->missing[i]);
        if (report->end_missing)
                lines_add(lines, " without end");
        add_counts(lines, &report->counts);
        if (report->message.length)
                lines_add(lines, ": %.*s", (int)report->message.length, report->message.data);
        return lines->text;
}
