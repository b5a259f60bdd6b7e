/* host/intake.c: batches from the sockets to the journal, by way of the turns of their connections. */
#include "host/host_inside.h"

#define BATCHES_A_TURN 32
#define BYTES_A_TURN   (256u * 1024) /* of them; the one that goes beyond is the last */

static int receive_one(struct listener *listener)
{
        struct host *host = listener->host;
        struct arrival arrival;
        int r;

        r = ingest_receive(&listener->ingest, &arrival);
        if (r == INGEST_FRAMES)
                return pipeline_refuse_frames(&host->pipeline, &arrival);
        if (r != 0)
                return r;
        r = turns_put(host->turns, listener->ingest.socket, &arrival);
        if (r == TURNS_CROWDED)
                r = pipeline_refuse_crowded(&host->pipeline, &arrival);
        zmq_msg_close(&arrival.body); /* empty, if it was taken over */
        return r;
}

int intake_receive(struct listener *listener)
{
        int r = 0;

        for (size_t i = 0; i < BATCHES_A_TURN && r == 0 && turns_have_room(listener->host->turns); i++)
                r = receive_one(listener);
        return r < 0 ? r : 0;
}

static int take_one(struct host *host, struct arrival *arrival)
{
        int64_t now = clock_now_usec();
        struct frame frame = {
                .data = zmq_msg_data(&arrival->body),
                .length = zmq_msg_size(&arrival->body),
                .peer = text_of(arrival->peer),
                .received_usec = now,
                .received_day = clock_day(host->clock, now),
        };
        int r = pipeline_take(&host->pipeline, arrival, &frame);

        zmq_msg_close(&arrival->body);
        return r;
}

int intake_take(struct host *host)
{
        struct arrival arrival;
        size_t bytes = 0;
        int r = 0;

        for (size_t i = 0; i < BATCHES_A_TURN && bytes < BYTES_A_TURN && r == 0; i++) {
                if (!turns_next(host->turns, &arrival))
                        break;
                bytes += zmq_msg_size(&arrival.body);
                r = take_one(host, &arrival);
        }
        return r;
}
