/* client/lib/filter.c: see filter.h. */
#include "filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MEASURE_PREFIX "measure/"
#define BEAT_PREFIX "beat/"

static int list_add(char ***list, size_t *count, const char *text)
{
        char **grown = realloc(*list, (*count + 2) * sizeof(*grown));

        if (!grown)
                return -ENOMEM;
        *list = grown;
        grown[*count] = strdup(text);
        if (!grown[*count])
                return -ENOMEM;
        grown[++*count] = NULL;
        return 0;
}

static void list_done(char ***list, size_t *count)
{
        for (size_t i = 0; i < *count; i++)
                free((*list)[i]);
        free(*list);
        *list = NULL;
        *count = 0;
}

void filter_done(struct filter *filter)
{
        list_done(&filter->topics, &filter->count);
        list_done(&filter->measures, &filter->measures_count);
        free(filter->name);
        *filter = (struct filter){0};
}

int filter_add(struct filter *filter, const char *prefix)
{
        return list_add(&filter->topics, &filter->count, prefix);
}

static bool has_prefix(const char *text, const char *prefix)
{
        return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* "milestone/NAME/...": the chain and the name, which must be whole. */
static enum filter_chain topic_chain(const char *topic, const char **ret_name, size_t *ret_size)
{
        static const struct {
                const char *prefix;
                enum filter_chain chain;
        } chains[] = {
                {"milestone/", FILTER_CORRIDOR},
                {"kind/", FILTER_KIND},
                {"source/", FILTER_SOURCE},
        };

        if (!*topic)
                return FILTER_ALL;
        if (has_prefix(topic, MEASURE_PREFIX) || has_prefix(topic, BEAT_PREFIX))
                return FILTER_NOTHING;
        for (size_t i = 0; i < sizeof(chains) / sizeof(*chains); i++) {
                const char *name = topic + strlen(chains[i].prefix);
                const char *end;

                if (!has_prefix(topic, chains[i].prefix))
                        continue;
                end = strchr(name, '/');
                if (!end)
                        return FILTER_MIXED;
                *ret_name = name;
                *ret_size = (size_t)(end - name);
                return chains[i].chain;
        }
        return FILTER_MIXED;
}

static bool same(const char *one, const char *other, size_t size)
{
        return one && other && memcmp(one, other, size) == 0;
}

static int settle_chain(struct filter *filter)
{
        const char *name = NULL;
        size_t size = 0;

        filter->chain = filter->count ? FILTER_NOTHING : FILTER_ALL;
        for (size_t i = 0; i < filter->count; i++) {
                const char *its_name = NULL;
                size_t its_size = 0;
                enum filter_chain chain = topic_chain(filter->topics[i], &its_name, &its_size);

                if (chain == FILTER_NOTHING || filter->chain == FILTER_ALL)
                        continue;
                if (chain == FILTER_ALL || filter->chain == FILTER_NOTHING) {
                        filter->chain = chain;
                        name = its_name;
                        size = its_size;
                } else if (chain != filter->chain || its_size != size || !same(its_name, name, size)) {
                        filter->chain = FILTER_MIXED;
                        name = NULL;
                        size = 0;
                }
        }
        if (!name)
                return 0;
        filter->name = strndup(name, size);
        return filter->name ? 0 : -ENOMEM;
}

int filter_settle(struct filter *filter)
{
        int r = settle_chain(filter);

        if (!filter->count && r == 0)
                r = list_add(&filter->measures, &filter->measures_count, MEASURE_PREFIX);
        for (size_t i = 0; r == 0 && i < filter->count; i++) {
                if (has_prefix(filter->topics[i], MEASURE_PREFIX))
                        r = list_add(&filter->measures, &filter->measures_count, filter->topics[i]);
                else if (has_prefix(MEASURE_PREFIX, filter->topics[i]))
                        r = list_add(&filter->measures, &filter->measures_count, MEASURE_PREFIX);
        }
        return r;
}

bool filter_before(const struct filter *filter, const Milestone__V1__Notification *notification,
                   uint64_t *ret)
{
        const Milestone__V1__Before *before = notification->before;

        if (!before)
                return false;
        switch (filter->chain) {
        case FILTER_ALL:
                *ret = before->all;
                return true;
        case FILTER_CORRIDOR:
                *ret = before->corridor;
                return strcmp(notification->corridor, filter->name) == 0;
        case FILTER_KIND:
                *ret = before->kind;
                return true;
        case FILTER_SOURCE:
                *ret = before->source;
                return strcmp(notification->source, filter->name) == 0;
        case FILTER_MIXED:
        case FILTER_NOTHING:
                break;
        }
        return false;
}

bool filter_last(const struct filter *filter, const Milestone__V1__Beat *beat, uint64_t *ret)
{
        static const Milestone__V1__Beat__Chain__Of of[] = {
                [FILTER_CORRIDOR] = MILESTONE__V1__BEAT__CHAIN__OF__OF_CORRIDOR,
                [FILTER_KIND] = MILESTONE__V1__BEAT__CHAIN__OF__OF_KIND,
                [FILTER_SOURCE] = MILESTONE__V1__BEAT__CHAIN__OF__OF_SOURCE,
        };

        if (filter->chain == FILTER_ALL) {
                *ret = beat->sequence;
                return true;
        }
        if (filter->chain == FILTER_NOTHING) {
                *ret = 0;
                return true;
        }
        if (filter->chain == FILTER_MIXED)
                return false;
        for (size_t i = 0; i < beat->n_chains; i++)
                if (beat->chains[i]->of == of[filter->chain] &&
                    strcmp(beat->chains[i]->name, filter->name) == 0) {
                        *ret = beat->chains[i]->sequence;
                        return true;
                }
        return false;
}
