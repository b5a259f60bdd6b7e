/* tests/support/oracle/driver_world.c: an entry through the core, as the pipeline does it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/oracle/driver.h"

void driver_die(const char *why)
{
        fprintf(stderr, "driver: %s\n", why);
        exit(EXIT_FAILURE);
}

int32_t number_read(const char *word)
{
        char *end;
        long value = strtol(word, &end, 10);

        if (end == word)
                driver_die("a number was expected");
        return (int32_t)value;
}

void *driver_block(struct driver *driver, size_t size)
{
        void *block = calloc(1, size ? size : 1);

        if (driver->blocks_count == driver->blocks_capacity) {
                driver->blocks_capacity = driver->blocks_capacity * 2 + 64;
                driver->blocks = realloc(driver->blocks, driver->blocks_capacity * sizeof(*driver->blocks));
        }
        if (!block || !driver->blocks)
                driver_die("no memory");
        driver->blocks[driver->blocks_count++] = block;
        return block;
}

void driver_begin(struct driver *driver)
{
        if (driver->core)
                driver_die("a world within a world");
        if (core_new(&driver->core) != 0)
                driver_die("no memory");
}

void driver_over(struct driver *driver)
{
        core_free(driver->core);
        config_free(driver->config);
        for (size_t i = 0; i < driver->kept_count; i++) {
                free(driver->kept[i].source);
                free(driver->kept[i].id);
                free(driver->kept[i].body);
        }
        for (size_t i = 0; i < driver->blocks_count; i++)
                free(driver->blocks[i]);
        free(driver->kept);
        free(driver->blocks);
        free(driver->journal);
        free(driver->held);
        driver_rows_done(driver);
        *driver = (struct driver){0};
        printf("over\n");
        fflush(stdout);
}

/* ---- the store: a plain map ---- */

