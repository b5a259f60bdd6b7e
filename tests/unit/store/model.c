/* tests/unit/store/model.c: see model.h. */
#include "model.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

#define CONTENT_MAX 6000

/* Check notes each assertion in a pipe; these are millions. */
#define MUST_MSG(condition, ...)                   \
        do {                                       \
                if (!(condition))                  \
                        ck_abort_msg(__VA_ARGS__); \
        } while (0)
#define MUST(condition) MUST_MSG(condition, "%s", #condition)

static uint8_t content[CONTENT_MAX];

/* What something of this name and version contains: short mostly, some of more than a page. */
static size_t content_of(unsigned name, uint32_t version)
{
        size_t length = 1 +
                        (name * 7919 + version * 104729) % ((name + version) % 50 == 0 ? CONTENT_MAX : 200);

        for (size_t i = 0; i < length; i++)
                content[i] = (uint8_t)(name + version * 3 + i * 5 + (i >> 8));
        return length;
}

static void check_content(unsigned name, uint32_t version, const uint8_t *found, size_t length)
{
        MUST(length == content_of(name, version));
        MUST(memcmp(found, content, length) == 0);
}

static unsigned record_name(unsigned source, unsigned id)
{
        return source * MODEL_IDS + id;
}

static const struct text sources[MODEL_SOURCES] = {TEXT_INIT("a"), TEXT_INIT("customs"), TEXT_INIT("rail")};

struct id {
        char text[12];
};

static struct id id_of(unsigned id)
{
        struct id ret;

        (void)snprintf(ret.text, sizeof ret.text, "id-%u", id);
        return ret;
}

/* ---- doing ---- */

void model_put(struct model *model, struct store *store, unsigned source, unsigned id, int32_t day)
{
        struct model_record *record = &model->records[source][id];
        struct id text = id_of(id);
        struct statement_put put = {
                .source = sources[source], .id = text_of(text.text), .scope = period_none()};

        record->version++;
        record->day = day;
        if (day != CIVIL_NONE)
                put.scope = (struct period){PERIOD_DAY, day, day};
        put.body_length = content_of(record_name(source, id), record->version);
        put.body = content;
        MUST(store_put(store, &(struct puts){.count = 1, .puts = &put}) == 0);
}

void model_tell(struct model *model, struct store *store)
{
        uint64_t sequence = ++model->last_told;

        if (sequence % 10 == 0)
                MUST(store_tell(store, sequence, "", 0) == 0);
        else
                MUST(store_tell(store, sequence, content, content_of((unsigned)sequence, 1)) == 0);
}

static struct quarantined line_of(unsigned line, uint32_t version, struct id *id)
{
        *id = id_of(line);
        return (struct quarantined){
                .position = 1 + line / 3,
                .index = line % 3,
                .reason = (uint8_t)(version % 200),
                .received_usec = (int64_t)version * 1000,
                .source = sources[line % MODEL_SOURCES],
                .id = text_of(id->text),
                .message = TEXT("out of range"),
        };
}

void model_line(struct model *model, struct store *store, unsigned line)
{
        struct id id;
        struct quarantined quarantined = line_of(line, ++model->lines[line], &id);

        MUST(store_quarantine(store, &quarantined) == 0);
}

void model_row(struct model *model, struct store *store, unsigned table, unsigned key, bool delete)
{
        struct id text = id_of(key);
        struct row row = {(uint8_t)table, (const uint8_t *)text.text, strlen(text.text), NULL, 0};
        static uint32_t version;

        if (!delete) {
                row.value_length = content_of(key, ++version);
                row.value = content;
        }
        model->rows[table][key] = delete ? 0 : version;
        MUST(store_row(store, &row) == 0);
}

void model_clear(struct model *model, struct store *store, unsigned table)
{
        struct row row = {.table = (uint8_t)table};

        memset(model->rows[table], 0, sizeof model->rows[table]);
        MUST(store_row(store, &row) == 0);
}

/* ---- asking ---- */

static void same_statements(const struct model *model, struct store *store, unsigned source)
{
        static struct id texts[MODEL_IDS];
        static struct record_key keys[MODEL_IDS];
        static struct stored_statement found[MODEL_IDS];

        for (unsigned id = 0; id < MODEL_IDS; id++) {
                texts[id] = id_of(id);
                keys[id] = (struct record_key){sources[source], text_of(texts[id].text)};
        }
        MUST(store_statements(store, keys, MODEL_IDS, true, found) == 0);
        for (unsigned id = 0; id < MODEL_IDS; id++) {
                const struct model_record *record = &model->records[source][id];

                MUST(text_equal(found[id].source, keys[id].source) && text_equal(found[id].id, keys[id].id));
                if (record->version == 0)
                        MUST(!found[id].body);
                else
                        check_content(record_name(source, id), record->version, found[id].body,
                                      found[id].body_length);
        }
}

static void same_outbox(const struct model *model, struct store *store)
{
        const uint8_t *bytes;
        size_t length;

        for (uint64_t sequence = 1; sequence <= model->last_told; sequence++) {
                int r = store_told(store, sequence, &bytes, &length);

                if (sequence < model->oldest_told) {
                        MUST(r == STORE_ABSENT);
                        continue;
                }
                MUST(r == 0);
                if (sequence % 10 == 0)
                        MUST(length == 0);
                else
                        check_content((unsigned)sequence, 1, bytes, length);
        }
        MUST(store_told(store, 0, &bytes, &length) == STORE_ABSENT);
        MUST(store_told(store, model->last_told + 1, &bytes, &length) == STORE_ABSENT);
        MUST(store_last_told(store) == model->last_told);
        MUST(store_oldest_told(store) == model->oldest_told);
}

