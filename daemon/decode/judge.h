/* decode/judge.h: inside of the room: one message under judgement.
 *
 * The same functions fill an event from its fields whether it is new or read again from a
 * journal; what differs is the mode:
 *     NEW      every check is made, the first that fails is the refusal
 *     TRUST    accepted once: no text, list, right or horizon is looked at again; a field that
 *              cannot be converted means that the body is damaged
 *     SALVAGE  refused once: what can be converted is filled in, as it was then
 * Filling goes on after a refusal, so that what an event holds does not depend on the mode. A
 * field that has not the form of its type stays unset; one that is only not permitted is filled.
 *
 * Names of fields and sentences are put into the batch's arena. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/batch.h"
#include "base/codes/codes.h"
#include "base/plan.h"
#include "base/wire.h"
#include "decode/decode.h"
#include "decode/fields.h"
#include "decode/numbers.h"
#include "decode/shape.h"

#define PLACE_MEMO    256
#define CURRENCY_MEMO 32
#define SCALES_MAX    1024 /* ISO 4217 has about 300 codes, former ones included */

/* "Did you mean" compares with hundreds of names, a millisecond at worst: a message of ten
 * thousand unknown codes must not stop the daemon for ten seconds. */
#define NEAREST_MAX 16

enum judge_mode { JUDGE_NEW, JUDGE_TRUST, JUDGE_SALVAGE };

/* What a batch's arena pointer points to; the batch itself lies in the arena. */
struct holding {
        struct arena arena;
        struct text received; /* the bytes as they came */
        uint8_t numbers;      /* enum plan_numbers of the source, on the day of receiving */
};

struct decoder {
        struct shape shapes[SHAPE_COUNT];
        struct wire_out content; /* scratch of the content hash */
        struct holding *refused; /* holds the texts of the last refusal */
        struct decode_refusal refusal;
        /* Answers of the code lists, which are constant: most events ask for the same few. */
        struct {
                uint64_t key;
                bool known;
        } places[PLACE_MEMO];
        struct codes_currency currencies[CURRENCY_MEMO];
        size_t scales_count;
        struct currency_scale scales[SCALES_MAX]; /* of the batch at hand */
};

struct judge {
        struct decoder *decoder;
        struct holding *holding;
        struct batch *batch;
        const struct plan *plan;          /* NEW only */
        const struct plan_source *source; /* NEW only */
        enum judge_mode mode;
        struct refusal *refusal;       /* of the event at hand, or of the batch */
        struct text whole_event;       /* "" or "events" while the message is malformed in one */
        size_t index;                  /* of the event at hand */
        size_t unknown_bytes;          /* of the event at hand */
        struct currency_scale used[2]; /* by the event at hand */
        size_t used_count;
        unsigned nearest_left; /* of NEAREST_MAX */
        bool malformed;        /* `refusal` says how: the message as a whole is none */
        bool broken;           /* TRUST: not what had been accepted */
        bool no_memory;
};

/* ---- refusing (refusal.c) ---- */

/* Judges only in mode NEW and only the first time. `number` is the field's in `fields`; 0: the
 * message's own name. The sentence is "FIELD: " and what the format makes. */
