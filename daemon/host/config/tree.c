/* host/config/tree.c: libyaml's events, stacked into a tree. Not yaml_parser_load(): it is
 * quadratic in the depth, and follows aliases into circles. */
#include "host/config/tree.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <yaml.h>

#include "host/config/reading.h"

struct builder {
        struct reading *reading;
        uint32_t file;
        size_t depth;
        struct tree_node *open[TREE_DEPTH_MAX]; /* lists and maps that have not ended */
        struct tree_node *root;
        struct text key; /* of the open map: read, its value has not come */
        struct config_mark key_mark;
        bool has_key;
        unsigned documents;
};

static struct config_mark mark_of(const struct builder *builder, yaml_mark_t mark)
{
        return (struct config_mark){.file = builder->file,
                                    .line = (uint32_t)mark.line + 1,
                                    .column = (uint32_t)mark.column + 1};
}

/* libyaml names the byte only when it cannot decode or does not take a character. */
static struct config_mark mark_of_offset(uint32_t file, struct text bytes, size_t offset)
{
        struct config_mark mark = {.file = file, .line = 1, .column = 1};

        for (size_t i = 0; i < offset && i < bytes.length; i++) {
                if (bytes.data[i] == '\n') {
                        mark.line++;
                        mark.column = 1;
                } else if (((unsigned char)bytes.data[i] & 0xc0) != 0x80) {
                        mark.column++;
                }
        }
        return mark;
}

static void syntax_say(const struct builder *builder, const yaml_parser_t *parser, struct text bytes)
{
        const char *problem = parser->problem ? parser->problem : "not YAML";

        if (parser->error == YAML_READER_ERROR)
                reading_say_at(builder->reading, mark_of_offset(builder->file, bytes, parser->problem_offset),
                               "%s, expected UTF-8 without control characters", problem);
        else if (parser->context)
                reading_say_at(builder->reading, mark_of(builder, parser->problem_mark), "not YAML: %s, %s",
                               parser->context, problem);
        else
                reading_say_at(builder->reading, mark_of(builder, parser->problem_mark), "not YAML: %s",
                               problem);
}

/* Where a node belongs; NULL when there is no memory. */
static struct tree_node *node_add(struct builder *builder, enum tree_kind kind, yaml_mark_t mark)
{
        struct tree_node *parent = builder->depth > 0 ? builder->open[builder->depth - 1] : NULL;
        struct tree_node *node = CONFIG_MEMORY_ARRAY(builder->reading->scratch, 1, struct tree_node);

        if (!node)
                return NULL;
        node->kind = kind;
        node->mark = mark_of(builder, mark);
        if (!parent) {
                builder->root = node;
                return node;
        }
        if (parent->kind == TREE_MAP) {
                node->key = builder->key;
                node->key_mark = builder->key_mark;
                builder->has_key = false;
        }
        if (parent->last)
                parent->last->next = node;
        else
                parent->first = node;
        parent->last = node;
        parent->count++;
        return node;
}

static bool key_is_due(const struct builder *builder)
{
        return builder->depth > 0 && builder->open[builder->depth - 1]->kind == TREE_MAP && !builder->has_key;
}

/* The two things that stand before a node and are not for us. */
static bool ornaments_refused(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
                              const yaml_char_t *tag)
{
        if (anchor)
                reading_say_at(builder->reading, mark_of(builder, event->start_mark),
                               "anchors (&name) are not taken, expected the value itself");
        if (tag)
                reading_say_at(builder->reading, mark_of(builder, event->start_mark),
                               "tags (!name) are not taken, expected the value itself");
        return anchor || tag;
}

