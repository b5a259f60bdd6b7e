/* tests/unit/client/peer.c: see peer.h. */
#include "peer.h"

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define JOURNAL "journal-of-straw"

int64_t peer_now_msec(void)
{
        struct timespec now;

        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- life ---- */

static void *socket_open(struct peer *peer, int type, const char *endpoint)
{
        void *socket = zmq_socket(peer->context, type);
        int zero = 0, one = 1;

        ck_assert_ptr_nonnull(socket);
        ck_assert_int_eq(zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof(zero)), 0);
        if (type == ZMQ_XPUB)
                ck_assert_int_eq(zmq_setsockopt(socket, ZMQ_XPUB_VERBOSER, &one, sizeof(one)), 0);
        else
                ck_assert_int_eq(zmq_setsockopt(socket, ZMQ_ROUTER_MANDATORY, &one, sizeof(one)), 0);
        ck_assert_int_eq(zmq_setsockopt(socket, ZMQ_SNDHWM, &zero, sizeof(zero)), 0);
        ck_assert_int_eq(zmq_bind(socket, endpoint), 0);
        return socket;
}

void peer_open(struct peer *peer)
{
        peer->intake = socket_open(peer, ZMQ_ROUTER, peer->endpoints.intake);
        peer->desk = socket_open(peer, ZMQ_ROUTER, peer->endpoints.desk);
        peer->notifications = socket_open(peer, ZMQ_XPUB, peer->endpoints.notifications);
}

/* A context of its own each time, so that the sockets are really gone afterwards. */
void peer_close(struct peer *peer)
{
        ck_assert_int_eq(zmq_close(peer->intake), 0);
        ck_assert_int_eq(zmq_close(peer->desk), 0);
        ck_assert_int_eq(zmq_close(peer->notifications), 0);
        ck_assert_int_eq(zmq_ctx_term(peer->context), 0);
        peer->context = zmq_ctx_new();
        peer->subscriptions = 0;
}

struct peer *peer_new(void)
{
        struct peer *peer = calloc(1, sizeof(*peer));

