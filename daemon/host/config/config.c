/* host/config/config.c: one reading from beginning to end; see config.h and reading.h. */
#include "host/config/config.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "host/config/files.h"
#include "host/config/rates.h"
#include "host/config/reading.h"
#include "host/config/templates.h"
#include "host/config/values.h"

/* ---- the steps ------------------------------------------------------------------------------ */

static int trees_read(struct reading *reading, const struct files *files)
{
        for (size_t i = 0; i < files->count; i++) {
                int r = tree_read(reading, (uint32_t)i, files->list[i].bytes, &reading->trees[i]);

                if (r < 0)
                        return r;
        }
        return 0;
}

/* Of any key but the lists the last file's value stands; endpoints are joined by kind. */
static void tops_read(struct reading *reading)
{
        reading->top = (struct fields){.section = SECTION_TOP};
        reading->endpoints = (struct fields){.section = SECTION_ENDPOINTS};
        for (size_t i = 0; i < reading->files_count; i++) {
                const struct tree_node *node;

                if (!reading->trees[i])
                        continue;
                if (!fields_merge(reading, reading->trees[i], &reading->top))
                        continue;
                node = fields_value(&reading->top, "endpoints");
                if (node && node->mark.file == i)
                        (void)fields_merge(reading, node, &reading->endpoints);
        }
}

static bool timezone_is_good(struct text name)
{
        for (size_t i = 0; i < name.length; i++) {
                char c = name.data[i];
                bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

                if (!word && c != '/' && c != '_' && c != '-' && c != '+')
                        return false;
        }
        return name.length > 0 && name.length <= NAME_BYTES_MAX && name.data[0] != '/';
}

static void timezone_read(struct reading *reading, struct plan *plan)
{
        struct text name = TEXT("");
        const struct tree_node *node = fields_value(&reading->top, "timezone");
        bool known;

        if (!value_text(reading, &reading->top, "timezone", &name))
                return;
        known = timezone_is_good(name);
        if (known && node && !reading->from_journal && reading->environment->timezone_is_known)
                known = reading->environment->timezone_is_known(name.data);
        if (!known)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no time zone, expected a name like Europe/Minsk",
                            TEXT_ARGUMENTS(config_shown(name)));
        plan->timezone = config_memory_text(reading->kept, name);
}

static void clock_read(struct reading *reading, struct plan *plan)
{
        int word = CLOCK_SYSTEM;

        (void)value_word(reading, &reading->top, "clock", &word);
        plan->clock = (enum plan_clock)word;
        plan->until_day = CIVIL_NONE;
        if (value_date(reading, &reading->top, "until", &plan->until_day) && plan->clock == CLOCK_SYSTEM)
                reading_say_at(reading, fields_mark(&reading->top, "until"),
                               "\"until\" with the system's clock, expected \"clock: events\" too");
}

/* Values that no measure may use are checked too. */
static void top_values_check(struct reading *reading)
{
        struct reading_currency currency;
        int month;

        (void)value_currency(reading, &reading->top, "currency", &currency);
        (void)value_word(reading, &reading->top, "fiscal-start", &month);
}

/* From the lists of codes, or from the text that holds what they said when it was written. */
static void redenominations_keep(struct reading *reading, struct plan *plan)
{
        struct plan_redenomination *list;

        redenominations_choose(reading);
        list = CONFIG_MEMORY_ARRAY(reading->kept, reading->redenominations_count, struct plan_redenomination);
        if (!list)
                return;
        memcpy(list, reading->redenominations, reading->redenominations_count * sizeof(*list));
        plan->redenominations = list;
        plan->redenominations_count = reading->redenominations_count;
}

static void plan_read(struct reading *reading, struct plan *plan)
{
        timezone_read(reading, plan);
        clock_read(reading, plan);
        top_values_check(reading);
        groups_read(reading);
        sources_read(reading);
        rates_read(reading);
        corridors_read(reading);
        templates_read(reading);
        measures_read(reading);
        milestones_read(reading);
        plan->sources = reading->plan_sources;
        plan->sources_count = reading->sources.count;
        plan->rates = reading->plan_rates;
        plan->rates_count = reading->rates.count;
        plan->corridors = reading->plan_corridors;
        plan->corridors_count = reading->corridors.count;
        plan->measures = reading->plan_measures;
        plan->measures_count = reading->plan_measures_count;
        plan->milestones = reading->plan_milestones;
        plan->milestones_count = reading->milestones.count;
        redenominations_keep(reading, plan);
}

