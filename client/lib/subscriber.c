/* client/lib/subscriber.c: the stream and the desk, brought together by the merge.
 *
 *   PRESENT  pages of a snapshot, the first one's cursor counts --+
 *   LIVE     the desk's status says where now is -----------------+--> FOLLOW
 *   a cursor, or the oldest --------------------------------------+
 *
 * In FOLLOW the stream is read, and whenever the merge wants it the desk is asked for what
 * follows. One question at a time: asking is the credit. While as much waits to be taken as
 * READY_MAX, neither the stream is read nor the desk asked; what the daemon then drops comes by
 * replay. After each (re)connection the desk is asked once, since nobody knows what was missed. */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "endpoints.h"
#include "measures.h"
#include "merge.h"

#define READY_MAX 4096u
#define MESSAGES_PER_TURN 512u
#define PAUSE_FIRST_USEC 100000
#define PAUSE_LONGEST_USEC 2000000

enum phase { PHASE_PRESENT, PHASE_LIVE, PHASE_FOLLOW };
enum purpose { ASKED_NOTHING, ASKED_SNAPSHOT, ASKED_STATUS, ASKED_REPLAY, ASKED_MEASURES };

struct mst_subscriber {
        struct mst_endpoints where;
        struct mst_options options;
        char *keys[3];
        void *context;
        struct bell bell;
        struct link stream;
        struct requests desk;
        struct filter filter;
        struct merge merge;
        struct measures measures;
        enum mst_start start;
        enum phase phase;
        bool started;
        bool told_known;
        struct cursor told; /* after what was handed over last */

        enum purpose asked;
        int64_t pause_usec; /* of the next question that would not help at once */
        int64_t ask_after_usec;
        char *next;            /* of the pages of a snapshot */
        struct cursor present; /* of its first page */
        bool present_known;
        bool measures_wanted;
        uint64_t measures_position; /* up to here, values are known */

        int64_t beat_usec; /* 0: none yet */
        uint64_t delivered;
        uint64_t unreadable;
        uint64_t questions;
        enum mst_failure_why refused;
        char refused_message[MST_REFUSED_TEXT_MAX];
        void (*callback)(void *userdata, const struct mst_news *news);
        void *userdata;
};

/* ---- life ---- */

struct mst_subscriber *mst_subscriber_unref(struct mst_subscriber *subscriber)
{
        if (!subscriber)
                return NULL;
        bell_done(&subscriber->bell);
        if (subscriber->started) {
                link_done(&subscriber->stream);
                requests_done(&subscriber->desk);
        }
        context_free(subscriber->context);
        merge_done(&subscriber->merge);
        measures_done(&subscriber->measures);
        filter_done(&subscriber->filter);
        for (size_t i = 0; i < 3; i++)
                free(subscriber->keys[i]);
        free(subscriber->next);
        free(subscriber);
        return NULL;
}
SCOPED_FUNCTION(struct mst_subscriber, mst_subscriber_unref)

/* The sockets are opened later, so keys are kept until then. */
static int keys_keep(struct mst_subscriber *subscriber)
{
        const char **keys[] = {&subscriber->options.server_key, &subscriber->options.public_key,
                               &subscriber->options.secret_key};

        for (size_t i = 0; i < 3 && *keys[i]; i++) {
                subscriber->keys[i] = strdup(*keys[i]);
                if (!subscriber->keys[i])
                        return -ENOMEM;
                *keys[i] = subscriber->keys[i];
        }
        return 0;
}

int mst_subscriber_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                       struct mst_subscriber **ret)
{
        SCOPED(mst_subscriber_unrefp) struct mst_subscriber *subscriber = calloc(1, sizeof(*subscriber));
        int r;

        if (!subscriber)
                return -ENOMEM;
        subscriber->bell = (struct bell){.epoll_fd = -1, .timer_fd = -1, .event_fd = -1};
        subscriber->pause_usec = PAUSE_FIRST_USEC;
        measures_init(&subscriber->measures);
        merge_init(&subscriber->merge, &subscriber->filter, 0);
        r = endpoints_complete(endpoints, &subscriber->where);
        if (r == 0)
                r = options_complete(options, &subscriber->options);
        if (r == 0)
                r = keys_keep(subscriber);
        if (r == 0)
                r = bell_init(&subscriber->bell);
        if (r < 0)
                return r;
        subscriber->merge.held_max = subscriber->options.held_max;
        subscriber->context = context_new();
        if (!subscriber->context)
                return -ENOMEM;
        bell_set(&subscriber->bell, true, BELL_NEVER); /* the first dispatch connects */
        *ret = TAKE(subscriber);
        return 0;
}

