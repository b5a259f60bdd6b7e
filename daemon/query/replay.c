/* query/replay.c: notifications after a cursor, as they were published, with the filter of a
 * subscription. A page says up to where it has looked: nothing else is there for these topics. */
#include <errno.h>
#include <string.h>

#include "query/inside.h"

#define SCANNED_MAX 5000 /* work for one question under a narrow filter */

/* What was told up to there is what this outbox told (rule 34). `*ret_common`: how far, if not; of an
 * earlier epoch never all of it, since who subscribed then has to learn that positions went back. A cursor
 * without a journal has seen nothing yet, or only remembers a sequence. */
static bool is_ours(const struct query *query, const Milestone__V1__Cursor *cursor, uint64_t *ret_common)
{
        uint64_t last = outbox_sequence(query->outbox);

        *ret_common = 0;
        if (!cursor)
                return true;
        if (cursor->journal_id.len != 0 &&
            (cursor->journal_id.len != sizeof(query->identity.journal_id) ||
             memcmp(cursor->journal_id.data, query->identity.journal_id, cursor->journal_id.len) != 0))
                return false;
        if (cursor->journal_id.len != 0 && cursor->epoch != query->identity.epoch) {
                *ret_common = outbox_stands(query->outbox, cursor->epoch);
                if (*ret_common > cursor->sequence)
                        *ret_common = cursor->sequence;
                return false;
        }
        if (cursor->sequence == last && cursor->outbox_hash.len == OUTBOX_HASH_BYTES)
                return memcmp(cursor->outbox_hash.data, outbox_hash(query->outbox), OUTBOX_HASH_BYTES) == 0;
        if (cursor->sequence > last)
                *ret_common = last; /* the end of the same journal was lost */
        return cursor->sequence <= last;
}

/* Its names are in its bytes: what was told stays as told, also when the configuration changed. */
static int matches(const uint8_t *bytes, size_t length, const struct text *prefixes, size_t prefixes_count,
                   bool *ret)
{
        Milestone__V1__Notification *notification;
        struct topics topics;

        *ret = true;
        if (prefixes_count == 0)
                return 0;
        notification = milestone__v1__notification__unpack(NULL, length, bytes);
        if (!notification)
                return -EBADMSG;
        topics_of((uint8_t)notification->kind, text_of(notification->corridor),
                  text_of(notification->milestone), text_of(notification->source), &topics);
        *ret = topics_match(&topics, prefixes, prefixes_count);
        milestone__v1__notification__free_unpacked(notification, NULL);
        return 0;
}

struct replay {
        struct text *prefixes;
        size_t prefixes_count, limit, bytes;
        ProtobufCBinaryData *items;
        Milestone__V1__ReplayAnswer *message;
};

/* Looks at one notification; QUERY_FAILED: the page is full, and this one is not in it. */
static int look(struct query *query, struct replay *page, uint64_t sequence)
{
        const uint8_t *bytes;
        uint8_t *copy;
        size_t length;
        bool wanted;
        int r;

        r = store_told(query->store, sequence, &bytes, &length);
        if (r != 0)
                return r < 0 ? r : -ENODATA;
        r = matches(bytes, length, page->prefixes, page->prefixes_count, &wanted);
        if (r < 0 || !wanted)
                return r;
        if (page->message->n_notifications == page->limit || page->bytes + length > QUERY_PAGE_BYTES_MAX)
                return QUERY_FAILED;

        copy = arena_take(&query->arena, length);
        if (!copy)
                return -ENOMEM;
        memcpy(copy, bytes, length);
        page->items[page->message->n_notifications++] = (ProtobufCBinaryData){length, copy};
        page->bytes += length;
        return 0;
}

static int fill(struct query *query, struct replay *page, uint64_t after)
{
        uint64_t last = outbox_sequence(query->outbox), sequence = after;
        int r = 0;

        for (size_t scanned = 0; sequence < last && scanned < SCANNED_MAX; scanned++) {
                r = look(query, page, sequence + 1);
                if (r != 0)
                        break;
                sequence++;
        }
        if (r < 0)
                return r;
        page->message->up_to = sequence;
        page->message->end = sequence == last;
        return 0;
}

static int stand(struct query *query, Milestone__V1__ReplayAnswer *message)
{
        Milestone__V1__Cursor *cursor = MESSAGE_NEW(query, Milestone__V1__Cursor,
                                                    milestone__v1__cursor__init);

        if (!cursor)
                return -ENOMEM;
        cursor->journal_id.data = query->identity.journal_id;
        cursor->journal_id.len = sizeof(query->identity.journal_id);
        cursor->epoch = query->identity.epoch;
        cursor->sequence = message->up_to;
        if (message->end) {
                cursor->outbox_hash.data = (uint8_t *)(uintptr_t)outbox_hash(query->outbox);
                cursor->outbox_hash.len = OUTBOX_HASH_BYTES;
        }
        message->cursor = cursor;
        return 0;
}

int answer_replay(struct query *query, const Milestone__V1__ReplayQuestion *question, Answer *answer)
{
        struct replay page = {.limit = question->limit, .prefixes_count = question->n_topics};
        uint64_t after = question->after ? question->after->sequence : 0;
        Milestone__V1__ReplayAnswer *message;
        int r;

        if (page.limit == 0 || page.limit > QUERY_REPLAY_MAX)
                page.limit = QUERY_REPLAY_MAX;
        page.message = message = MESSAGE_NEW(query, Milestone__V1__ReplayAnswer,
                                             milestone__v1__replay_answer__init);
        page.items = arena_take(&query->arena, page.limit * sizeof(*page.items));
        if (!message || !page.items)
                return -ENOMEM;
        r = prefixes_of(query, question->topics, question->n_topics, answer, &page.prefixes);
        if (r != 0)
                return r;

        message->notifications = page.items;
        message->oldest = store_oldest_told(query->store);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_REPLAY;
        answer->replay = message;

        if (!is_ours(query, question->after, &message->diverged_after)) {
                message->diverged = true;
                message->up_to = message->diverged_after;
                return stand(query, message);
        }
        if (after + 1 < message->oldest) {
                message->gone = true;
                message->up_to = after;
                return stand(query, message);
        }
        r = fill(query, &page, after);
        return r < 0 ? r : stand(query, message);
}