/* 0, -ENOMEM or REFUSED. `plan` is filled in only if 0. */
static int reading_finish(struct reading *reading, int r)
{
        if (reading->errors)
                config_errors_sort(reading->errors);
        if (r < 0)
                return r;
        if (reading_is_short(reading))
                return -ENOMEM;
        return reading->has_errors ? CONFIG_REFUSED : 0;
}

/* ---- plans ---------------------------------------------------------------------------------- */

static int plan_new(struct plan **ret, struct config_memory **ret_kept)
{
        struct config_memory *memory = config_memory_new();
        struct plan *plan;

        if (!memory)
                return -ENOMEM;
        plan = CONFIG_MEMORY_ARRAY(memory, 1, struct plan);
        if (!plan) {
                config_memory_free(memory);
                return -ENOMEM;
        }
        plan->arena = memory;
        *ret = plan;
        *ret_kept = memory;
        return 0;
}

void plan_free(struct plan *plan)
{
        if (plan)
                config_memory_free(plan->arena);
}

static void plan_freep(struct plan **plan)
{
        plan_free(*plan);
}

static void reading_freep(struct reading **reading)
{
        if (*reading)
                config_memory_free((*reading)->scratch);
        free(*reading);
}

/* Too large for the stack. */
static int reading_new(struct config_errors *errors, struct reading **ret)
{
        struct reading *reading = calloc(1, sizeof(*reading));

        if (!reading)
                return -ENOMEM;
        reading->scratch = config_memory_new();
        if (!reading->scratch) {
                free(reading);
                return -ENOMEM;
        }
        reading->errors = errors;
        *ret = reading;
        return 0;
}

/* ---- in ------------------------------------------------------------------------------------- */

struct config *config_free(struct config *config)
{
        if (!config)
                return NULL;
        plan_free(config->plan);
        config_memory_free(config->arena);
        free(config);
        return NULL;
}

static int config_new(struct config **ret)
{
        SCOPED(config_freep) struct config *config = calloc(1, sizeof(*config));

        if (!config)
                return -ENOMEM;
        config->arena = config_memory_new();
        if (!config->arena)
                return -ENOMEM;
        *ret = TAKE(config);
        return 0;
}

static int config_fill(struct reading *reading, const char *path, struct config *config)
{
        struct files *files = CONFIG_MEMORY_ARRAY(reading->scratch, 1, struct files);
        int r;

        if (!files)
                return -ENOMEM;
        r = files_read(reading, path, files);
        if (r < 0)
                return r;
        reading->is_cut = reading->has_errors;
        r = trees_read(reading, files);
        if (r < 0)
                return r;
        tops_read(reading);
        plan_read(reading, config->plan);
        if (reading_is_short(reading))
                return -ENOMEM;
        reading->kept = config->arena;
        host_read(reading, &config->host);
        if (reading->has_errors)
                return 0;
        config->config_text = files_join(reading, files, config->arena);
        return 0;
}

int config_read(const char *path, const struct config_environment *environment, struct config_errors *errors,
                struct config **ret)
{
        SCOPED(config_freep) struct config *config = NULL;
        SCOPED(reading_freep) struct reading *reading = NULL;
        int r;

        assert(path && environment && errors && ret);

        r = config_new(&config);
        if (r < 0)
                return r;
        r = reading_new(errors, &reading);
        if (r < 0)
                return r;
        r = plan_new(&config->plan, &reading->kept);
        if (r < 0)
                return r;
        reading->environment = environment;
        redenominations_find(reading);
        r = reading_finish(reading, config_fill(reading, path, config));
        if (r != 0)
                return r;
        *ret = TAKE(config);
        return 0;
}

static int text_read(struct reading *reading, struct text config_text, struct plan *plan)
{
        struct files *files = CONFIG_MEMORY_ARRAY(reading->scratch, 1, struct files);
        int r;

        if (!files)
                return -ENOMEM;
        if (!files_split(reading, config_text, files)) {
                reading->files[0] = "configuration";
                reading_say_at(reading, (struct config_mark){0},
                               "not the text of a configuration, expected one that this program wrote");
                return 0;
        }
        r = trees_read(reading, files);
        if (r < 0)
                return r;
        tops_read(reading);
        plan_read(reading, plan);
        return 0;
}

int config_parse(struct text config_text, struct config_errors *errors, struct plan **ret)
{
        SCOPED(plan_freep) struct plan *plan = NULL;
        SCOPED(reading_freep) struct reading *reading = NULL;
        int r;

        assert(ret);

        r = reading_new(errors, &reading);
        if (r < 0)
                return r;
        r = plan_new(&plan, &reading->kept);
        if (r < 0)
                return r;
        reading->from_journal = true;
        r = reading_finish(reading, text_read(reading, config_text, plan));
        if (r != 0)
                return r;
        *ret = TAKE(plan);
        return 0;
}
