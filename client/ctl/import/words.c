/* import/words.c: words, lists and numbers of a mapping. */
#include "import/reading.h"
#include <stdlib.h>
#include <string.h>

void read_fault(struct reader *r, const struct node *at, const char *what)
{
        faults_add(r->faults, r->mapping->path, at->line, at->column, "%s", what);
}

/* NULL after a fault where something else than a word stands. */
const char *read_word(struct reader *r, const struct node *node)
{
        if (node->kind == NODE_SCALAR)
                return node->scalar;
        read_fault(r, node, "a word is expected here");
        return NULL;
}

bool read_bool(struct reader *r, const struct node *node, bool *ret)
{
        static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};
        const char *text = read_word(r, node);

        if (!text)
                return false;
        for (size_t i = 0; i < 3; i++) {
                if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
                        *ret = strcmp(text, yes[i]) == 0;
                        return true;
                }
        }
        read_fault(r, node, "yes or no is expected here");
        return false;
}

bool read_number(struct reader *r, const struct node *node, int64_t min, int64_t max, uint32_t *ret)
{
        const char *text = read_word(r, node);
        int64_t number;

        if (!text)
                return false;
        if (decimal_parse(text_of(text), 0, &number) != 0 || number < min || number > max) {
                faults_add(r->faults, r->mapping->path, node->line, node->column,
                           "\"%s\" is no number from %lld to %lld", text, (long long)min, (long long)max);
                return false;
        }
        *ret = (uint32_t)number;
        return true;
}

/* One word, or a list of words. */
void read_words(struct reader *r, const struct node *node, struct text_list *ret)
{
        size_t n = 0;

        if (node->kind == NODE_SCALAR) {
                ret->texts = pool_take(&r->mapping->pool, sizeof(*ret->texts));
                ret->texts[0] = text_of(node->scalar);
                ret->n = 1;
                return;
        }
        if (node->kind != NODE_LIST) {
                read_fault(r, node, "a word or a list of words is expected here");
                return;
        }
        for (const struct node *n_ = node->first; n_; n_ = n_->next)
                n++;
        ret->texts = pool_array(&r->mapping->pool, n + 1, sizeof(*ret->texts));
        for (const struct node *entry = node->first; entry; entry = entry->next)
                if (read_word(r, entry))
                        ret->texts[ret->n++] = text_of(entry->scalar);
}

size_t read_count(const struct node *node)
{
        size_t n = 0;

        for (const struct node *entry = node ? node->first : NULL; entry; entry = entry->next)
                n++;
        return n;
}

/* A key that a level does not know; `known` ends with NULL. */
static void unknown_key(struct reader *r, const struct node *node, const char *const *known)
{
        struct text words[32], nearest;
        size_t n = 0;

        for (; known[n] && n < sizeof(words) / sizeof(*words); n++)
                words[n] = text_of(known[n]);
        if (text_nearest(text_of(node->key), words, n, &nearest))
                faults_add(r->faults, r->mapping->path, node->key_line, node->key_column,
                           "\"%s\" is no key here; did you mean \"%" TEXT_FORMAT "\"?", node->key,
                           TEXT_ARGUMENTS(nearest));
        else
                faults_add(r->faults, r->mapping->path, node->key_line, node->key_column,
                           "\"%s\" is no key here", node->key);
}

void read_keys(struct reader *r, const struct node *node, const char *const *known)
{
        for (const struct node *entry = node->first; entry; entry = entry->next) {
                bool found = false;

                for (size_t i = 0; known[i] && !found; i++)
                        found = node_key_is(entry->key, known[i]);
                if (!found)
                        unknown_key(r, entry, known);
        }
}
