/* From the events of libyaml, not from its documents: these are quadratic on deep nesting, and
 * an alias can make them a circle. */
#include "import/node.h"
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <yaml.h>

struct reader {
        yaml_parser_t parser;
        const char *path;
        struct pool *pool;
        struct faults *faults;
};

bool node_key_is(const char *key, const char *name)
{
        for (;; key++, name++) {
                char a = *key == '-' ? '_' : *key, b = *name == '-' ? '_' : *name;

                if (a != b)
                        return false;
                if (!a)
                        return true;
        }
}

struct node *node_find(const struct node *mapping, const char *key)
{
        assert(mapping && key);

        if (mapping->kind != NODE_MAPPING)
                return NULL;
        for (struct node *n = mapping->first; n; n = n->next)
                if (node_key_is(n->key, key))
                        return n;
        return NULL;
}

/* False after a syntax error: that ends the file. */
static bool take(struct reader *r, yaml_event_t *event)
{
        const yaml_mark_t *mark = &r->parser.problem_mark;

        if (yaml_parser_parse(&r->parser, event))
                return true;
        faults_add(r->faults, r->path, (uint32_t)mark->line + 1, (uint32_t)mark->column + 1, "%s%s%s",
                   r->parser.problem ? r->parser.problem : "not YAML", r->parser.context ? ", " : "",
                   r->parser.context ? r->parser.context : "");
        return false;
}

static struct node *node_new(struct reader *r, const yaml_event_t *event, enum node_kind kind)
{
        struct node *node = pool_take(r->pool, sizeof(*node));

        node->kind = kind;
        node->line = (uint32_t)event->start_mark.line + 1;
        node->column = (uint32_t)event->start_mark.column + 1;
        return node;
}

static bool refuse(struct reader *r, const yaml_event_t *event, const char *what)
{
        faults_add(r->faults, r->path, (uint32_t)event->start_mark.line + 1,
                   (uint32_t)event->start_mark.column + 1, "%s", what);
        return false;
}

/* What a mapping has no use for and could be abused. */
static bool check_plain(struct reader *r, const yaml_event_t *event)
{
        const yaml_char_t *anchor = NULL, *tag = NULL;

        switch (event->type) {
        case YAML_ALIAS_EVENT:
                return refuse(r, event, "an alias; write it out");
        case YAML_SCALAR_EVENT:
                anchor = event->data.scalar.anchor;
                tag = event->data.scalar.tag;
                break;
        case YAML_SEQUENCE_START_EVENT:
                anchor = event->data.sequence_start.anchor;
                tag = event->data.sequence_start.tag;
                break;
        case YAML_MAPPING_START_EVENT:
                anchor = event->data.mapping_start.anchor;
                tag = event->data.mapping_start.tag;
                break;
        default:
                break;
        }
        if (anchor)
                return refuse(r, event, "an anchor; write it out");
        if (tag)
                return refuse(r, event, "a tag; all words are texts here");
        return true;
}

static bool read_value(struct reader *r, const yaml_event_t *begin, int depth, struct node **ret);

/* The key into `*ret_key`; its own node is thrown away. */
static bool read_key(struct reader *r, const struct node *mapping, const yaml_event_t *event,
                     struct node **ret_key)
{
        struct node *key;

        if (event->type != YAML_SCALAR_EVENT)
                return refuse(r, event, "a key must be a word");
        if (!read_value(r, event, NODE_DEPTH_MAX, &key))
                return false;
        for (const struct node *n = mapping->first; n; n = n->next)
                if (node_key_is(n->key, key->scalar)) {
                        faults_add(r->faults, r->path, key->line, key->column,
                                   "\"%s\" is here twice, first in line %u", key->scalar, n->key_line);
                        return false;
                }
        *ret_key = key;
        return true;
}

static bool read_entries(struct reader *r, struct node *node, int depth)
{
        yaml_event_type_t end = node->kind == NODE_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
        struct node **tail = &node->first;

        for (;;) {
                struct node *key = NULL, *entry;
                yaml_event_t event;
                bool ok;

                if (!take(r, &event))
                        return false;
                if (event.type == end) {
                        yaml_event_delete(&event);
                        return true;
                }
                ok = true;
                if (node->kind == NODE_MAPPING) {
                        ok = read_key(r, node, &event, &key);
                        yaml_event_delete(&event);
                        if (!ok || !take(r, &event))
                                return false;
                }
                ok = read_value(r, &event, depth, &entry);
                yaml_event_delete(&event);
                if (!ok)
                        return false;
                if (key) {
                        entry->key = key->scalar;
                        entry->key_line = key->line;
                        entry->key_column = key->column;
                }
                *tail = entry;
                tail = &entry->next;
        }
}

static bool read_value(struct reader *r, const yaml_event_t *begin, int depth, struct node **ret)
{
        struct node *node;

        if (!check_plain(r, begin))
                return false;

        if (begin->type == YAML_SCALAR_EVENT) {
                node = node_new(r, begin, NODE_SCALAR);
                node->quoted = begin->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
                node->scalar = pool_text(r->pool, (struct text){(const char *)begin->data.scalar.value,
                                                                begin->data.scalar.length});
                if (strlen(node->scalar) != begin->data.scalar.length)
                        return refuse(r, begin, "a NUL in a text");
                *ret = node;
                return true;
        }

        if (depth >= NODE_DEPTH_MAX)
                return refuse(r, begin, "nested too deeply");
        node = node_new(r, begin, begin->type == YAML_SEQUENCE_START_EVENT ? NODE_LIST : NODE_MAPPING);
        *ret = node;
        return read_entries(r, node, depth + 1);
}

static struct node *read_document(struct reader *r)
{
        struct node *root = NULL;

        for (;;) {
                yaml_event_t event;
                yaml_event_type_t type;
                bool ok = true;

                if (!take(r, &event))
                        return NULL;
                type = event.type;
                if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
                    type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT)
                        ok = root ? refuse(r, &event, "a second document; one is expected")
                                  : read_value(r, &event, 0, &root);
                yaml_event_delete(&event);
                if (!ok)
                        return NULL;
                if (type == YAML_STREAM_END_EVENT)
                        break;
        }
        if (!root)
                faults_add(r->faults, r->path, 1, 0, "the file is empty");
        return root;
}

struct node *node_parse(struct text text, const char *path, struct pool *pool, struct faults *faults)
{
        struct reader r = {.path = path, .pool = pool, .faults = faults};
        struct node *root;

        assert(path && pool && faults);

        if (!yaml_parser_initialize(&r.parser))
                out_of_memory();
        yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.data, text.length);
        root = read_document(&r);
        yaml_parser_delete(&r.parser);
        return root;
}

struct node *node_read(const char *path, struct pool *pool, struct faults *faults)
{
        size_t length;
        FILE *file;
        char *bytes;

        assert(path && pool && faults);

        file = fopen(path, "re");
        if (!file) {
                faults_add(faults, path, 0, 0, "%s", strerror(errno));
                return NULL;
        }
        bytes = pool_take(pool, NODE_FILE_BYTES_MAX + 1);
        length = fread(bytes, 1, NODE_FILE_BYTES_MAX + 1, file);
        if (ferror(file))
                faults_add(faults, path, 0, 0, "%s", strerror(errno));
        else if (length > NODE_FILE_BYTES_MAX)
                faults_add(faults, path, 0, 0, "larger than %d bytes", NODE_FILE_BYTES_MAX);
        else {
                (void)fclose(file);
                return node_parse((struct text){bytes, length}, path, pool, faults);
        }
        (void)fclose(file);
        return NULL;
}
