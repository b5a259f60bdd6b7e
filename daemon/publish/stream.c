/* publish/stream.c */
#include "publish/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

struct stream {
        void *socket;
        struct arena scratch;
        struct wire_out bytes;
};

int stream_new(void *socket, struct stream **ret)
{
        struct stream *stream = calloc(1, sizeof(*stream));

        if (!stream)
                return -ENOMEM;
        stream->socket = socket;
        *ret = stream;
        return 0;
}

struct stream *stream_free(struct stream *stream)
{
        if (!stream)
                return NULL;
        zmq_close(stream->socket);
        arena_done(&stream->scratch);
        wire_out_done(&stream->bytes);
        free(stream);
        return NULL;
}

void *stream_socket(const struct stream *stream)
{
        return stream->socket;
}

/* An XPUB never blocks and never says that a subscriber was passed over. */
static int send(struct stream *stream, const char *topic, size_t topic_length, const void *bytes,
                size_t length)
{
        if (zmq_send(stream->socket, topic, topic_length, ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0 ||
            zmq_send(stream->socket, bytes, length, ZMQ_DONTWAIT) < 0)
                return errno == EAGAIN ? 0 : -errno;
        return 0;
}

int stream_send(struct stream *stream, const struct held *held)
{
        const char *topic = held->topics;
        int r = 0;

        for (size_t i = 0; i < held->topics_count && r == 0; i++) {
                size_t length = strlen(topic);

                r = send(stream, topic, length, held->bytes, held->length);
                topic += length + 1;
        }
        return r;
}

/* ---- the beat ---- */

#define BEAT_CHAINS_MAX 4096 /* a beat must fit a message; who needs more asks the desk */

struct beating {
        struct arena *arena;
        Milestone__V1__Beat *beat;
        Milestone__V1__Beat__Chain *chains[BEAT_CHAINS_MAX];
};

static int add_chain(void *context, enum chain_of of, struct text name, uint64_t sequence)
{
        struct beating *beating = context;
        Milestone__V1__Beat__Chain *chain;

        if (beating->beat->n_chains == BEAT_CHAINS_MAX)
                return 0;
        chain = arena_take(beating->arena, sizeof(*chain));
        if (!chain)
                return -ENOMEM;

        milestone__v1__beat__chain__init(chain);
        chain->of = (Milestone__V1__Beat__Chain__Of)of;
        chain->name = encode_text(beating->arena, name);
        chain->sequence = sequence;
        beating->chains[beating->beat->n_chains++] = chain;
        return 0;
}

int stream_beat(struct stream *stream, const struct beat *beat, struct outbox *outbox)
{
        static const char topic[] = "beat/";
        Milestone__V1__Beat message;
        struct beating beating = {.arena = &stream->scratch, .beat = &message};
        uint8_t journal_id[JOURNAL_ID_LENGTH], hash[OUTBOX_HASH_BYTES];
        int r;

        arena_reset(&stream->scratch);
        wire_out_clear(&stream->bytes);
        milestone__v1__beat__init(&message);
        memcpy(journal_id, beat->identity.journal_id, sizeof(journal_id));
        memcpy(hash, outbox_hash(outbox), sizeof(hash));

        message.version = PROTOCOL_VERSION;
        message.journal_id.data = journal_id;
        message.journal_id.len = sizeof(journal_id);
        message.epoch = beat->identity.epoch;
        message.sequence = outbox_sequence(outbox);
        message.position = beat->position;
        message.day = encode_day(&stream->scratch, beat->day);
        message.measures_position = beat->measures_position;
        message.outbox_hash.data = hash;
        message.outbox_hash.len = sizeof(hash);
        message.chains = beating.chains;
        r = outbox_changed(outbox, true, add_chain, &beating);
        if (r == 0)
                r = encode_message(&message.base, &stream->bytes);
        if (r < 0)
                return r;
        return send(stream, topic, strlen(topic), stream->bytes.data, stream->bytes.length);
}

int stream_receive(struct stream *stream, uint64_t *ret_subscribed, uint64_t *ret_unsubscribed)
{
        uint8_t frame[512];

        for (int i = 0; i < STREAM_RECEIVE_MAX; i++) {
                int size = zmq_recv(stream->socket, frame, sizeof(frame), ZMQ_DONTWAIT);

                if (size < 0 && errno == EINTR)
                        continue;
                if (size < 0)
                        return errno == EAGAIN ? 0 : -errno;
                if (size > 0 && frame[0] == 1)
                        ++*ret_subscribed;
                else if (size > 0 && frame[0] == 0)
                        ++*ret_unsubscribed;
        }
        return 0;
}