        ck_assert_ptr_nonnull(peer);
        (void)snprintf(peer->folder, sizeof(peer->folder), "/tmp/milestone-peer-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(peer->folder));
        ck_assert_int_eq(mst_endpoints_from_folder(peer->folder, &peer->endpoints), 0);
        peer->journal_id = JOURNAL;
        peer->epoch = 1;
        peer->oldest = 1;
        peer->page = 500;
        peer->snapshot_page = 500;
        peer->receipts = true;
        peer->context = zmq_ctx_new();
        peer_open(peer);
        return peer;
}

void peer_free(struct peer *peer)
{
        static const char *const names[] = {"intake", "desk", "notifications"};
        char path[128];

        peer_close(peer);
        ck_assert_int_eq(zmq_ctx_term(peer->context), 0);
        for (size_t i = 0; i < 3; i++) {
                (void)snprintf(path, sizeof(path), "%s/%s", peer->folder, names[i]);
                (void)unlink(path);
        }
        (void)rmdir(peer->folder);
        for (size_t i = 0; i < peer->told_count; i++)
                free(peer->told[i].bytes);
        for (size_t i = 0; i < peer->arrived_count; i++)
                milestone__v1__event_batch__free_unpacked(peer->arrived[i].batch, NULL);
        free(peer);
}

/* ---- messages ---- */

/* identity, empty frame of a REQ, body. */
static bool receive(void *socket, struct arrived *ret, zmq_msg_t *ret_body)
{
        int n = zmq_recv(socket, ret->identity, sizeof(ret->identity), ZMQ_DONTWAIT);

        if (n < 0)
                return false;
        ret->identity_size = (size_t)n;
        ck_assert_int_eq(zmq_msg_init(ret_body), 0);
        ck_assert_int_ge(zmq_msg_recv(ret_body, socket, 0), 0);
        ret->delimited = zmq_msg_size(ret_body) == 0 && zmq_msg_more(ret_body);
        if (ret->delimited)
                ck_assert_int_ge(zmq_msg_recv(ret_body, socket, 0), 0);
        ck_assert(!zmq_msg_more(ret_body));
        return true;
}

static void respond(void *socket, const struct arrived *to, const ProtobufCMessage *message)
{
        size_t size = protobuf_c_message_get_packed_size(message);
        unsigned char *bytes = malloc(size ? size : 1);

        ck_assert_ptr_nonnull(bytes);
        protobuf_c_message_pack(message, bytes);
        if (zmq_send(socket, to->identity, to->identity_size, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0) {
                if (to->delimited)
                        ck_assert_int_eq(zmq_send(socket, "", 0, ZMQ_SNDMORE), 0);
                ck_assert_int_eq(zmq_send(socket, bytes, size, 0), (int)size);
        }
        free(bytes);
}

static ProtobufCBinaryData journal_of(const struct peer *peer)
{
        return (ProtobufCBinaryData){.len = strlen(peer->journal_id),
                                     .data = (uint8_t *)(uintptr_t)peer->journal_id};
}

void peer_receipt(struct peer *peer, const struct arrived *arrived, Milestone__V1__Reason reason)
{
        Milestone__V1__Receipt receipt;
        Milestone__V1__Counts counts;

        milestone__v1__receipt__init(&receipt);
        milestone__v1__counts__init(&counts);
        receipt.version = 1;
        receipt.request_id = arrived->batch->request_id;
        receipt.reason = reason;
        receipt.journal_id = journal_of(peer);
        receipt.epoch = peer->epoch;
        receipt.dry_run = arrived->batch->dry_run;
        receipt.counts = &counts;
        if (!reason) {
                receipt.position = ++peer->position;
                counts.accepted = arrived->batch->n_events;
        }
        respond(peer->intake, arrived, &receipt.base);
}

void peer_send(struct peer *peer, const char *topic, const void *bytes, size_t size)
{
        if (!peer->notifications)
                return;
        ck_assert_int_ge(zmq_send(peer->notifications, topic, strlen(topic), ZMQ_SNDMORE), 0);
        ck_assert_int_ge(zmq_send(peer->notifications, bytes, size, 0), 0);
}

/* ---- notifications ---- */

static const char *kind_name(enum mst_kind kind)
{
        return mst_enum_name(MST_ENUM_KIND, (int)kind);
}

static void topics_of(const struct told *told, char ret[2][128])
{
        (void)snprintf(ret[0], 128, "milestone/%s/%s/%s/", told->corridor, told->milestone,
                       kind_name(told->kind));
        (void)snprintf(ret[1], 128, "kind/%s/%s/%s/", kind_name(told->kind), told->corridor, told->milestone);
}

static uint64_t last_of(const struct peer *peer, const char *corridor, enum mst_kind kind)
{
        for (size_t i = peer->told_count; i > 0; i--)
                if (corridor ? strcmp(peer->told[i - 1].corridor, corridor) == 0
                             : peer->told[i - 1].kind == kind)
                        return peer->told[i - 1].sequence;
        return 0;
}

void peer_tell(struct peer *peer, const char *corridor, const char *milestone, enum mst_kind kind, bool lost)
{
        Milestone__V1__Notification notification;
        Milestone__V1__Before before;
        Milestone__V1__Value value;
        struct told *told = &peer->told[peer->told_count];
        char topics[2][128];

        milestone__v1__notification__init(&notification);
        milestone__v1__before__init(&before);
        milestone__v1__value__init(&value);
        ck_assert_uint_lt(peer->told_count, PEER_TOLD_MAX);
        before.corridor = last_of(peer, corridor, kind);
        before.kind = last_of(peer, NULL, kind);
        before.all = peer->told_count ? peer->told[peer->told_count - 1].sequence : 0;
        *told = (struct told){.sequence = before.all + 1, .kind = kind};
        (void)snprintf(told->corridor, sizeof(told->corridor), "%s", corridor);
        (void)snprintf(told->milestone, sizeof(told->milestone), "%s", milestone);
        value.state = MILESTONE__V1__VALUE__STATE__STATE_KNOWN;
        value.units = (int64_t)told->sequence * 100;
        value.scale = 2;
        value.unit = (char *)(uintptr_t)"USD";
        notification.version = 1;
        notification.journal_id = journal_of(peer);
        notification.epoch = peer->epoch;
        notification.sequence = told->sequence;
        notification.before = &before;
        notification.kind = (Milestone__V1__Kind)kind;
        notification.corridor = told->corridor;
        notification.milestone = told->milestone;
        notification.value = &value;
        told->size = milestone__v1__notification__get_packed_size(&notification);
        told->bytes = malloc(told->size);
        ck_assert_ptr_nonnull(told->bytes);
        milestone__v1__notification__pack(&notification, told->bytes);
        peer->told_count++;
        peer->position++;
        topics_of(told, topics);
        for (size_t i = 0; i < 2 && !lost; i++)
                peer_send(peer, topics[i], told->bytes, told->size);
}

static bool matches(const struct told *told, size_t n, char **prefixes)
{
        char topics[2][128];

        if (!n)
                return true;
        topics_of(told, topics);
        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < 2; j++)
                        if (strncmp(topics[j], prefixes[i], strlen(prefixes[i])) == 0)
                                return true;
        return false;
}

static void pack_update(const struct peer *peer, size_t i, Milestone__V1__MeasureUpdate *ret,
                        Milestone__V1__Value *value)
{
        milestone__v1__measure_update__init(ret);
        milestone__v1__value__init(value);
        value->state = MILESTONE__V1__VALUE__STATE__STATE_KNOWN;
        value->units = peer->measures[i].units;
        ret->version = 1;
        ret->journal_id = journal_of(peer);
        ret->epoch = peer->epoch;
        ret->position = peer->measures[i].position;
        ret->corridor = (char *)(uintptr_t)peer->measures[i].corridor;
        ret->measure = (char *)(uintptr_t)peer->measures[i].measure;
        ret->value = value;
}

void peer_measure(struct peer *peer, const char *corridor, const char *measure, int64_t units, bool lost)
{
        Milestone__V1__MeasureUpdate update;
        Milestone__V1__Value value;
        unsigned char bytes[512];
        char topic[128];
        size_t i = 0;

        while (i < peer->measures_count && strcmp(peer->measures[i].measure, measure) != 0)
                i++;
        ck_assert_uint_lt(i, PEER_MEASURES_MAX);
        if (i == peer->measures_count)
                peer->measures_count++;
        peer->measures[i].corridor = corridor;
        peer->measures[i].measure = measure;
        peer->measures[i].units = units;
        peer->measures[i].position = ++peer->position;
        if (lost)
                return;
        pack_update(peer, i, &update, &value);
        (void)snprintf(topic, sizeof(topic), "measure/%s/%s/", corridor, measure);
        peer_send(peer, topic, bytes, milestone__v1__measure_update__pack(&update, bytes));
}

static size_t put_chain(Milestone__V1__Beat__Chain *chains, Milestone__V1__Beat__Chain **list, size_t count,
                        Milestone__V1__Beat__Chain__Of of, const char *name, uint64_t sequence)
{
        for (size_t i = 0; i < count; i++)
                if (chains[i].of == of && strcmp(chains[i].name, name) == 0) {
                        chains[i].sequence = sequence;
                        return count;
                }
        ck_assert_uint_lt(count, 64);
        milestone__v1__beat__chain__init(&chains[count]);
        chains[count].of = of;
        chains[count].name = (char *)(uintptr_t)name;
        chains[count].sequence = sequence;
        list[count] = &chains[count];
        return count + 1;
}

void peer_beat(struct peer *peer)
{
        Milestone__V1__Beat beat;
        Milestone__V1__Beat__Chain chains[64], *list[64];
        unsigned char bytes[8192];

        milestone__v1__beat__init(&beat);
        for (size_t i = peer->told_at_beat; i < peer->told_count; i++) {
                const struct told *told = &peer->told[i];

                beat.n_chains = put_chain(chains, list, beat.n_chains,
                                          MILESTONE__V1__BEAT__CHAIN__OF__OF_CORRIDOR, told->corridor,
                                          told->sequence);
                beat.n_chains = put_chain(chains, list, beat.n_chains,
                                          MILESTONE__V1__BEAT__CHAIN__OF__OF_KIND, kind_name(told->kind),
                                          told->sequence);
        }
        peer->told_at_beat = peer->told_count;
        beat.chains = list;
        beat.version = 1;
        beat.journal_id = journal_of(peer);
        beat.epoch = peer->epoch;
        beat.sequence = peer->told_count ? peer->told[peer->told_count - 1].sequence : 0;
        beat.position = peer->position;
        for (size_t i = 0; i < peer->measures_count; i++)
                if (peer->measures[i].position > beat.measures_position)
                        beat.measures_position = peer->measures[i].position;
        peer_send(peer, "beat/", bytes, milestone__v1__beat__pack(&beat, bytes));
}

/* ---- desk ---- */

static void replay(struct peer *peer, const Milestone__V1__ReplayQuestion *asked,
                   Milestone__V1__ReplayAnswer *ret, Milestone__V1__Cursor *cursor)
{
        const Milestone__V1__Cursor *after = asked->after;
        uint64_t last = peer->told_count ? peer->told[peer->told_count - 1].sequence : 0;
        bool any = after->journal_id.len == 0;

        cursor->journal_id = journal_of(peer);
        cursor->epoch = peer->epoch;
        cursor->sequence = after->sequence;
        ret->cursor = cursor;
        if (!any && (after->epoch != peer->epoch || after->journal_id.len != strlen(peer->journal_id) ||
                     memcmp(after->journal_id.data, peer->journal_id, after->journal_id.len) != 0)) {
                ret->diverged = true;
                ret->diverged_after = cursor->sequence = peer->diverged_after;
                return;
        }
        if (after->sequence + 1 < peer->oldest) {
                ret->gone = true;
                ret->oldest = peer->oldest;
                return;
        }
        ret->end = true;
        ret->up_to = last > after->sequence ? last : after->sequence;
        for (size_t i = 0; i < peer->told_count; i++) {
                const struct told *told = &peer->told[i];

                if (told->sequence <= after->sequence || !matches(told, asked->n_topics, asked->topics))
                        continue;
                if (ret->n_notifications == peer->page) {
                        ret->end = false;
                        ret->up_to = told->sequence - 1;
                        break;
                }
                ret->notifications[ret->n_notifications++] =
                        (ProtobufCBinaryData){.len = told->size, .data = told->bytes};
        }
        cursor->sequence = ret->up_to;
}

static void answer_replay(struct peer *peer, const struct arrived *to,
                          const Milestone__V1__Question *question, Milestone__V1__Answer *answer)
{
        static const unsigned char hash[] = "hash";
        Milestone__V1__ReplayAnswer page;
        Milestone__V1__Cursor cursor;

        milestone__v1__replay_answer__init(&page);
        milestone__v1__cursor__init(&cursor);
        peer->replays++;
        page.notifications = calloc(peer->page + 1, sizeof(*page.notifications));
        ck_assert_ptr_nonnull(page.notifications);
        cursor.outbox_hash = (ProtobufCBinaryData){.len = 4, .data = (uint8_t *)(uintptr_t)hash};
        replay(peer, question->replay, &page, &cursor);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_REPLAY;
        answer->replay = &page;
        respond(peer->desk, to, &answer->base);
        free(page.notifications);
}

/* Measures in pages, with one milestone on the first. */
static void answer_snapshot(struct peer *peer, const struct arrived *to,
                            const Milestone__V1__Question *question, Milestone__V1__Answer *answer)
{
        Milestone__V1__SnapshotAnswer page;
        Milestone__V1__Cursor cursor;
        Milestone__V1__MilestoneRow row, *rows[] = {&row};
        Milestone__V1__MeasureUpdate updates[PEER_MEASURES_MAX], *list[PEER_MEASURES_MAX];
        Milestone__V1__Value values[PEER_MEASURES_MAX];
        size_t first = strtoul(question->snapshot->after, NULL, 10);
        char next[32] = "";

        milestone__v1__snapshot_answer__init(&page);
        milestone__v1__cursor__init(&cursor);
        if (first && peer->tells_between_pages)
                peer_tell(peer, "north", "m", MST_KIND_RESTATED, true);
        milestone__v1__milestone_row__init(&row);
        cursor.journal_id = journal_of(peer);
        cursor.epoch = peer->epoch;
        cursor.sequence = peer->told_count ? peer->told[peer->told_count - 1].sequence : 0;
        page.cursor = &cursor;
        row.corridor = (char *)(uintptr_t)"north";
        row.milestone = (char *)(uintptr_t)"first";
        row.outcome = MILESTONE__V1__OUTCOME__OUTCOME_OPEN;
        page.milestones = rows;
        page.n_milestones = first == 0;
        page.measures = list;
        for (size_t i = first; i < peer->measures_count && page.n_measures < peer->snapshot_page; i++) {
                pack_update(peer, i, &updates[i], &values[i]);
                list[page.n_measures++] = &updates[i];
        }
        if (first + page.n_measures < peer->measures_count)
                (void)snprintf(next, sizeof(next), "%zu", first + page.n_measures);
        page.next = next;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_SNAPSHOT;
        answer->snapshot = &page;
        respond(peer->desk, to, &answer->base);
}

static void answer_small(struct peer *peer, const struct arrived *to, const Milestone__V1__Question *question,
                         Milestone__V1__Answer *answer)
{
        Milestone__V1__StatusAnswer status;
        Milestone__V1__ArrivalAnswer arrival;
        Milestone__V1__CommandAnswer command;
        Milestone__V1__Failure failure;

        milestone__v1__status_answer__init(&status);
        milestone__v1__arrival_answer__init(&arrival);
        milestone__v1__command_answer__init(&command);
        milestone__v1__failure__init(&failure);
        if (question->ask_case == MILESTONE__V1__QUESTION__ASK_STATUS) {
                status.sequence = peer->told_count ? peer->told[peer->told_count - 1].sequence : 0;
                status.state = (char *)(uintptr_t)"running";
                answer->tell_case = MILESTONE__V1__ANSWER__TELL_STATUS;
                answer->status = &status;
        } else if (question->ask_case == MILESTONE__V1__QUESTION__ASK_ARRIVAL) {
                arrival.last_number = 41;
                answer->tell_case = MILESTONE__V1__ANSWER__TELL_ARRIVAL;
                answer->arrival = &arrival;
        } else if (question->ask_case == MILESTONE__V1__QUESTION__ASK_COMMAND) {
                peer->commands++;
                command.done = true;
                answer->tell_case = MILESTONE__V1__ANSWER__TELL_COMMAND;
                answer->command = &command;
        } else {
                failure.why = MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME;
                failure.message = (char *)(uintptr_t)"no such name";
                failure.nearest = (char *)(uintptr_t)"turnover";
                answer->tell_case = MILESTONE__V1__ANSWER__TELL_FAILURE;
                answer->failure = &failure;
        }
        respond(peer->desk, to, &answer->base);
}

static void answer_busy(struct peer *peer, const struct arrived *to, Milestone__V1__Answer *answer)
{
        Milestone__V1__Failure failure;

        milestone__v1__failure__init(&failure);
        failure.why = MILESTONE__V1__FAILURE__WHY__WHY_BUSY;
        failure.message = (char *)(uintptr_t)"replaying";
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_FAILURE;
        answer->failure = &failure;
        peer->desk_busy--;
        respond(peer->desk, to, &answer->base);
}

static bool desk_turn(struct peer *peer)
{
        Milestone__V1__Answer answer;
        Milestone__V1__Question *question;
        struct arrived from = {0};
        zmq_msg_t body;

        milestone__v1__answer__init(&answer);
        if (!receive(peer->desk, &from, &body))
                return false;
        question = milestone__v1__question__unpack(NULL, zmq_msg_size(&body), zmq_msg_data(&body));
        (void)zmq_msg_close(&body);
        ck_assert_ptr_nonnull(question);
        ck_assert_uint_eq(question->version, 1);
        peer->questions++;
        answer.version = 1;
        answer.request_id = question->request_id;
        answer.journal_id = journal_of(peer);
        answer.epoch = peer->epoch;
        answer.position = peer->position;
        if (peer->desk_silent)
                ;
        else if (peer->desk_busy)
                answer_busy(peer, &from, &answer);
        else if (question->ask_case == MILESTONE__V1__QUESTION__ASK_REPLAY)
                answer_replay(peer, &from, question, &answer);
        else if (question->ask_case == MILESTONE__V1__QUESTION__ASK_SNAPSHOT)
                answer_snapshot(peer, &from, question, &answer);
        else
                answer_small(peer, &from, question, &answer);
        milestone__v1__question__free_unpacked(question, NULL);
        return true;
}

static bool intake_turn(struct peer *peer)
{
        struct arrived *arrived = &peer->arrived[peer->arrived_count];
        zmq_msg_t body;

        if (!receive(peer->intake, arrived, &body))
                return false;
        ck_assert_uint_lt(peer->arrived_count + 1, PEER_ARRIVED_MAX);
        arrived->batch = milestone__v1__event_batch__unpack(NULL, zmq_msg_size(&body), zmq_msg_data(&body));
        (void)zmq_msg_close(&body);
        ck_assert_ptr_nonnull(arrived->batch);
        peer->arrived_count++;
        if (peer->receipts)
                peer_receipt(peer, arrived, MILESTONE__V1__REASON__REASON_UNSPECIFIED);
        return true;
}

static bool notifications_turn(struct peer *peer)
{
        unsigned char bytes[256];
        int n = zmq_recv(peer->notifications, bytes, sizeof(bytes), ZMQ_DONTWAIT);

        if (n < 0)
                return false;
        if ((n == 6 && memcmp(bytes + 1, "beat/", 5) == 0) || n == 1)
                peer->subscriptions += bytes[0] ? 1u : -1u;
        return true;
}

void peer_turn(struct peer *peer)
{
        while (intake_turn(peer) || desk_turn(peer) || notifications_turn(peer))
                ;
}

void peer_wait(struct peer *peer, long msec)
{
        zmq_pollitem_t items[] = {
                {.socket = peer->intake, .events = ZMQ_POLLIN},
                {.socket = peer->desk, .events = ZMQ_POLLIN},
                {.socket = peer->notifications, .events = ZMQ_POLLIN},
        };

        (void)zmq_poll(items, 3, msec);
}

static void *thread_run(void *arg)
{
        struct peer *peer = arg;

        while (atomic_load(&peer->running)) {
                peer_wait(peer, 10);
                peer_turn(peer);
        }
        return NULL;
}

void peer_thread(struct peer *peer)
{
        atomic_store(&peer->running, true);
        ck_assert_int_eq(pthread_create(&peer->thread, NULL, thread_run, peer), 0);
}

void peer_thread_end(struct peer *peer)
{
        atomic_store(&peer->running, false);
        ck_assert_int_eq(pthread_join(peer->thread, NULL), 0);
}
