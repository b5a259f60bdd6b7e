/* query/query.c: a question in, its answer out; what is asked decides which file answers. */
#include "query/query.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "query/inside.h"

#define FAILURE_MAX     256
#define ROW_FRAME_BYTES 4 /* a row's tag and length in the message that holds it */

int fail(struct query *query, Answer *answer, Milestone__V1__Failure__Why why, const char *field,
         const char *format, ...)
{
        Milestone__V1__Failure *failure = MESSAGE_NEW(query, Milestone__V1__Failure,
                                                      milestone__v1__failure__init);
        char buffer[FAILURE_MAX];
        va_list arguments;

        if (!failure)
                return -ENOMEM;
        va_start(arguments, format);
        vsnprintf(buffer, sizeof(buffer), format, arguments);
        va_end(arguments);

        failure->why = why;
        failure->field = encode_text(&query->arena, text_of(field));
        failure->message = encode_text(&query->arena, text_of(buffer));
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_FAILURE;
        answer->failure = failure;
        return QUERY_FAILED;
}

int fail_unknown(struct query *query, Answer *answer, const char *field, struct text name,
                 const struct text *known, size_t known_count)
{
        struct text nearest;
        bool near = text_is_plain(name) && text_nearest(name, known, known_count, &nearest);
        int r;

        if (!text_is_plain(name) || name.length > TEXT_NAME_MAX)
                name = TEXT("this name");
        r = fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME, field,
                 "%s: %" TEXT_FORMAT " is not known%s%" TEXT_FORMAT "%s", field, TEXT_ARGUMENTS(name),
                 near ? "; did you mean " : "", TEXT_ARGUMENTS(near ? nearest : TEXT("")), near ? "?" : "");
        if (r == QUERY_FAILED && near)
                answer->failure->nearest = encode_text(&query->arena, nearest);
        return r;
}

int list_add(struct query *query, struct list *list, void *item)
{
        if (!item)
                return -ENOMEM;
        if (list->count == list->capacity) {
                size_t capacity = list->capacity ? list->capacity * 2 : 32;
                void **items = arena_take(&query->arena, capacity * sizeof(*items));

                if (!items)
                        return -ENOMEM;
                if (list->count)
                        memcpy(items, list->items, list->count * sizeof(*items));
                list->items = items;
                list->capacity = capacity;
        }
        list->items[list->count++] = item;
        return 0;
}

int list_add_row(struct query *query, struct list *list, size_t limit, ProtobufCMessage *row)
{
        size_t bytes;

        if (!row)
                return -ENOMEM;
        bytes = protobuf_c_message_get_packed_size(row) + ROW_FRAME_BYTES;
        if (list->count == limit || list->bytes + bytes > QUERY_PAGE_BYTES_MAX)
                return QUERY_FAILED;
        list->bytes += bytes;
        return list_add(query, list, row);
}

struct page page_of(struct query *query, uint32_t limit, const char *after)
{
        return (struct page){
                .query = query,
                .after = text_of(after),
                .skipping = after[0] != '\0',
                .limit = limit && limit < QUERY_ROWS_MAX ? limit : QUERY_ROWS_MAX,
        };
}

bool page_skips(struct page *page, const char *key)
{
        if (!page->skipping)
                return false;
        page->skipping = !text_equal(text_of(key), page->after);
        return true;
}

int page_found(const struct page *page, Answer *answer)
{
        if (!page->skipping)
                return 0;
        return fail(page->query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "after",
                    "after: the row that this page would follow is no longer there: ask again from the "
                    "beginning");
}

char *page_next(const struct page *page)
{
        return encode_text(&page->query->arena, text_of(page->key));
}

int prefixes_of(struct query *query, char **topics, size_t count, Answer *answer, struct text **ret)
{
        if (count > QUERY_TOPICS_MAX)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "topics",
                            "topics: %zu prefixes are more than %d: name what they have in common, or ask "
                            "several times",
                            count, QUERY_TOPICS_MAX);
        *ret = arena_take(&query->arena, (count + 1) * sizeof(**ret));
        if (!*ret)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++)
                (*ret)[i] = text_of(topics[i]);
        return 0;
}

static int ask(struct query *query, const Question *question, Answer *answer)
{
        if (question->version != PROTOCOL_VERSION)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_VERSION, "version",
                            "version %u of the protocol is not spoken here: send %u", question->version,
                            PROTOCOL_VERSION);
        if (question->request_id.len > REQUEST_ID_BYTES_MAX)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "request_id",
                            "request_id has more than %d bytes", REQUEST_ID_BYTES_MAX);
        if (question->not_before > query->position)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_BUSY, "not_before",
                            "position %llu has not come yet, the last one is %llu: ask again",
                            (unsigned long long)question->not_before, (unsigned long long)query->position);
        if (!core_plan(query->core) && question->ask_case != MILESTONE__V1__QUESTION__ASK_STATUS)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_BUSY, "",
                            "no configuration is in force yet");

        switch (question->ask_case) {
        case MILESTONE__V1__QUESTION__ASK_STATUS:
                return answer_status(query, answer);
        case MILESTONE__V1__QUESTION__ASK_MEASURE:
                return answer_measure(query, question->measure, answer);
        case MILESTONE__V1__QUESTION__ASK_MILESTONES:
                return answer_milestones(query, question->milestones, answer);
        case MILESTONE__V1__QUESTION__ASK_RECORD:
                return answer_record(query, question->record, answer);
        case MILESTONE__V1__QUESTION__ASK_SOURCES:
                return answer_sources(query, answer);
        case MILESTONE__V1__QUESTION__ASK_QUARANTINE:
                return answer_quarantine(query, question->quarantine, answer);
        case MILESTONE__V1__QUESTION__ASK_REPLAY:
                return answer_replay(query, question->replay, answer);
        case MILESTONE__V1__QUESTION__ASK_SNAPSHOT:
                return answer_snapshot(query, question->snapshot, answer);
        case MILESTONE__V1__QUESTION__ASK_ARRIVAL:
                return answer_arrival(query, question->arrival, answer);
        case MILESTONE__V1__QUESTION__ASK_COUNTERS:
                return answer_counters(query, answer);
        case MILESTONE__V1__QUESTION__ASK_RELEASES:
                return answer_releases(query, question->releases, answer);
        case MILESTONE__V1__QUESTION__ASK_COMMAND:
                return answer_command(query, question->command, answer);
        case MILESTONE__V1__QUESTION__ASK_OUTLOOK:
                return answer_outlook(query, question->outlook, answer);
        default:
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "ask",
                            "the question asks nothing that this version knows");
        }
}

