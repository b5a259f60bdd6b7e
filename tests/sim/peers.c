/* tests/sim/peers.c: see peers.h. */
#include "sim/peers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/hash.h"
#include "milestone/v1/desk.pb-c.h"
#include "milestone/v1/notification.pb-c.h"
#include "milestone/v1/receipt.pb-c.h"
#include "sim/disk.h"
#include "sim/finding.h"
#include "sim/publisher.h"

#define FRAME_MAX    4096
#define RECEIPTS_MAX 65536
#define TOLD_MAX     65536

char peers_intake, peers_desk, peers_stream;

static struct acknowledged receipts[RECEIPTS_MAX];
const struct acknowledged *peers_receipts = receipts;
size_t peers_receipts_count;

struct told {
        size_t length; /* 0: never told */
        struct hash128 hash;
};

static struct {
        struct told told[TOLD_MAX]; /* by sequence */
        uint64_t last;              /* told to anybody, ever */
        uint64_t live;              /* on the stream of this life */
        char topic[FRAME_MAX];      /* the frame before the body */
        size_t topic_length;
        char live_topics[4][FRAME_MAX]; /* under which the last one went out */
        size_t live_topics_count;
} peers;

void peers_reborn(uint64_t sequence)
{
        peers.live = sequence;
        peers.live_topics_count = 0;
        peers.topic_length = 0;
}

uint64_t peers_told(void)
{
        return peers.last;
}

static void on_disk(uint64_t position, const char *what)
{
        uint64_t disk = disk_journal_position();

        CHECK(position <= disk, "on disk before told",
              "%s follows from position %" PRIu64 ", and the disk holds the journal up to %" PRIu64, what,
              position, disk);
}

/* ---- receipts ---- */

static void take_receipt(const void *bytes, size_t length)
{
        Milestone__V1__Receipt *receipt = milestone__v1__receipt__unpack(NULL, length, bytes);
        size_t which = SENT_MAX;

        CHECK(receipt, "receipts are readable", "a receipt of %zu bytes is not", length);
        if (receipt->request_id.len == sizeof which)
                memcpy(&which, receipt->request_id.data, sizeof which);
        CHECK(which < sent_count, "receipts name what was sent", "a receipt for what nobody sent");
        on_disk(receipt->position, "a receipt");
        CHECK(receipt->position == 0 || sent[which].keeps, "a dry run is kept nowhere",
              "a dry run has position %" PRIu64, receipt->position);
        if (receipt->position > 0) {
                CHECK(peers_receipts_count < RECEIPTS_MAX, "few receipts", "more than %d", RECEIPTS_MAX);
                receipts[peers_receipts_count++] = (struct acknowledged){which, receipt->position};
        }
        trace(receipt->position);
        trace(which);
        finding->receipts++;
        if (receipt->reason != MILESTONE__V1__REASON__REASON_RETRY_LATER && !network_loses())
                sent[which].done = true;
        milestone__v1__receipt__free_unpacked(receipt, NULL);
}

/* ---- notifications ---- */

static struct told told_of(const uint8_t *bytes, size_t length)
{
        static const uint64_t key[2] = {5, 6};

        return (struct told){length, hash128(bytes, length, key)};
}

void peers_compare(uint64_t sequence, const uint8_t *bytes, size_t length)
{
        struct told now = told_of(bytes, length), before;

        CHECK(sequence < TOLD_MAX, "few notifications", "more than %d", TOLD_MAX);
        before = peers.told[sequence];
        CHECK(before.length == 0 || (before.length == now.length && before.hash.low == now.hash.low &&
                                     before.hash.high == now.hash.high),
              "told again alike", "notification %" PRIu64 " was told before with other bytes", sequence);
}