static size_t kept_at(const struct driver *driver, struct text source, struct text id, bool *ret_found)
{
        size_t low = 0, high = driver->kept_count;

        *ret_found = false;
        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(text_of(driver->kept[middle].source), source);

                if (order == 0)
                        order = text_compare(text_of(driver->kept[middle].id), id);
                if (order == 0)
                        *ret_found = true;
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static void keep(struct driver *driver, const struct statement_put *put)
{
        bool found;
        size_t at = kept_at(driver, put->source, put->id, &found);
        struct kept *kept;

        if (!found) {
                if (driver->kept_count == driver->kept_capacity) {
                        driver->kept_capacity = driver->kept_capacity * 2 + 64;
                        driver->kept = realloc(driver->kept, driver->kept_capacity * sizeof(*driver->kept));
                }
                if (!driver->kept)
                        driver_die("no memory");
                memmove(&driver->kept[at + 1], &driver->kept[at], (driver->kept_count - at) * sizeof(*kept));
                driver->kept[at] = (struct kept){.source = text_duplicate(put->source),
                                                 .id = text_duplicate(put->id)};
                driver->kept_count++;
        }
        kept = &driver->kept[at];
        free(kept->body);
        kept->body = malloc(put->body_length);
        if (!kept->body || !kept->source || !kept->id)
                driver_die("no memory");
        memcpy(kept->body, put->body, put->body_length);
        kept->body_length = put->body_length;
        kept->scope = put->scope;
}

static void hand(struct stored_statement *ret, const struct kept *kept)
{
        *ret = (struct stored_statement){
                .source = text_of(kept->source),
                .id = text_of(kept->id),
                .body = kept->body,
                .body_length = kept->body_length,
        };
}

static void hand_keys(const struct driver *driver, const struct want *want, struct stored_statement *ret)
{
        for (size_t i = 0; i < want->keys_count; i++) {
                bool found;
                size_t at = kept_at(driver, want->keys[i].source, want->keys[i].id, &found);

                ret[i] = (struct stored_statement){.source = want->keys[i].source, .id = want->keys[i].id};
                if (found)
                        hand(&ret[i], &driver->kept[at]);
        }
}

static bool is_wanted(const struct want *want, const struct kept *kept)
{
        if (want->kind == WANT_ALL)
                return true;
        return text_equal(text_of(kept->source), want->source) && kept->scope.kind != PERIOD_NONE &&
               kept->scope.last >= want->first_day && kept->scope.last <= want->last_day;
}

static void held_keep(struct driver *driver, const struct puts *puts)
{
        if (driver->held_count + puts->held_count > driver->held_capacity) {
                driver->held_capacity = (driver->held_count + puts->held_count) * 2;
                driver->held = realloc(driver->held, driver->held_capacity * sizeof(*driver->held));
        }
        if (puts->held_count > 0 && !driver->held)
                driver_die("no memory");
        for (size_t i = 0; i < puts->held_count; i++)
                driver->held[driver->held_count++] = (struct held){puts->held[i].position, puts->held[i].index};
}

static void answer(struct driver *driver, const struct want *want)
{
        size_t most = want->kind == WANT_STATEMENTS ? want->keys_count : driver->kept_count, count = 0;
        struct stored_statement *statements = calloc(most + 1, sizeof(*statements));
        struct supply supply = {.kind = want->kind, .statements = statements};
        struct puts puts;

        if (!statements)
                driver_die("no memory");
        if (want->kind == WANT_BATCH) {
                supply.batch = driver->journal[want->position];
        } else if (want->kind == WANT_STATEMENTS) {
                hand_keys(driver, want, statements);
                count = want->keys_count;
        } else {
                for (size_t i = 0; i < driver->kept_count; i++)
                        if (is_wanted(want, &driver->kept[i]))
                                hand(&statements[count++], &driver->kept[i]);
        }
        supply.statements_count = count;
        if (core_feed(driver->core, &supply, &puts) != 0)
                driver_die("the core failed while it was fed");
        free(statements);
        for (size_t i = 0; i < puts.count; i++)
                keep(driver, &puts.puts[i]);
        held_keep(driver, &puts);
}

static void journal_keep(struct driver *driver, const struct entry *entry)
{
        if (entry->position >= driver->journal_capacity) {
                driver->journal_capacity = entry->position * 2 + 64;
                driver->journal = realloc(driver->journal, driver->journal_capacity * sizeof(*driver->journal));
        }
        if (!driver->journal)
                driver_die("no memory");
        driver->journal[entry->position] = entry->kind == ENTRY_BATCH ? entry->batch : NULL;
}

static void apply(struct driver *driver, struct entry *entry, bool writes)
{
        const struct effects *effects;
        struct want want;

        if (driver->refused)
                return;
        entry->position = ++driver->position;
        journal_keep(driver, entry);
        if (core_begin(driver->core, entry) != 0)
                driver_die("the core does not begin");
        for (;;) {
                if (core_wants(driver->core, &want) != 0)
                        driver_die("the core does not know what it wants");
                if (want.kind == WANT_NOTHING)
                        break;
                answer(driver, &want);
        }
        if (core_end(driver->core, &effects) != 0)
                driver_die("the core does not end");
        if (entry->kind == ENTRY_ACTIVATE)
                driver->plan = entry->plan;
        if (writes)
                effects_write(driver, effects);
}

struct freezes {
        size_t count;
        struct freeze of[64];
};

static int freeze_note(void *context, const struct freeze *freeze)
{
        struct freezes *freezes = context;

        if (freezes->count == sizeof(freezes->of) / sizeof(freezes->of[0]))
                driver_die("too many baselines");
        freezes->of[freezes->count++] = *freeze; /* the milestone's name is the plan's, and there is no series */
        return 0;
}

/* What the core asks for is written into the journal, as the host does. */
void driver_apply(struct driver *driver, struct entry *entry)
{
        struct freezes freezes = {0};

        apply(driver, entry, true);
        if (!driver->refused)
                core_freezes(driver->core, freeze_note, &freezes);
        for (size_t i = 0; i < freezes.count; i++)
                apply(driver, &(struct entry){.kind = ENTRY_FREEZE, .freeze = freezes.of[i]}, false);
}
