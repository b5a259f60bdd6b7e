/* tests/unit/query/way.h: the way of an event without sockets: a real journal and a real store in
 * folders of their own, decoder, core, outbox and pipeline, and the query room beside them. A test
 * says events and asks questions, both as packed messages. Everything that must go right is
 * asserted. */
#pragma once
#include "host/config/config.h"
#include "host/pipeline.h"
#include "query/query.h"
#include "unit/disk/false_disk.h"
#include "unit/journal/scratch.h"

struct way {
        char journal_folder[SCRATCH_PATH_MAX], store_folder[SCRATCH_PATH_MAX];
        struct false_disk *disk; /* of the journal; NULL: the real one */
        const struct disk *store_disk; /* NULL: the real one */
        uint64_t pending_bytes_max, free_floor_bytes;
        struct pipeline pipeline;
        struct counters counters;
        struct query query;
        struct wire_out bytes; /* of the last answer */
        bool failed;           /* it was a Failure */
        char *command;         /* the last verb */
};

/* Makes the folders and opens the rooms over them; `disk` NULL: the real one. */
void way_init(struct way *way, struct false_disk *disk);
void way_done(struct way *way);
/* The rooms closed, and opened again over what the folders hold; 0, or what restore said. */
void way_down(struct way *way);
int way_up(struct way *way);

/* Of a sound text; to be freed. */
struct config *way_config(const char *yaml);
/* `yaml` as host/host.c puts it into force. */
void way_configure(struct way *way, const char *yaml);
/* Applies what the journal has; 0 or -errno. */
int way_work(struct way *way);
/* The same, and all of it is on disk and told. */
void way_settle(struct way *way);
/* A checkpoint, written. */
void way_checkpoint(struct way *way, uint64_t keep_notifications);

/* ---- what is said ---- */

/* A trade event, BY to RU unless it says otherwise; value in minor units. */
struct said {
        const char *id;
        uint64_t number;
        const char *period;
        const char *partner, *currency, *commodity; /* NULL: RU, USD, 27 */
        Milestone__V1__Flow flow;                   /* 0: export */
        int64_t value;
        bool withdrawn;
};

struct batch_said {
        const char *source;
        const struct said *events;
        size_t count;
        uint64_t number;
        const char *vintage; /* of a release, and the batch's number in it */
        uint32_t release_batch;
        const char *end_period; /* the end of the release: of one batch, these periods complete */
        uint64_t end_events;
        bool dry_run;
};

/* Taken as coming from `socket` (NULL: a feed), not applied yet. */
int way_take(struct way *way, const struct batch_said *batch, void *socket, const struct route *route);
/* Taken, applied, settled. */
void way_say(struct way *way, const char *source, const struct said *events, size_t count);
void way_say_batch(struct way *way, const struct batch_said *batch);
/* A release of one batch and its end. */
void way_release(struct way *way, const char *vintage, const char *period, const struct said *events,
                 size_t count);

/* ---- what is asked ---- */

/* To be freed by milestone__v1__answer__free_unpacked(answer, NULL). */
typedef Milestone__V1__Answer Answer;
typedef Milestone__V1__Question Question;
Answer *way_ask(struct way *way, Question *question);
/* The same, but it may be a Failure. */
Answer *way_ask_any(struct way *way, Question *question);
void answer_free(Answer *answer);
SCOPED_FUNCTION(Answer, answer_free)
/* It must fail so; the failure's field and nearest name, NULL: whatever. */
void way_asks_in_vain(struct way *way, Question *question, Milestone__V1__Failure__Why why, const char *field,
                      const char *nearest);

/* protobuf-c wants char *, though it only reads. */
#define SAY(text) ((char *)(uintptr_t)(text))

/* ASKING(Measure, measure, MEASURE): an empty `ask`, and the `question` that holds it. */
#define ASKING(Type, type, TYPE)                                 \
        Milestone__V1__##Type##Question ask;                     \
        Question question;                                       \
                                                                 \
        milestone__v1__##type##_question__init(&ask);            \
        milestone__v1__question__init(&question);                \
        question.version = PROTOCOL_VERSION;                     \
        question.ask_case = MILESTONE__V1__QUESTION__ASK_##TYPE; \
        question.type = &ask

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Sources customs (by release, month), registry (explicit, day), queue (by arrival); measures
 * turnover (year) and trailing (3 months) of customs, daily of registry, arrived of queue;
 * milestones on turnover and, one a day, on daily. */
extern const char way_yaml[];
