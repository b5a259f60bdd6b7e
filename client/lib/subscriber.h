/* client/lib/subscriber.h: what a subscriber is made of; subscriber.c has its life and its turns,
 * subscriber_stream.c what it hears, subscriber_desk.c what it asks and is answered. */
#pragma once
#include "desk.h"
#include "endpoints.h"
#include "measures.h"
#include "merge.h"

#define SUBSCRIBER_PAUSE_FIRST_USEC   100000
#define SUBSCRIBER_PAUSE_LONGEST_USEC 2000000

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

/* All is told from behind `cursor` on. */
void subscriber_follow(struct mst_subscriber *subscriber, const struct cursor *cursor);
/* Whether more may be read or asked for: not while too much waits to be taken. */
bool subscriber_has_room(const struct mst_subscriber *subscriber);

/* subscriber_stream.c; 0 or -errno */
int subscriber_listen(struct mst_subscriber *subscriber);
int subscriber_hear(struct mst_subscriber *subscriber);
/* A measure's value, heard or asked for. Takes the box, whatever comes. */
int subscriber_measure(struct mst_subscriber *subscriber, struct news_box *box);

/* subscriber_desk.c; 0 or -errno */
int subscriber_answers(struct mst_subscriber *subscriber);
int subscriber_ask(struct mst_subscriber *subscriber);
/* When a question is due that is not asked yet; BELL_NEVER: none. */
int64_t subscriber_ask_due_usec(const struct mst_subscriber *subscriber);
