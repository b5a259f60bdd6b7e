/* base/event.h: one statement about the world, as decode makes it and the core takes it.
 *
 * All texts are borrowed from the batch (or the statement) that the event was read from. Every
 * field is checked by decode: texts are UTF-8 without controls and within limits.h, codes are
 * known, quantities are within +-AMOUNT_MAX. The numbers of the enums are those of
 * proto/milestone/v1/event.proto; 0 is "not stated".
 *
 * event_write() lays an event out in a fixed order in which an unset field adds nothing. The
 * same bytes are what a statement keeps and what the content hash is made of (rule 6). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/period.h"
#include "base/place.h"
#include "base/text.h"
#include "base/wire.h"

#define EVENT_LAYOUT 1 /* version of what event_write() writes */

enum event_kind {
        EVENT_NONE,
        EVENT_TRADE,
        EVENT_FREIGHT,
        EVENT_PROJECT,
        EVENT_RATE,
        EVENT_WITHDRAWAL,
};

enum event_status { STATUS_NONE, STATUS_ESTIMATED, STATUS_PROVISIONAL, STATUS_FINAL };
enum event_reality { REALITY_NONE, REALITY_ACTUAL, REALITY_PLANNED };
enum event_flow { FLOW_NONE, FLOW_IMPORT, FLOW_EXPORT, FLOW_RE_IMPORT, FLOW_RE_EXPORT, FLOW_TRANSIT, FLOW_COUNT };
enum event_supply { SUPPLY_NONE, SUPPLY_GOODS, SUPPLY_SERVICES, SUPPLY_COUNT };

enum event_mode {
        MODE_NONE,
        MODE_SEA,
        MODE_RAIL,
        MODE_ROAD,
        MODE_AIR,
        MODE_POST,
        MODE_PIPELINE,
        MODE_INLAND_WATERWAY,
        MODE_OWN_PROPULSION,
        MODE_MULTIMODAL,
        MODE_OTHER,
        MODE_COUNT,
};

enum event_level {
        LEVEL_NONE,
        LEVEL_TOTAL,
        LEVEL_GROUP,
        LEVEL_CHAPTER,
        LEVEL_HEADING,
        LEVEL_SUBHEADING,
        LEVEL_NATIONAL,
        LEVEL_COUNTRY,
        LEVEL_SUBDIVISION,
        LEVEL_FACILITY,
        LEVEL_MODE,
        LEVEL_COUNT,
};

enum freight_stage {
        FREIGHT_STAGE_NONE,
        FREIGHT_ORDERED,
        FREIGHT_LOADED,
        FREIGHT_DEPARTED,
        FREIGHT_BORDER,
        FREIGHT_ARRIVED,
        FREIGHT_UNLOADED,
        FREIGHT_DELIVERED,
        FREIGHT_CANCELLED,
        FREIGHT_STAGE_COUNT,
};

enum project_stage {
        PROJECT_STAGE_NONE,
        PROJECT_PROPOSED,
        PROJECT_AGREED,
        PROJECT_SIGNED,
        PROJECT_STARTED,
        PROJECT_COMPLETED,
        PROJECT_SUSPENDED,
        PROJECT_STOPPED, /* "cancelled" */
        PROJECT_STAGE_COUNT,
};

/* A number that may be unknown: unknown is not zero. */
struct quantity {
        bool known;
        int64_t units;
};

/* A currency's three letters, zero padded; all zero: none. */
struct currency {
        char code[4];
};

struct commodity {
        struct text code;           /* digits, at most COMMODITY_BYTES_MAX; empty: all */
        struct text classification; /* empty: HS */
        uint16_t edition;           /* a year; 0: not stated */
};

struct event_levels {
        uint8_t commodity, reporter, partner, mode, place; /* enum event_level */
};

struct event_trade {
        struct place reporter, partner, second_partner;
        uint8_t partner_basis;
        uint8_t flow;   /* enum event_flow */
        uint8_t supply; /* enum event_supply */
        uint8_t valuation;
        uint8_t mode; /* enum event_mode */
        struct commodity commodity;
        struct quantity value; /* minor units of currency */
        struct currency currency;
        struct quantity net_mass;      /* grams */
        struct quantity supplementary; /* thousandths of supplementary_unit */
        struct text supplementary_unit;
        struct text facility;
        struct text procedure;
};

struct event_freight {
        struct text origin, destination; /* ISO 3166 or UN/LOCODE */
        struct text facility;
        struct text route;
        uint8_t mode;
        uint8_t stage; /* enum freight_stage */
        uint8_t flow;
        struct commodity commodity;
        struct quantity mass;       /* grams */
        struct quantity wagons;     /* pieces */
        struct quantity teu;        /* thousandths */
        struct quantity containers; /* pieces */
        struct quantity value;      /* minor units of currency */
        struct currency currency;
        struct text vehicle;
        struct text consignment;
};

struct event_project {
        struct text project;
        uint8_t kind;
        uint8_t stage;
        struct quantity progress; /* ppm */
        struct quantity budget;   /* minor units of currency */
        struct quantity spent;    /* minor units of currency */
        struct currency currency;
        int32_t due_day; /* CIVIL_NONE: not stated */
        uint8_t places_count;
        struct place places[PROJECT_PLACES_MAX];
        struct text facility;
        struct text parent;
        struct text title;
};

struct event_rate {
        struct currency base, quote;
        int64_t mantissa; /* units of quote for one of base = mantissa / 10^scale */
        uint8_t scale;
        uint8_t kind;
};

struct event_withdrawal {
        uint8_t reason;
        struct text text;
        uint8_t successors_count;
        struct text successors[SUCCESSORS_MAX];
};

struct event {
        struct text source, id;
        uint64_t number; /* rule 3: revision, vintage or batch number; not part of the content */
        struct period period;
        uint8_t kind;    /* enum event_kind */
        uint8_t status;  /* enum event_status */
        uint8_t reality; /* enum event_reality */
        struct event_levels levels;
        struct text note;
        union {
                struct event_trade trade;
                struct event_freight freight;
                struct event_project project;
                struct event_rate rate;
                struct event_withdrawal withdrawal;
        };
};

/* As far as its kind uses it: an event is mostly a good deal smaller than the largest. */
void event_copy(struct event *to, const struct event *from);

/* The content in layout EVENT_LAYOUT: everything but source, id and number. */
void event_write(struct wire_out *out, const struct event *event);

/* Reads what event_write() wrote in the layout `layout`; texts are borrowed from the reader's
 * bytes; source, id and number are left alone. 0, or -EBADMSG. */
int event_read(struct wire_in *in, uint8_t layout, struct event *ret);

/* The number of a by-release statement: later days first, then serials (rule 3). */
static inline uint64_t event_vintage_number(int32_t vintage_day, uint32_t serial)
{
        return ((uint64_t)((int64_t)vintage_day + (INT64_C(1) << 31)) << 32) | serial;
}

static inline int32_t event_vintage_day(uint64_t number)
{
        return (int32_t)((int64_t)(number >> 32) - (INT64_C(1) << 31));
}

static inline uint32_t event_vintage_serial(uint64_t number)
{
        return (uint32_t)number;
}