int mst_subscriber_add_topic(struct mst_subscriber *subscriber, const char *prefix)
{
        if (subscriber->started)
                return MST_STARTED;
        return filter_add(&subscriber->filter, prefix ? prefix : "");
}

int mst_subscriber_set_start(struct mst_subscriber *subscriber, enum mst_start start)
{
        if (subscriber->started)
                return MST_STARTED;
        if (start != MST_START_PRESENT && start != MST_START_LIVE && start != MST_START_OLDEST)
                return -EINVAL;
        subscriber->start = start;
        return 0;
}

int mst_subscriber_set_cursor(struct mst_subscriber *subscriber, const char *text)
{
        int r;

        if (subscriber->started)
                return MST_STARTED;
        if (!text || !*text) {
                subscriber->told_known = false;
                return 0;
        }
        r = cursor_parse(text, &subscriber->told);
        if (r == 0)
                subscriber->told_known = true;
        return r;
}

int mst_subscriber_cursor(const struct mst_subscriber *subscriber, char ret[MST_CURSOR_TEXT_MAX])
{
        /* With nothing left to hand over, what does not concern the topics counts as handed over. */
        if (subscriber->merge.begun && !subscriber->merge.ready.first &&
            subscriber->merge.seen.journal_id_size)
                cursor_format(&subscriber->merge.seen, ret);
        else if (subscriber->told_known)
                cursor_format(&subscriber->told, ret);
        else
                return MST_NONE;
        return 0;
}

/* The topics and the beat; without topics, all. */
static int stream_open(struct mst_subscriber *subscriber)
{
        size_t count = subscriber->filter.count;
        SCOPED(freep) const char **topics = calloc(count + 3, sizeof(*topics));

        if (!topics)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++)
                topics[i] = subscriber->filter.topics[i];
        topics[count] = count ? "beat/" : "";
        return link_init(&subscriber->stream, subscriber->context, ZMQ_SUB, subscriber->where.notifications,
                         &subscriber->options, topics, &subscriber->bell);
}

static void begin_from(struct mst_subscriber *subscriber, const struct cursor *cursor)
{
        merge_begin(&subscriber->merge, cursor);
        subscriber->phase = PHASE_FOLLOW;
}

static int subscriber_start(struct mst_subscriber *subscriber)
{
        int r;

        if (subscriber->started)
                return 0;
        r = filter_settle(&subscriber->filter);
        if (r == 0)
                r = stream_open(subscriber);
        if (r < 0)
                return r;
        r = requests_init(&subscriber->desk, subscriber->context, subscriber->where.desk,
                          &subscriber->options, &subscriber->bell);
        if (r < 0) {
                link_done(&subscriber->stream);
                return r;
        }
        subscriber->started = true;
        subscriber->measures_wanted = subscriber->filter.measures_count > 0;
        if (subscriber->told_known)
                begin_from(subscriber, &subscriber->told);
        else if (subscriber->start == MST_START_OLDEST)
                begin_from(subscriber, &(struct cursor){0});
        else
                subscriber->phase = subscriber->start == MST_START_LIVE ? PHASE_LIVE : PHASE_PRESENT;
        return 0;
}

/* ---- the stream ---- */

/* Takes the box, whatever comes. */
static int measure_box(struct mst_subscriber *subscriber, struct news_box *box)
{
        int r = measures_take(&subscriber->measures, box);

        if (r == MEASURES_FULL)
                news_queue_push(&subscriber->merge.ready, box);
        else if (r != MEASURES_TAKEN)
                news_box_free(box);
        if (r == MEASURES_OLD)
                subscriber->merge.repeats++;
        return r < 0 ? r : 0;
}

