/* host/host_inside.h: what host.c (life), loop.c (what wakes us) and desk.c (questions) share. */
#pragma once
#include <systemd/sd-event.h>

#include "control/control.h"
#include "host/clock.h"
#include "host/config/config.h"
#include "host/counters.h"
#include "host/host.h"
#include "host/past.h"
#include "host/pipeline.h"
#include "host/watch.h"
#include "ingest/turns.h"
#include "query/query.h"

#define ATTENTION_MAX      4
#define ATTENTION_TEXT_MAX 256

struct listener {
        struct host *host;
        struct ingest_socket ingest; /* of intake and feeds */
        void *socket;
        struct watch *watch;
};

struct host {
        struct host_options options;
        struct config *config;
        struct clock *clock;
        void *transport;
        struct pipeline pipeline;
        struct counters counters;
        int64_t started_usec;

        sd_event *event;
        struct listener *listeners; /* intake and feeds, then desks, then notifications */
        size_t listeners_count;
        struct turns *turns; /* what came in and is not in the journal yet */
        bool paused;  /* intake waits: */
        bool waits_for_disk;
        sd_event_source *work, *parked, *beat, *updates, *tick, *checkpoint;

        struct query query;
        struct past *past;
        char sentence[CONTROL_SENTENCE_MAX];
        char attention[ATTENTION_MAX][ATTENTION_TEXT_MAX];
        const char *attention_list[ATTENTION_MAX];
        char timezone[64];
};

/* loop.c */
int loop_new(struct host *host);
void loop_free(struct host *host);
/* Applies what there is and tells what is settled; asks for another turn if need be. */
int loop_work(struct host *host);
/* STORE_BUSY: the one before is still being written. */
int loop_checkpoint(struct host *host);

/* intake.c */
/* Reads what has come, a bounded number. */
int intake_receive(struct listener *listener);
/* Of what waits, the next ones, a bounded number, into the journal. */
int intake_take(struct host *host);

/* desk.c */
int desk_answer(struct host *host, void *socket);
/* Answers about the past that are worked out. */
int desk_answer_past(struct host *host);
void desk_init(struct host *host);
