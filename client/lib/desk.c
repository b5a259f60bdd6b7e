/* client/lib/desk.c: questions out, answers in. */
#include "desk.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "endpoints.h"

#define ANSWERS_PER_TURN 256u

struct answer_box {
        struct arena *arena;
        struct answer_box *next;
        struct mst_answer answer;
};

struct mst_desk {
        void *context;
        struct bell bell;
        struct requests requests;
        struct answer_box *first;
        struct answer_box **last;
        uint64_t answered;
        uint64_t unreadable;
        void (*callback)(void *userdata, const struct mst_answer *answer);
        void *userdata;
};

int desk_put(struct requests *requests, Milestone__V1__Question *question, bool once, struct request **ret)
{
        struct buffer buffer = {0};
        unsigned char id[REQUEST_ID_BYTES];
        struct request *request;
        int r;

        requests_next_id(requests, id);
        question->request_id = wire_bytes(id, sizeof(id));
        r = buffer_pack(&buffer, &question->base, MST_MESSAGE_BYTES_MAX);
        if (r != 0)
                return r;
        r = requests_add(requests, "", buffer.bytes, buffer.size, &request);
        if (r != 0) {
                buffer_done(&buffer);
                return r;
        }
        request->once = once;
        request->ask = (int)question->ask_case;
        *ret = request;
        return 0;
}

int desk_get(struct requests *requests, uint64_t *unreadable, struct arena **ret_arena,
             Milestone__V1__Answer **ret, struct request **ret_request)
{
        struct frames frames;
        int r;

        for (;;) {
                SCOPED(arena_freep) struct arena *arena = NULL;
                Milestone__V1__Answer *answer = NULL;
                struct request *request;

                r = link_receive(&requests->link, &frames);
                if (r != 0)
                        return r;
                arena = arena_new();
                if (arena && frames.count == 1 && !frames.excess)
                        answer = milestone__v1__answer__unpack(arena_allocator(arena),
                                                               zmq_msg_size(&frames.frame[0]),
                                                               zmq_msg_data(&frames.frame[0]));
                frames_done(&frames);
                if (!arena)
                        return -ENOMEM;
                if (!answer) {
                        (*unreadable)++;
                        continue;
                }
                request = requests_find(requests, answer->request_id.data, answer->request_id.len);
                if (!request)
                        continue;
                *ret_arena = TAKE(arena);
                *ret = answer;
                *ret_request = request;
                return 0;
        }
}

struct mst_answer *mst_answer_unref(struct mst_answer *answer)
{
        struct answer_box *box;

        if (!answer)
                return NULL;
        box = (struct answer_box *)(void *)((char *)answer - offsetof(struct answer_box, answer));
        arena_free(box->arena);
        return NULL;
}

struct mst_desk *mst_desk_unref(struct mst_desk *desk)
{
        struct answer_box *box, *next;

        if (!desk)
                return NULL;
        for (box = desk->first; box; box = next) {
                next = box->next;
                arena_free(box->arena);
        }
        bell_done(&desk->bell);
        requests_done(&desk->requests);
        context_free(desk->context);
        free(desk);
        return NULL;
}
SCOPED_FUNCTION(struct mst_desk, mst_desk_unref)

/* `others`: the answers that are there and not taken are work, too. */
static void desk_ring(struct mst_desk *desk, bool others)
{
        bell_set(&desk->bell, (others && desk->first) || requests_work(&desk->requests),
                 requests_due_usec(&desk->requests));
}

int mst_desk_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                 struct mst_desk **ret)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = calloc(1, sizeof(*desk));
        struct mst_endpoints where;
        struct mst_options all;
        int r;

        if (!desk)
                return -ENOMEM;
        desk->last = &desk->first;
        desk->bell = (struct bell){.epoll_fd = -1, .timer_fd = -1, .event_fd = -1};
        r = endpoints_complete(endpoints, &where);
        if (r == 0)
                r = options_complete(options, &all);
        if (r < 0)
                return r;
        desk->context = context_new();
        if (!desk->context)
                return -ENOMEM;
        r = bell_init(&desk->bell);
        if (r == 0)
                r = requests_init(&desk->requests, desk->context, where.desk, &all, &desk->bell);
        if (r < 0)
                return r;
        desk_ring(desk, true);
        *ret = TAKE(desk);
        return 0;
}

int mst_desk_ask(struct mst_desk *desk, const struct mst_question *question, uint64_t *ret_ticket)
{
        SCOPED(question_parts_freep) struct question_parts *parts = question_parts_new();
        Milestone__V1__Question *wire;
        struct request *request;
        int r;

        if (!parts)
                return -ENOMEM;
        r = wire_question(question, parts, &wire);
        if (r == 0)
                r = desk_put(&desk->requests, wire, question->ask == MST_ASK_COMMAND, &request);
        if (r != 0)
                return r;
        if (ret_ticket)
                *ret_ticket = request->ticket;
        (void)requests_pump(&desk->requests);
        desk_ring(desk, true);
        return 0;
}

/* ---- in ---- */