static int take_measure(struct mst_subscriber *subscriber, const void *bytes, size_t size)
{
        SCOPED(arena_freep) struct arena *arena = arena_new();
        const Milestone__V1__MeasureUpdate *wire;
        struct news_box *box;
        int r;

        if (!arena)
                return -ENOMEM;
        wire = milestone__v1__measure_update__unpack(arena_allocator(arena), size, bytes);
        if (!wire || wire->version != MST_PROTOCOL_VERSION) {
                subscriber->unreadable++;
                return 0;
        }
        /* Of a journal that we do not know yet: its positions cannot be compared with ours. */
        if (subscriber->merge.begun && !cursor_fits(&subscriber->merge.seen, wire->journal_id, wire->epoch)) {
                subscriber->merge.wanted = true;
                return 0;
        }
        r = news_measure(arena, wire, &box);
        return r == 0 ? measure_box(subscriber, box) : r;
}

static int take_beat(struct mst_subscriber *subscriber, const void *bytes, size_t size)
{
        SCOPED(arena_freep) struct arena *arena = arena_new();
        const Milestone__V1__Beat *beat;

        if (!arena)
                return -ENOMEM;
        beat = milestone__v1__beat__unpack(arena_allocator(arena), size, bytes);
        if (!beat || beat->version != MST_PROTOCOL_VERSION) {
                subscriber->unreadable++;
                return 0;
        }
        subscriber->beat_usec = bell_now_usec();
        merge_beat(&subscriber->merge, beat);
        if (subscriber->filter.measures_count && subscriber->phase == PHASE_FOLLOW &&
            beat->measures_position > subscriber->measures_position &&
            beat->measures_position > subscriber->measures.newest_position)
                subscriber->measures_wanted = true;
        return 0;
}

static bool is_topic(const zmq_msg_t *topic, const char *prefix)
{
        size_t size = strlen(prefix);
        zmq_msg_t *frame = (zmq_msg_t *)(uintptr_t)topic; /* reading has no const in this version */

        return zmq_msg_size(frame) >= size && memcmp(zmq_msg_data(frame), prefix, size) == 0;
}

static int take_message(struct mst_subscriber *subscriber, struct frames *frames)
{
        const void *bytes;
        struct news_box *box;
        size_t size;
        int r;

        if (frames->count == 1 && !frames->excess)
                return 0; /* a welcome: the link stands */
        if (frames->count != 2 || frames->excess) {
                subscriber->unreadable++;
                return 0;
        }
        bytes = zmq_msg_data(&frames->frame[1]);
        size = zmq_msg_size(&frames->frame[1]);
        if (is_topic(&frames->frame[0], "beat/"))
                return take_beat(subscriber, bytes, size);
        if (is_topic(&frames->frame[0], "measure/"))
                return take_measure(subscriber, bytes, size);
        r = news_notification(bytes, size, &box);
        if (r == 0)
                merge_live(&subscriber->merge, box);
        else if (r == MST_PROTOCOL)
                subscriber->unreadable++;
        return r < 0 ? r : 0;
}

static bool has_room(const struct mst_subscriber *subscriber)
{
        return subscriber->merge.ready.count < READY_MAX;
}