static uint64_t take_notification(const uint8_t *bytes, size_t length)
{
        Milestone__V1__Notification *news = milestone__v1__notification__unpack(NULL, length, bytes);
        uint64_t sequence;

        CHECK(news && news->known, "notifications are readable", "one of %zu bytes is not", length);
        sequence = news->sequence;
        on_disk(news->known->position, "a notification");
        CHECK(news->before && news->before->all == sequence - 1, "gapless",
              "%" PRIu64 " says that %" PRIu64 " was before it", sequence,
              news->before ? news->before->all : 0);
        peers_compare(sequence, bytes, length);
        peers.told[sequence] = told_of(bytes, length);
        if (sequence > peers.last)
                peers.last = sequence;
        trace_bytes(bytes, length);
        finding->news++;
        milestone__v1__notification__free_unpacked(news, NULL);
        return sequence;
}

/* Under each of its topics, one of them after the other. */
static void take_live(const uint8_t *bytes, size_t length)
{
        uint64_t sequence = take_notification(bytes, length);

        if (sequence != peers.live) {
                CHECK(sequence == peers.live + 1, "gapless", "on the stream %" PRIu64 " came behind %" PRIu64,
                      sequence, peers.live);
                peers.live = sequence;
                peers.live_topics_count = 0;
        }
        for (size_t i = 0; i < peers.live_topics_count; i++)
                CHECK(strcmp(peers.live_topics[i], peers.topic) != 0, "once",
                      "%" PRIu64 " came twice under %s", sequence, peers.topic);
        CHECK(peers.live_topics_count < 4, "once", "%" PRIu64 " has many topics", sequence);
        memcpy(peers.live_topics[peers.live_topics_count++], peers.topic, peers.topic_length + 1);
}

static void take_stream(const uint8_t *bytes, size_t length)
{
        Milestone__V1__MeasureUpdate *update;
        Milestone__V1__Beat *beat;

        peers.topic[peers.topic_length] = '\0';
        if (strncmp(peers.topic, "beat/", 5) == 0) {
                beat = milestone__v1__beat__unpack(NULL, length, bytes);
                CHECK(beat, "beats are readable", "one is not");
                on_disk(beat->position, "a beat");
                CHECK(beat->sequence == peers.live, "a beat names the last",
                      "%" PRIu64 ", and %" PRIu64 " was told", beat->sequence, peers.live);
                milestone__v1__beat__free_unpacked(beat, NULL);
        } else if (strncmp(peers.topic, "measure/", 8) == 0) {
                update = milestone__v1__measure_update__unpack(NULL, length, bytes);
                CHECK(update, "updates are readable", "one is not");
                on_disk(update->position, "a measure's value");
                milestone__v1__measure_update__free_unpacked(update, NULL);
        } else {
                take_live(bytes, length);
        }
}

/* ---- the desk ---- */

static void take_answer(const uint8_t *bytes, size_t length)
{
        Milestone__V1__Answer *answer = milestone__v1__answer__unpack(NULL, length, bytes);

        CHECK(answer, "answers are readable", "one of %zu bytes is not", length);
        on_disk(answer->position, "an answer");
        if (answer->tell_case == MILESTONE__V1__ANSWER__TELL_REPLAY)
                for (size_t i = 0; i < answer->replay->n_notifications; i++)
                        (void)take_notification(answer->replay->notifications[i].data,
                                                answer->replay->notifications[i].len);
        trace_bytes(bytes, length);
        milestone__v1__answer__free_unpacked(answer, NULL);
}

/* ---- the socket's end ---- */

__attribute__((visibility("default"))) int zmq_send(void *socket, const void *data, size_t length, int flags)
{
        if (flags & ZMQ_SNDMORE) {
                CHECK(length < sizeof peers.topic, "short topics", "one of %zu bytes", length);
                if (length > 0)
                        memcpy(peers.topic, data, length);
                peers.topic_length = length;
        } else if (socket == &peers_intake) {
                take_receipt(data, length);
        } else if (socket == &peers_desk) {
                take_answer(data, length);
        } else {
                take_stream(data, length);
        }
        return (int)length;
}

__attribute__((visibility("default"))) int zmq_close(void *socket)
{
        (void)socket;
        return 0;
}