/* protobuf-c's memory comes from the arena, so that one message cannot take more than the cap. */
static void *take(void *context, size_t size)
{
        struct query *query = context;

        if (size > UNPACK_BYTES_MAX - query->unpacked_bytes)
                return NULL;
        query->unpacked_bytes += size;
        return arena_take(&query->arena, size);
}

static void keep(void *context, void *pointer)
{
        (void)context;
        (void)pointer;
}

static Question *unpack(struct query *query, const uint8_t *question, size_t length)
{
        ProtobufCAllocator allocator = {take, keep, query};

        arena_reset(&query->arena);
        query->unpacked_bytes = 0;
        return question ? milestone__v1__question__unpack(&allocator, length, question) : NULL;
}

/* `journal_id` must live as long as the answer. */
static void answer_init(const struct query *query, const Question *asked, uint8_t journal_id[JOURNAL_ID_LENGTH],
                        Answer *ret)
{
        milestone__v1__answer__init(ret);
        memcpy(journal_id, query->identity.journal_id, JOURNAL_ID_LENGTH);
        ret->version = PROTOCOL_VERSION;
        ret->journal_id.data = journal_id;
        ret->journal_id.len = JOURNAL_ID_LENGTH;
        ret->epoch = query->identity.epoch;
        ret->position = query->position;
        if (asked && asked->request_id.len <= REQUEST_ID_BYTES_MAX)
                ret->request_id = asked->request_id;
}

int query_answer(struct query *query, const uint8_t *question, size_t length, struct wire_out *out,
                 bool *ret_failed)
{
        Question *asked = unpack(query, question, length);
        uint8_t journal_id[JOURNAL_ID_LENGTH];
        Answer answer;
        int r;

        answer_init(query, asked, journal_id, &answer);
        r = asked ? ask(query, asked, &answer)
                  : fail(query, &answer, MILESTONE__V1__FAILURE__WHY__WHY_UNREADABLE, "",
                         "this is not a Question of milestone.v1");
        if (r == 0 && milestone__v1__answer__get_packed_size(&answer) > MESSAGE_BYTES_MAX)
                r = fail(query, &answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "ask",
                         "the answer does not fit a message of %d bytes: ask for less, one source perhaps",
                         MESSAGE_BYTES_MAX);
        if (r < 0)
                return r;

        *ret_failed = r == QUERY_FAILED;
        return encode_message(&answer.base, out);
}

static bool is_of_the_past(const Question *asked)
{
        switch (asked->ask_case) {
        case MILESTONE__V1__QUESTION__ASK_MEASURE:
        case MILESTONE__V1__QUESTION__ASK_MILESTONES:
        case MILESTONE__V1__QUESTION__ASK_OUTLOOK:
        case MILESTONE__V1__QUESTION__ASK_RECORD:
        case MILESTONE__V1__QUESTION__ASK_SOURCES:
        case MILESTONE__V1__QUESTION__ASK_RELEASES:
                return true;
        default:
                return false;
        }
}

int query_as_of(struct query *query, const uint8_t *question, size_t length, struct query_as_of *ret,
                const char **ret_why)
{
        const Question *asked = unpack(query, question, length);

        *ret = (struct query_as_of){.day = CIVIL_NONE};
        if (!asked || (asked->as_of_position == 0 && asked->as_of_day[0] == '\0'))
                return 0;

        ret->asked = true;
        ret->position = asked->as_of_position;
        *ret_why = NULL;
        if (!is_of_the_past(asked))
                *ret_why = "as_of: only measures, milestones, records, sources and releases can be asked of the "
                           "past";
        else if (ret->position > 0 && asked->as_of_day[0] != '\0')
                *ret_why = "as_of_day: a position is named as well; expected one of the two";
        else if (ret->position == 0 && civil_parse(text_of(asked->as_of_day), &ret->day) != 0)
                *ret_why = "as_of_day: expected a day like 2021-11-30";
        return *ret_why ? QUERY_BAD_TIME : 0;
}

int query_refuse(struct query *query, const uint8_t *question, size_t length, bool busy, const char *field,
                 const char *why, struct wire_out *out)
{
        Question *asked = unpack(query, question, length);
        uint8_t journal_id[JOURNAL_ID_LENGTH];
        Answer answer;
        int r;

        answer_init(query, asked, journal_id, &answer);
        r = fail(query, &answer,
                 busy ? MILESTONE__V1__FAILURE__WHY__WHY_BUSY : MILESTONE__V1__FAILURE__WHY__WHY_INVALID, field,
                 "%s", why);
        return r < 0 ? r : encode_message(&answer.base, out);
}

void query_done(struct query *query)
{
        arena_done(&query->arena);
}