/* 0 also when the answer was none that can be used: the question is asked again in time. */
static int answer_take(struct mst_desk *desk)
{
        SCOPED(arena_freep) struct arena *arena = NULL;
        Milestone__V1__Answer *wire;
        struct request *request;
        struct answer_box *box;
        int r;

        r = desk_get(&desk->requests, &desk->unreadable, &arena, &wire, &request);
        if (r != 0)
                return r;
        box = arena_take(arena, 1, sizeof(*box));
        r = box ? answer_from_wire(arena, wire, &box->answer) : -ENOMEM;
        if (r == 0 && arena_failed(arena))
                r = -ENOMEM;
        if (r < 0)
                return r;
        if (r == MST_PROTOCOL || wire->version != MST_PROTOCOL_VERSION ||
            (!box->answer.failure.why && (int)box->answer.ask != request->ask)) {
                desk->unreadable++;
                box->answer = (struct mst_answer){
                        .journal_id = "",
                        .failure = {.why = MST_FAILURE_VERSION,
                                    .field = "version",
                                    .message = "the answer is not one that this library knows",
                                    .nearest = ""},
                };
        }
        box->answer.ask = (enum mst_ask)request->ask;
        box->answer.ticket = request->ticket;
        requests_remove(&desk->requests, request);
        desk->answered++;

        box->arena = TAKE(arena);
        *desk->last = box;
        desk->last = &box->next;
        return 0;
}

static int desk_turn(struct mst_desk *desk)
{
        int r = 0;

        for (unsigned int i = 0; r == 0 && i < ANSWERS_PER_TURN; i++)
                r = answer_take(desk);
        if (r >= 0)
                r = requests_pump(&desk->requests);
        desk_ring(desk, true);
        return r;
}

static struct answer_box *answer_unlink(struct mst_desk *desk, struct answer_box **at)
{
        struct answer_box *box = *at;

        *at = box->next;
        if (!*at)
                desk->last = at;
        box->next = NULL;
        return box;
}

int mst_desk_next(struct mst_desk *desk, struct mst_answer **ret)
{
        if (!desk->first)
                return MST_NONE;
        *ret = &answer_unlink(desk, &desk->first)->answer;
        desk_ring(desk, true);
        return 0;
}

int mst_desk_dispatch(struct mst_desk *desk)
{
        struct mst_answer *answer;
        int r = desk_turn(desk);

        while (desk->callback && mst_desk_next(desk, &answer) == 0) {
                desk->callback(desk->userdata, answer);
                mst_answer_unref(answer);
        }
        return r;
}

int mst_desk_wait(struct mst_desk *desk, int timeout_msec)
{
        int r = bell_wait(&desk->bell, timeout_msec);

        return r == 0 ? mst_desk_dispatch(desk) : r;
}

static int answer_of(struct mst_desk *desk, uint64_t ticket, struct mst_answer **ret)
{
        for (struct answer_box **at = &desk->first; *at; at = &(*at)->next)
                if ((*at)->answer.ticket == ticket) {
                        *ret = &answer_unlink(desk, at)->answer;
                        return 0;
                }
        return MST_NONE;
}

int mst_desk_query(struct mst_desk *desk, const struct mst_question *question, int timeout_msec,
                   struct mst_answer **ret)
{
        int64_t until_usec = bell_until_usec(timeout_msec);
        struct request *request;
        uint64_t ticket;
        int r;

        r = mst_desk_ask(desk, question, &ticket);
        if (r != 0)
                return r;
        while (r == 0 && answer_of(desk, ticket, ret) != 0) {
                desk_ring(desk, false);
                r = bell_wait(&desk->bell, bell_left_msec(until_usec));
                if (r == 0)
                        r = desk_turn(desk);
        }
        if (r != 0) {
                request = requests_find_ticket(&desk->requests, ticket);
                if (request)
                        requests_remove(&desk->requests, request);
        } else if ((*ret)->failure.why) {
                r = MST_FAILED;
        }
        desk_ring(desk, true);
        return r;
}

int mst_desk_status(struct mst_desk *desk, int timeout_msec, struct mst_answer **ret)
{
        return mst_desk_query(desk, &(struct mst_question){.ask = MST_ASK_STATUS}, timeout_msec, ret);
}

int mst_desk_measure(struct mst_desk *desk, const char *measure, const char *period, int timeout_msec,
                     struct mst_answer **ret)
{
        const struct mst_question question = {.ask = MST_ASK_MEASURE, .measure = measure, .period = period};

        return mst_desk_query(desk, &question, timeout_msec, ret);
}

int mst_desk_record(struct mst_desk *desk, const char *source, const char *id, int timeout_msec,
                    struct mst_answer **ret)
{
        const struct mst_question question = {.ask = MST_ASK_RECORD, .source = source, .id = id};

        return mst_desk_query(desk, &question, timeout_msec, ret);
}

int mst_desk_arrival(struct mst_desk *desk, const char *source, int timeout_msec, uint64_t *ret_number)
{
        const struct mst_question question = {.ask = MST_ASK_ARRIVAL, .source = source};
        struct mst_answer *answer = NULL;
        int r;

        r = mst_desk_query(desk, &question, timeout_msec, &answer);
        if (r == 0)
                *ret_number = answer->arrival.last_number;
        mst_answer_unref(answer);
        return r;
}

void mst_desk_set_callback(struct mst_desk *desk,
                           void (*callback)(void *userdata, const struct mst_answer *answer), void *userdata)
{
        desk->callback = callback;
        desk->userdata = userdata;
}

int mst_desk_fd(struct mst_desk *desk)
{
        return desk->bell.epoll_fd;
}

void mst_desk_state(const struct mst_desk *desk, struct mst_desk_state *ret)
{
        *ret = (struct mst_desk_state){
                .connected = desk->requests.link.up,
                .in_flight = desk->requests.count,
                .asked = desk->requests.sent,
                .answered = desk->answered,
                .asked_again = desk->requests.sent_again,
                .strays = desk->requests.strays,
                .unreadable = desk->unreadable,
        };
}