static int scalar_add(struct builder *builder, const yaml_event_t *event)
{
        struct text text = {(const char *)event->data.scalar.value, event->data.scalar.length};
        struct config_mark mark = mark_of(builder, event->start_mark);
        bool broken;
        struct tree_node *node;

        broken = ornaments_refused(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
        if (!text_is_plain(text)) {
                reading_say_at(builder->reading, mark,
                               "control characters in a value, expected one line of text");
                broken = true;
                text = TEXT("");
        }
        text = config_memory_text(builder->reading->scratch, text);
        if (key_is_due(builder)) {
                builder->key = text;
                builder->key_mark = mark;
                builder->has_key = true;
                return 0;
        }
        node = node_add(builder, broken ? TREE_BROKEN : TREE_SCALAR, event->start_mark);
        if (!node)
                return -ENOMEM;
        node->text = text;
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return 0;
}

/* 0, -ENOMEM, or CONFIG_REFUSED: the file cannot be read on. */
static int container_open(struct builder *builder, const yaml_event_t *event, enum tree_kind kind)
{
        const yaml_char_t *anchor = kind == TREE_LIST ? event->data.sequence_start.anchor
                                                      : event->data.mapping_start.anchor;
        const yaml_char_t *tag = kind == TREE_LIST ? event->data.sequence_start.tag
                                                   : event->data.mapping_start.tag;
        struct tree_node *node;

        (void)ornaments_refused(builder, event, anchor, tag);
        if (builder->depth == TREE_DEPTH_MAX) {
                reading_say_at(builder->reading, mark_of(builder, event->start_mark),
                               "nested deeper than %d, expected lists and maps as in the manual",
                               TREE_DEPTH_MAX);
                return CONFIG_REFUSED;
        }
        if (key_is_due(builder)) {
                reading_say_at(builder->reading, mark_of(builder, event->start_mark),
                               "a list or map where a key should be, expected a word");
                return CONFIG_REFUSED;
        }
        node = node_add(builder, kind, event->start_mark);
        if (!node)
                return -ENOMEM;
        builder->open[builder->depth++] = node;
        return 0;
}

static void container_close(struct builder *builder)
{
        assert(builder->depth > 0);
        builder->depth--;
        builder->has_key = false;
}

static int document_open(struct builder *builder, const yaml_event_t *event)
{
        if (builder->documents++ == 0)
                return 0;
        reading_say_at(builder->reading, mark_of(builder, event->start_mark),
                       "a second document, expected one in each file");
        return CONFIG_REFUSED;
}

static int event_take(struct builder *builder, const yaml_event_t *event)
{
        switch (event->type) {
        case YAML_DOCUMENT_START_EVENT:
                return document_open(builder, event);
        case YAML_ALIAS_EVENT:
                reading_say_at(builder->reading, mark_of(builder, event->start_mark),
                               "aliases (*name) are not taken, expected the value itself");
                if (key_is_due(builder))
                        return CONFIG_REFUSED;
                return node_add(builder, TREE_BROKEN, event->start_mark) ? 0 : -ENOMEM;
        case YAML_SCALAR_EVENT:
                return scalar_add(builder, event);
        case YAML_SEQUENCE_START_EVENT:
                return container_open(builder, event, TREE_LIST);
        case YAML_MAPPING_START_EVENT:
                return container_open(builder, event, TREE_MAP);
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
                container_close(builder);
                return 0;
        default:
                return 0;
        }
}

static int events_take(struct builder *builder, yaml_parser_t *parser, struct text bytes)
{
        for (;;) {
                yaml_event_t event;
                yaml_event_type_t type;
                int r;

                if (!yaml_parser_parse(parser, &event)) {
                        if (parser->error == YAML_MEMORY_ERROR)
                                return -ENOMEM;
                        syntax_say(builder, parser, bytes);
                        return CONFIG_REFUSED;
                }
                type = event.type;
                r = event_take(builder, &event);
                yaml_event_delete(&event);
                if (r != 0 || type == YAML_STREAM_END_EVENT)
                        return r;
        }
}

int tree_read(struct reading *reading, uint32_t file, struct text bytes, const struct tree_node **ret)
{
        struct builder builder = {.reading = reading, .file = file};
        yaml_parser_t parser;
        int r;

        assert(reading && ret);

        if (!yaml_parser_initialize(&parser))
                return -ENOMEM;
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser, (const unsigned char *)(bytes.data ? bytes.data : ""),
                                     bytes.length);
        r = events_take(&builder, &parser, bytes);
        yaml_parser_delete(&parser);
        if (r < 0)
                return r;
        if (r == CONFIG_REFUSED)
                reading->is_cut = true;
        /* "---" and nothing behind it is an empty scalar. */
        if (builder.root && builder.root->kind == TREE_SCALAR && builder.root->text.length == 0)
                builder.root = NULL;
        *ret = builder.root;
        return 0;
}
