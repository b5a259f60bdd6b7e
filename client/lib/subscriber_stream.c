/* client/lib/subscriber_stream.c: what a subscriber hears: notifications into the merge, values of
 * measures, beats. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "subscriber.h"

#define MESSAGES_PER_TURN 512u

/* The topics and the beat; without topics, all. */
int subscriber_listen(struct mst_subscriber *subscriber)
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

/* Takes the box, whatever comes. */
int subscriber_measure(struct mst_subscriber *subscriber, struct news_box *box)
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
        return r == 0 ? subscriber_measure(subscriber, box) : r;
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

int subscriber_hear(struct mst_subscriber *subscriber)
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
        for (unsigned int i = 0; i < MESSAGES_PER_TURN && subscriber_has_room(subscriber); i++) {
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