static void same_line(const struct model *model, unsigned line, const struct quarantined *found)
{
        struct id id;
        struct quarantined wanted = line_of(line, model->lines[line], &id);

        MUST(found->position == wanted.position);
        MUST(found->index == wanted.index);
        MUST(found->reason == wanted.reason);
        MUST(found->received_usec == wanted.received_usec);
        MUST(text_equal(found->source, wanted.source) && text_equal(found->id, wanted.id));
        MUST(text_equal(found->message, wanted.message) && found->sender.length == 0);
}

static void same_lines(const struct model *model, struct store *store, size_t page)
{
        uint64_t position = 0, total, wanted = 0;
        uint32_t index = 0;
        unsigned line = 0;

        for (unsigned i = 0; i < MODEL_LINES; i++)
                wanted += model->lines[i] > 0;
        for (;;) {
                const struct quarantined *found;
                size_t count;

                MUST(store_quarantined(store, position, index, page, &found, &count, &total) == 0);
                MUST(total == wanted);
                MUST(count <= page);
                for (size_t i = 0; i < count; i++, line++) {
                        while (line < MODEL_LINES && model->lines[line] == 0)
                                line++;
                        MUST(line < MODEL_LINES);
                        same_line(model, line, &found[i]);
                        position = found[i].position;
                        index = found[i].index;
                }
                if (count < page)
                        break;
        }
        while (line < MODEL_LINES && model->lines[line] == 0)
                line++;
        MUST(line == MODEL_LINES);
}

/* ---- walks ---- */

struct seen {
        unsigned times[MODEL_SOURCES][MODEL_IDS];
};

static void see(const struct model *model, const struct stored_statement *found, struct seen *seen)
{
        unsigned source = 0, id;
        char text[12];

        while (source < MODEL_SOURCES && !text_equal(found->source, sources[source]))
                source++;
        MUST(source < MODEL_SOURCES);
        MUST(found->id.length < sizeof text);
        memcpy(text, found->id.data, found->id.length);
        text[found->id.length] = '\0';
        id = (unsigned)strtoul(text + 3, NULL, 10);
        MUST(id < MODEL_IDS);
        MUST_MSG(seen->times[source][id]++ == 0, "(%u, %u) came twice", source, id);
        check_content(record_name(source, id), model->records[source][id].version, found->body,
                      found->body_length);
}

static bool is_wanted(const struct model_record *record, unsigned i, unsigned source, int32_t first_day,
                      int32_t last_day)
{
        if (record->version == 0)
                return false;
        if (source == MODEL_SOURCES)
                return true;
        return i == source && record->day != CIVIL_NONE && record->day >= first_day &&
               record->day <= last_day;
}

void model_walk(const struct model *model, struct store *store, unsigned source, int32_t first_day,
                int32_t last_day, void (*between)(void *context), void *context)
{
        struct want want = {.kind = source < MODEL_SOURCES ? WANT_SCOPE : WANT_ALL};
        static struct seen seen;
        bool more = true;

        memset(&seen, 0, sizeof seen);
        if (source < MODEL_SOURCES) {
                want.source = sources[source];
                want.first_day = first_day;
                want.last_day = last_day;
        }
        while (more) {
                const struct stored_statement *found;
                size_t count, bytes = 0;

                MUST(store_walk(store, &want, &found, &count, &more, &want.cursor) == 0);
                MUST(count <= STORE_WALK_STATEMENTS_MAX);
                for (size_t i = 0; i < count; i++) {
                        see(model, &found[i], &seen);
                        bytes += found[i].body_length;
                }
                MUST(bytes <= STORE_WALK_BYTES_MAX + CONTENT_MAX);
                MUST_MSG(!more || count > 0, "a chunk of nothing, with more behind");
                if (more && between)
                        between(context);
        }
        for (unsigned i = 0; i < MODEL_SOURCES; i++)
                for (unsigned id = 0; id < MODEL_IDS; id++)
                        MUST_MSG(seen.times[i][id] ==
                                         is_wanted(&model->records[i][id], i, source, first_day, last_day),
                                 "(%u, %u) came %u times", i, id, seen.times[i][id]);
}

void model_same(const struct model *model, struct store *store)
{
        for (unsigned source = 0; source < MODEL_SOURCES; source++) {
                same_statements(model, store, source);
                model_walk(model, store, source, -2, 3, NULL, NULL);
                model_walk(model, store, source, CIVIL_MIN, CIVIL_MAX, NULL, NULL);
        }
        model_walk(model, store, MODEL_SOURCES, 0, 0, NULL, NULL);
        same_outbox(model, store);
        same_lines(model, store, 7);
        same_lines(model, store, STORE_QUARANTINE_PAGE_MAX + 1);
}

struct rows_seen {
        const struct model *model;
        unsigned count;
};

static int see_row(void *context, const struct row *row)
{
        struct rows_seen *seen = context;
        char text[12];
        unsigned key;

        MUST(row->table < MODEL_TABLES);
        MUST(row->key_length < sizeof text);
        memcpy(text, row->key, row->key_length);
        text[row->key_length] = '\0';
        key = (unsigned)strtoul(text + 3, NULL, 10);
        MUST(seen->model->rows[row->table][key] > 0);
        check_content(key, seen->model->rows[row->table][key], row->value, row->value_length);
        seen->count++;
        return 0;
}

void model_same_at_start(const struct model *model, struct store *store)
{
        struct rows_seen seen = {.model = model};
        unsigned wanted = 0;

        for (unsigned table = 0; table < MODEL_TABLES; table++)
                for (unsigned key = 0; key < MODEL_KEYS; key++)
                        wanted += model->rows[table][key] > 0;
        MUST(store_rows(store, see_row, &seen) == 0);
        MUST(seen.count == wanted);
        MUST(store_position(store) == model->position);
        model_same(model, store);
}