static int stream_read(struct mst_subscriber *subscriber)
{
        struct frames frames;
        int r;

        link_pump(&subscriber->stream);
        if (subscriber->stream.came) {
                subscriber->stream.came = false;
                subscriber->merge.wanted = subscriber->merge.begun;
                if (subscriber->phase == PHASE_FOLLOW)
                        subscriber->measures_wanted = subscriber->filter.measures_count > 0;
        }
        for (unsigned int i = 0; i < MESSAGES_PER_TURN && has_room(subscriber); i++) {
                r = link_receive(&subscriber->stream, &frames);
                if (r != 0)
                        return r < 0 ? r : 0;
                r = take_message(subscriber, &frames);
                frames_done(&frames);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* ---- answers ---- */

static int take_snapshot_rows(struct mst_subscriber *subscriber, struct arena *arena,
                              const Milestone__V1__SnapshotAnswer *page, bool milestones)
{
        struct news_box *box;
        int r = 0;

        for (size_t i = 0; r == 0 && milestones && i < page->n_milestones; i++) {
                r = news_milestone(arena, page->milestones[i], &box);
                if (r == 0)
                        news_queue_push(&subscriber->merge.ready, box);
        }
        for (size_t i = 0; r == 0 && i < page->n_measures; i++) {
                r = news_measure(arena, page->measures[i], &box);
                if (r == 0)
                        r = measure_box(subscriber, box);
        }
        return r;
}

/* Measures of the snapshot come before its end. */
static int present_end(struct mst_subscriber *subscriber)
{
        struct news_box *box;
        int r;

        while ((box = measures_pop(&subscriber->measures)))
                news_queue_push(&subscriber->merge.ready, box);
        r = news_mark(MST_NEWS_PRESENT, subscriber->present.sequence, &subscriber->present, &box);
        if (r < 0)
                return r;
        news_queue_push(&subscriber->merge.ready, box);
        begin_from(subscriber, &subscriber->present);
        subscriber->measures_wanted = false;
        return 0;
}

static int next_page(struct mst_subscriber *subscriber, const char *next)
{
        char *copy = strdup(next);

        if (!copy)
                return -ENOMEM;
        free(subscriber->next);
        subscriber->next = copy;
        return 0;
}

static int take_snapshot(struct mst_subscriber *subscriber, struct arena *arena,
                         const Milestone__V1__Answer *answer, bool opening)
{
        const Milestone__V1__SnapshotAnswer *page = answer->snapshot;
        bool last = !*page->next;
        int r;

        if (opening && !subscriber->present_known) {
                if (page->cursor)
                        cursor_from_wire(page->cursor, &subscriber->present);
                cursor_set_journal(&subscriber->present, answer->journal_id, answer->epoch);
                subscriber->present_known = true;
        }
        if (!subscriber->next || !*subscriber->next)
                subscriber->measures_position = answer->position; /* of the first page */
        r = take_snapshot_rows(subscriber, arena, page, opening);
        if (r == 0)
                r = next_page(subscriber, page->next);
        if (r < 0)
                return r;
        if (last && opening)
                return present_end(subscriber);
        if (last)
                subscriber->measures_wanted = false;
        return 0;
}

static int take_status(struct mst_subscriber *subscriber, const Milestone__V1__Answer *answer)
{
        struct cursor cursor = {.sequence = answer->status->sequence};

        cursor_set_journal(&cursor, answer->journal_id, answer->epoch);
        cursor_set_hash(&cursor, answer->status->outbox_hash);
        begin_from(subscriber, &cursor);
        subscriber->measures_wanted = false;
        subscriber->measures_position = answer->position;
        return 0;
}

static int take_replay(struct mst_subscriber *subscriber, const Milestone__V1__Answer *answer)
{
        struct cursor before = subscriber->merge.seen;
        int r = merge_page(&subscriber->merge, answer);

        if (!cursor_fits(&before, answer->journal_id, answer->epoch) && before.journal_id_size) {
                measures_forget(&subscriber->measures);
                subscriber->measures_position = 0;
                subscriber->measures_wanted = subscriber->filter.measures_count > 0;
        }
        return r;
}

/* Asked again, but not at once. */
static void pause_asking(struct mst_subscriber *subscriber)
{
        subscriber->ask_after_usec = bell_now_usec() + subscriber->pause_usec;
        subscriber->pause_usec *= 2;
        if (subscriber->pause_usec > PAUSE_LONGEST_USEC)
                subscriber->pause_usec = PAUSE_LONGEST_USEC;
}

static void take_failure(struct mst_subscriber *subscriber, const Milestone__V1__Failure *failure)
{
        subscriber->refused = (enum mst_failure_why)failure->why;
        if (!subscriber->refused)
                subscriber->refused = MST_FAILURE_INVALID;
        (void)snprintf(subscriber->refused_message, sizeof(subscriber->refused_message), "%s",
                       failure->message);
        /* The page that it would not give may be of a snapshot that is no more: from its start. */
        free(subscriber->next);
        subscriber->next = NULL;
        pause_asking(subscriber);
}

static int take_answer(struct mst_subscriber *subscriber, struct arena *arena,
                       const Milestone__V1__Answer *answer, enum purpose purpose)
{
        static const Milestone__V1__Answer__TellCase expected[] = {
                [ASKED_SNAPSHOT] = MILESTONE__V1__ANSWER__TELL_SNAPSHOT,
                [ASKED_STATUS] = MILESTONE__V1__ANSWER__TELL_STATUS,
                [ASKED_REPLAY] = MILESTONE__V1__ANSWER__TELL_REPLAY,
                [ASKED_MEASURES] = MILESTONE__V1__ANSWER__TELL_SNAPSHOT,
        };
        int r;

        if (answer->tell_case == MILESTONE__V1__ANSWER__TELL_FAILURE) {
                take_failure(subscriber, answer->failure);
                return 0;
        }
        if (answer->version != MST_PROTOCOL_VERSION || answer->tell_case != expected[purpose]) {
                subscriber->unreadable++;
                pause_asking(subscriber);
                return 0;
        }
        subscriber->refused = MST_FAILURE_UNSPECIFIED;
        subscriber->refused_message[0] = '\0';
        if (purpose == ASKED_REPLAY)
                r = take_replay(subscriber, answer);
        else if (purpose == ASKED_STATUS)
                r = take_status(subscriber, answer);
        else
                r = take_snapshot(subscriber, arena, answer, purpose == ASKED_SNAPSHOT);
        if (r == MST_NONE)
                pause_asking(subscriber);
        else if (r == 0)
                subscriber->pause_usec = PAUSE_FIRST_USEC;
        return r < 0 ? r : 0;
}

static int answers_read(struct mst_subscriber *subscriber)
{
        for (;;) {
                SCOPED(arena_freep) struct arena *arena = NULL;
                Milestone__V1__Answer *answer;
                struct request *request;
                enum purpose purpose;
                int r;

                r = desk_get(&subscriber->desk, &subscriber->unreadable, &arena, &answer, &request);
                if (r != 0)
                        return r < 0 ? r : 0;
                requests_remove(&subscriber->desk, request);
                purpose = subscriber->asked;
                subscriber->asked = ASKED_NOTHING;
                assert(purpose != ASKED_NOTHING);
                r = take_answer(subscriber, arena, answer, purpose);
                if (r < 0)
                        return r;
        }
}

/* ---- questions ---- */

static enum purpose to_ask(const struct mst_subscriber *subscriber)
{
        if (subscriber->asked != ASKED_NOTHING || !has_room(subscriber))
                return ASKED_NOTHING;
        if (subscriber->phase == PHASE_PRESENT)
                return ASKED_SNAPSHOT;
        if (subscriber->phase == PHASE_LIVE)
                return ASKED_STATUS;
        if (subscriber->merge.wanted)
                return ASKED_REPLAY;
        return subscriber->measures_wanted ? ASKED_MEASURES : ASKED_NOTHING;
}

static int put_question(struct mst_subscriber *subscriber, enum purpose purpose)
{
        Milestone__V1__Question question;
        Milestone__V1__StatusQuestion status;
        Milestone__V1__SnapshotQuestion snapshot;
        Milestone__V1__ReplayQuestion replay;
        Milestone__V1__Cursor cursor;
        struct request *request;
        bool measures = purpose == ASKED_MEASURES;

        milestone__v1__question__init(&question);
        milestone__v1__status_question__init(&status);
        milestone__v1__snapshot_question__init(&snapshot);
        milestone__v1__replay_question__init(&replay);
        question.version = MST_PROTOCOL_VERSION;
        switch (purpose) {
        case ASKED_STATUS:
                question.ask_case = MILESTONE__V1__QUESTION__ASK_STATUS;
                question.status = &status;
                break;
        case ASKED_REPLAY:
                cursor_to_wire(&subscriber->merge.seen, &cursor);
                replay.after = &cursor;
                replay.topics = subscriber->filter.topics;
                replay.n_topics = subscriber->filter.count;
                question.ask_case = MILESTONE__V1__QUESTION__ASK_REPLAY;
                question.replay = &replay;
                break;
        case ASKED_SNAPSHOT:
        case ASKED_MEASURES:
                snapshot.topics = measures ? subscriber->filter.measures : subscriber->filter.topics;
                snapshot.n_topics = measures ? subscriber->filter.measures_count : subscriber->filter.count;
                snapshot.after = wire_text(subscriber->next);
                question.ask_case = MILESTONE__V1__QUESTION__ASK_SNAPSHOT;
                question.snapshot = &snapshot;
                break;
        case ASKED_NOTHING:
                assert(false);
        }
        return desk_put(&subscriber->desk, &question, false, &request);
}

static int ask(struct mst_subscriber *subscriber)
{
        enum purpose purpose = to_ask(subscriber);
        int r;

        if (purpose != ASKED_NOTHING && bell_now_usec() >= subscriber->ask_after_usec) {
                r = put_question(subscriber, purpose);
                if (r != 0)
                        return r;
                subscriber->asked = purpose;
                subscriber->questions++;
        }
        return requests_pump(&subscriber->desk);
}

/* ---- turns ---- */

static void subscriber_ring(struct mst_subscriber *subscriber)
{
        int64_t due_usec = requests_due_usec(&subscriber->desk);
        bool work = subscriber->merge.ready.first || subscriber->measures.first ||
                    requests_work(&subscriber->desk);

        work = (has_room(subscriber) && link_readable(&subscriber->stream)) || work;
        if (to_ask(subscriber) != ASKED_NOTHING && subscriber->ask_after_usec < due_usec)
                due_usec = subscriber->ask_after_usec;
        bell_set(&subscriber->bell, work, due_usec);
}

static int subscriber_turn(struct mst_subscriber *subscriber)
{
        int r = subscriber_start(subscriber);

        if (r == 0)
                r = requests_pump(&subscriber->desk);
        if (r == 0)
                r = answers_read(subscriber);
        if (r == 0)
                r = stream_read(subscriber);
        if (r == 0)
                r = ask(subscriber);
        if (subscriber->started)
                subscriber_ring(subscriber);
        return r;
}

int mst_subscriber_next(struct mst_subscriber *subscriber, struct mst_news **ret)
{
        struct news_box *box = news_queue_pop(&subscriber->merge.ready);

        if (!box)
                box = measures_pop(&subscriber->measures);
        if (!box)
                return MST_NONE;
        if (box->moves) {
                subscriber->told = box->cursor;
                subscriber->told_known = true;
        }
        if (box->news.what == MST_NEWS_NOTIFICATION)
                subscriber->delivered++;
        *ret = &box->news;
        subscriber_ring(subscriber);
        return 0;
}

int mst_subscriber_dispatch(struct mst_subscriber *subscriber)
{
        struct mst_news *news;
        int r = subscriber_turn(subscriber);

        while (subscriber->callback && mst_subscriber_next(subscriber, &news) == 0) {
                subscriber->callback(subscriber->userdata, news);
                mst_news_unref(news);
        }
        return r;
}

int mst_subscriber_wait(struct mst_subscriber *subscriber, int timeout_msec)
{
        int r = bell_wait(&subscriber->bell, timeout_msec);

        return r == 0 ? mst_subscriber_dispatch(subscriber) : r;
}

int mst_subscriber_receive(struct mst_subscriber *subscriber, int timeout_msec, struct mst_news **ret)
{
        int64_t until_usec = bell_until_usec(timeout_msec);
        int r;

        while ((r = mst_subscriber_next(subscriber, ret)) == MST_NONE) {
                r = bell_wait(&subscriber->bell, bell_left_msec(until_usec));
                if (r == 0)
                        r = subscriber_turn(subscriber);
                if (r != 0)
                        return r;
        }
        return r;
}

void mst_subscriber_set_callback(struct mst_subscriber *subscriber,
                                 void (*callback)(void *userdata, const struct mst_news *news),
                                 void *userdata)
{
        subscriber->callback = callback;
        subscriber->userdata = userdata;
}

int mst_subscriber_fd(struct mst_subscriber *subscriber)
{
        return subscriber->bell.epoll_fd;
}

void mst_subscriber_state(const struct mst_subscriber *subscriber, struct mst_subscriber_state *ret)
{
        const struct merge *merge = &subscriber->merge;

        *ret = (struct mst_subscriber_state){
                .connected = subscriber->stream.up,
                .desk_connected = subscriber->desk.link.up,
                .caught_up = merge->begun && merge->beaten && merge->complete && !merge->wanted &&
                             merge->seen.sequence >= merge->beat_sequence,
                .sequence = merge->begun ? merge->seen.sequence : 0,
                .beat_sequence = merge->beat_sequence,
                .beat_age_msec = subscriber->beat_usec ? (bell_now_usec() - subscriber->beat_usec) / 1000
                                                       : -1,
                .delivered = subscriber->delivered,
                .gaps = merge->gaps,
                .recovered = merge->recovered,
                .repeats = merge->repeats,
                .held = merge->held_count,
                .unreadable = merge->unreadable + subscriber->unreadable,
                .questions = subscriber->questions,
                .refused = subscriber->refused,
        };
        (void)snprintf(ret->refused_message, sizeof(ret->refused_message), "%s", subscriber->refused_message);
}