void judge_refuse(struct judge *j, enum reason reason, const struct fields *fields, unsigned number,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same, for what could not be converted: in mode TRUST the body is broken. */
void judge_fail(struct judge *j, enum reason reason, const struct fields *fields, unsigned number,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The message as a whole cannot be read, in whichever mode. */
void judge_malformed(struct judge *j, const struct fields *fields);

#define QUOTED_MAX 80
/* For a sentence: the text if it is plain, else escaped as \xNN, cut after about 48 bytes. */
const char *quoted(struct text text, char buf[QUOTED_MAX]);
/* Of at most `max` bytes, in the arena; the text itself when it is plain and short enough. */
struct text judge_escaped(struct judge *j, struct text text, size_t max);
void *judge_memory(struct judge *j, size_t size);

#define NEAREST_TEXT_MAX 96
/* "; did you mean BY?", or nothing when nothing is near or a message has asked too often. */
const char *nearest_code(struct judge *j, bool (*nearest)(struct text, struct text *), struct text word,
                         char buf[NEAREST_TEXT_MAX]);
/* The same of a currency that had another code on that day. */
const char *nearest_on_day(struct judge *j, const struct codes_currency *currency, int32_t day,
                           char buf[NEAREST_TEXT_MAX]);
const char *nearest_name(struct judge *j, struct text word, const struct text *known, size_t n,
                         char buf[NEAREST_TEXT_MAX]);

/* ---- taking fields (take.c) ---- */

/* False if the sub-message is absent or malformed; `ret` reads as empty then. */
bool take_message(struct judge *j, const struct fields *from, unsigned number, enum shape_id shape,
                  const char *prefix, struct fields *ret);
/* Empty where it is absent or not fit. */
struct text take_text(struct judge *j, const struct fields *from, unsigned number, size_t max);
struct text take_id(struct judge *j, const struct fields *from, unsigned number, struct text id);
struct text take_name(struct judge *j, const struct fields *from, unsigned number);
uint8_t take_enum(struct judge *j, const struct fields *from, unsigned number);
uint32_t take_u32(struct judge *j, const struct fields *from, unsigned number, uint32_t max);
struct quantity take_quantity(struct judge *j, const struct fields *from, unsigned number);
/* CIVIL_NONE where it is absent; `ahead_max` is counted from the day of receiving. */
int32_t take_day(struct judge *j, const struct fields *from, unsigned number, int32_t ahead_max);
struct period take_period(struct judge *j, const struct fields *from, unsigned number);
void judge_require(struct judge *j, const struct fields *from, unsigned number, bool there);

/* ---- codes (places.c, goods.c) ---- */

struct place take_place(struct judge *j, const struct fields *from, unsigned number, bool group);
struct place judge_place(struct judge *j, const struct fields *from, unsigned number, struct text text,
                         bool group);
/* ISO 3166 or UN/LOCODE */
struct text take_point(struct judge *j, const struct fields *from, unsigned number);
struct text take_facility(struct judge *j, const struct fields *from, unsigned number);
struct commodity take_commodity(struct judge *j, const struct fields *from, unsigned code,
                                unsigned classification, unsigned edition);
/* `day`: on which amounts must have been possible in it, CIVIL_NONE: on any. */
struct currency take_currency(struct judge *j, const struct fields *from, unsigned number, int32_t day,
                              bool money);
void judge_currency_stated(struct judge *j, const struct fields *from, unsigned number,
                           struct currency currency, bool amounts);

/* ---- levels.c: what an event states of its breadth, or what its values look like ---- */

void take_levels(struct judge *j, const struct fields *event, struct event *ret);
uint8_t level_commodity(struct judge *j, const struct fields *at, unsigned number, uint8_t stated,
                        struct commodity commodity);
uint8_t level_place(struct judge *j, const struct fields *at, unsigned number, uint8_t stated,
                    struct place place);
uint8_t level_mode(struct judge *j, const struct fields *at, unsigned number, uint8_t stated, uint8_t mode);
/* Of freight: the facility, else the origin, else the destination. */
uint8_t level_freight(struct judge *j, const struct fields *at, uint8_t stated,
                      const struct event_freight *freight);

/* ---- one file for each kind ---- */

void take_trade(struct judge *j, const struct fields *trade, struct event *ret);
void take_freight(struct judge *j, const struct fields *freight, struct event *ret);
void take_project(struct judge *j, const struct fields *project, struct event *ret);
void take_rate(struct judge *j, const struct fields *rate, struct event *ret);
void take_withdrawal(struct judge *j, const struct fields *withdrawal, struct event *ret);

/* event.c: the event at hand, `ret` with what could be read of it. 0, -ENOMEM, -EBADMSG (mode
 * TRUST), or DECODE_REFUSED when the message as a whole is malformed. */
int judge_event(struct judge *j, struct text bytes, struct batch_event *ret);

/* release.c: vintage, end and abort */
void take_vintage(struct judge *j, const struct fields *from, unsigned number, const char *prefix);
void take_release_end(struct judge *j, const struct fields *batch);
void take_release_abort(struct judge *j, const struct fields *batch);

/* batch.c: the whole message in `holding->received`; `verdicts` gives the mode of each event
 * that is read again, NULL for a new one. 0, or as judge_event(). */
struct verdicts;
int judge_batch(struct judge *j, struct verdicts *verdicts);

/* decoder.c: a batch in an arena of its own, with one entry of `ret`; NULL: no memory. */
struct batch *holding_new(void);
struct holding *holding_of(const struct batch *batch);

/* body.c: what stands in the body on the event of this index: its mode, and its refusal. */
enum judge_mode verdicts_next(struct verdicts *verdicts, size_t index, struct refusal *ret);
