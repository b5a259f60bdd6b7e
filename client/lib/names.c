/* client/lib/names.c: what the values of the enums are called: as in the .proto files without their
 * prefix, in lower case, with '-'; so in topics, on the command line and in JSON. A test compares
 * them with the descriptors. */
#include <stddef.h>
#include <string.h>

#include "milestone/errors.h"
#include "milestone/answers.h"

struct name {
        int value;
        const char *name;
};

#define NAMES(...) ((const struct name[]){{0, ""}, __VA_ARGS__, {-1, NULL}})

static const struct name *const names[] = {
        [MST_ENUM_STATUS] = NAMES(
                {MST_STATUS_ESTIMATED, "estimated"}, {MST_STATUS_PROVISIONAL, "provisional"},
                {MST_STATUS_FINAL, "final"}),
        [MST_ENUM_REALITY] = NAMES(
                {MST_REALITY_ACTUAL, "actual"}, {MST_REALITY_PLANNED, "planned"}),
        [MST_ENUM_FLOW] = NAMES(
                {MST_FLOW_IMPORT, "import"}, {MST_FLOW_EXPORT, "export"}, {MST_FLOW_RE_IMPORT, "re-import"},
                {MST_FLOW_RE_EXPORT, "re-export"}, {MST_FLOW_TRANSIT, "transit"}),
        [MST_ENUM_SUPPLY] = NAMES(
                {MST_SUPPLY_GOODS, "goods"}, {MST_SUPPLY_SERVICES, "services"}),
        [MST_ENUM_PARTNER_BASIS] = NAMES(
                {MST_PARTNER_BASIS_ORIGIN, "origin"}, {MST_PARTNER_BASIS_CONSIGNMENT, "consignment"},
                {MST_PARTNER_BASIS_DESTINATION, "destination"}, {MST_PARTNER_BASIS_PURCHASE, "purchase"},
                {MST_PARTNER_BASIS_SALE, "sale"}),
        [MST_ENUM_VALUATION] = NAMES(
                {MST_VALUATION_FOB, "fob"}, {MST_VALUATION_CIF, "cif"}, {MST_VALUATION_INVOICE, "invoice"},
                {MST_VALUATION_STATISTICAL, "statistical"}),
        [MST_ENUM_MODE] = NAMES(
                {MST_MODE_SEA, "sea"}, {MST_MODE_RAIL, "rail"}, {MST_MODE_ROAD, "road"},
                {MST_MODE_AIR, "air"}, {MST_MODE_POST, "post"}, {MST_MODE_PIPELINE, "pipeline"},
                {MST_MODE_INLAND_WATERWAY, "inland-waterway"}, {MST_MODE_OWN_PROPULSION, "own-propulsion"},
                {MST_MODE_MULTIMODAL, "multimodal"}, {MST_MODE_OTHER, "other"}),
        [MST_ENUM_LEVEL] = NAMES(
                {MST_LEVEL_TOTAL, "total"}, {MST_LEVEL_GROUP, "group"}, {MST_LEVEL_CHAPTER, "chapter"},
                {MST_LEVEL_HEADING, "heading"}, {MST_LEVEL_SUBHEADING, "subheading"},
                {MST_LEVEL_NATIONAL, "national"}, {MST_LEVEL_COUNTRY, "country"},
                {MST_LEVEL_SUBDIVISION, "subdivision"}, {MST_LEVEL_FACILITY, "facility"},
                {MST_LEVEL_MODE, "mode"}),
        [MST_ENUM_FREIGHT_STAGE] = NAMES(
                {MST_FREIGHT_STAGE_ORDERED, "ordered"}, {MST_FREIGHT_STAGE_LOADED, "loaded"},
                {MST_FREIGHT_STAGE_DEPARTED, "departed"}, {MST_FREIGHT_STAGE_BORDER, "border"},
                {MST_FREIGHT_STAGE_ARRIVED, "arrived"}, {MST_FREIGHT_STAGE_UNLOADED, "unloaded"},
                {MST_FREIGHT_STAGE_DELIVERED, "delivered"}, {MST_FREIGHT_STAGE_CANCELLED, "cancelled"}),
        [MST_ENUM_PROJECT_KIND] = NAMES(
                {MST_PROJECT_KIND_AGREEMENT, "agreement"}, {MST_PROJECT_KIND_MEETING, "meeting"},
                {MST_PROJECT_KIND_RAILWAY, "railway"}, {MST_PROJECT_KIND_PORT, "port"},
                {MST_PROJECT_KIND_ROAD, "road"}, {MST_PROJECT_KIND_PLANT, "plant"},
                {MST_PROJECT_KIND_PIPELINE, "pipeline"}, {MST_PROJECT_KIND_OTHER, "other"}),
        [MST_ENUM_PROJECT_STAGE] = NAMES(
                {MST_PROJECT_STAGE_PROPOSED, "proposed"}, {MST_PROJECT_STAGE_AGREED, "agreed"},
                {MST_PROJECT_STAGE_SIGNED, "signed"}, {MST_PROJECT_STAGE_STARTED, "started"},
                {MST_PROJECT_STAGE_COMPLETED, "completed"}, {MST_PROJECT_STAGE_SUSPENDED, "suspended"},
                {MST_PROJECT_STAGE_CANCELLED, "cancelled"}),
        [MST_ENUM_RATE_KIND] = NAMES(
                {MST_RATE_KIND_OFFICIAL, "official"}, {MST_RATE_KIND_REFERENCE, "reference"},
                {MST_RATE_KIND_MARKET, "market"}, {MST_RATE_KIND_MONTH_AVERAGE, "month-average"}),
        [MST_ENUM_WITHDRAWAL_REASON] = NAMES(
                {MST_WITHDRAWAL_REASON_ERROR, "error"}, {MST_WITHDRAWAL_REASON_CANCELLED, "cancelled"},
                {MST_WITHDRAWAL_REASON_DUPLICATE, "duplicate"},
                {MST_WITHDRAWAL_REASON_REPLACED, "replaced"}, {MST_WITHDRAWAL_REASON_LAW, "law"}),
        [MST_ENUM_CONTROL_OF] = NAMES(
                {MST_CONTROL_OF_RECORDS, "records"}, {MST_CONTROL_OF_VALUE, "value"},
                {MST_CONTROL_OF_MASS, "mass"}, {MST_CONTROL_OF_TEU, "teu"},
                {MST_CONTROL_OF_WAGONS, "wagons"}),
        [MST_ENUM_VERDICT] = NAMES(
                {MST_VERDICT_ACCEPTED, "accepted"}, {MST_VERDICT_REVISED, "revised"},
                {MST_VERDICT_REPEATED, "repeated"}, {MST_VERDICT_STALE, "stale"},
                {MST_VERDICT_DISPUTED, "disputed"}, {MST_VERDICT_WITHDRAWN, "withdrawn"},
                {MST_VERDICT_STAGED, "staged"}, {MST_VERDICT_REFUSED, "refused"}),
        [MST_ENUM_REASON] = NAMES(
                {MST_REASON_FRAMES, "frames"}, {MST_REASON_TOO_LARGE, "too-large"},
                {MST_REASON_UNREADABLE, "unreadable"}, {MST_REASON_VERSION, "version"},
                {MST_REASON_SOURCE, "source"}, {MST_REASON_NOT_PERMITTED, "not-permitted"},
                {MST_REASON_RETRY_LATER, "retry-later"}, {MST_REASON_RELEASE, "release"},
                {MST_REASON_NUMBER, "number"}, {MST_REASON_LIMIT, "limit"},
                {MST_REASON_CONTROL_TOTAL, "control-total"}, {MST_REASON_MISSING, "missing"},
                {MST_REASON_TEXT, "text"}, {MST_REASON_CODE, "code"}, {MST_REASON_ENUM, "enum"},
                {MST_REASON_PERIOD, "period"}, {MST_REASON_HORIZON, "horizon"}, {MST_REASON_RANGE, "range"},
                {MST_REASON_KIND, "kind"}, {MST_REASON_REPORTER, "reporter"},
                {MST_REASON_UNKNOWN_FIELDS, "unknown-fields"}, {MST_REASON_PLAUSIBILITY, "plausibility"}),
        [MST_ENUM_RELEASE_STATE] = NAMES(
                {MST_RELEASE_STATE_OPEN, "open"}, {MST_RELEASE_STATE_EMBARGOED, "embargoed"},
                {MST_RELEASE_STATE_COUNTED, "counted"}, {MST_RELEASE_STATE_QUARANTINED, "quarantined"},
                {MST_RELEASE_STATE_ABORTED, "aborted"}, {MST_RELEASE_STATE_DROPPED, "dropped"}),
        [MST_ENUM_KIND] = NAMES(
                {MST_KIND_REACHED, "reached"}, {MST_KIND_CONFIRMED, "confirmed"},
                {MST_KIND_RETRACTED, "retracted"}, {MST_KIND_RESTATED, "restated"},
                {MST_KIND_RESCHEDULED, "rescheduled"}, {MST_KIND_AWAITING, "awaiting"},
                {MST_KIND_MISSED, "missed"}, {MST_KIND_AT_RISK, "at-risk"}, {MST_KIND_ON_TRACK, "on-track"},
                {MST_KIND_FELL_BELOW, "fell-below"}, {MST_KIND_SILENT, "silent"},
                {MST_KIND_SPEAKING, "speaking"}, {MST_KIND_DROPPED, "dropped"}),
        [MST_ENUM_STANDING] = NAMES(
                {MST_STANDING_OPEN, "open"}, {MST_STANDING_AWAITING, "awaiting"},
                {MST_STANDING_REACHED, "reached"}, {MST_STANDING_MISSED, "missed"},
                {MST_STANDING_REACHED_LATE, "reached-late"}, {MST_STANDING_RETIRED, "retired"},
                {MST_STANDING_UNKNOWN, "unknown"}, {MST_STANDING_FELL_BELOW, "fell-below"}),
        [MST_ENUM_VALUE_STATE] = NAMES(
                {MST_VALUE_KNOWN, "known"}, {MST_VALUE_NO_DATA, "no-data"},
                {MST_VALUE_INCOMPLETE, "incomplete"}, {MST_VALUE_OUT_OF_RANGE, "out-of-range"}),
        [MST_ENUM_CAUSE] = NAMES(
                {MST_CAUSE_RECORDS, "records"}, {MST_CAUSE_RELEASE, "release"}, {MST_CAUSE_RATE, "rate"},
                {MST_CAUSE_TICK, "tick"}, {MST_CAUSE_CONFIGURATION, "configuration"},
                {MST_CAUSE_ADMINISTRATOR, "administrator"}, {MST_CAUSE_PERSPECTIVE, "perspective"},
                {MST_CAUSE_PROGRAM, "program"}),
        [MST_ENUM_OUTLOOK_STATE] = NAMES(
                {MST_OUTLOOK_UNKNOWN, "unknown"}, {MST_OUTLOOK_ON_TRACK, "on-track"},
                {MST_OUTLOOK_AT_RISK, "at-risk"}),
        [MST_ENUM_FAILURE] = NAMES(
                {MST_FAILURE_UNREADABLE, "unreadable"}, {MST_FAILURE_VERSION, "version"},
                {MST_FAILURE_UNKNOWN_NAME, "unknown-name"}, {MST_FAILURE_NOT_PERMITTED, "not-permitted"},
                {MST_FAILURE_NOT_YET, "not-yet"}, {MST_FAILURE_INVALID, "invalid"},
                {MST_FAILURE_BUSY, "busy"}),
        [MST_ENUM_EVENT_KIND] = NAMES(
                {MST_EVENT_TRADE, "trade"}, {MST_EVENT_FREIGHT, "freight"}, {MST_EVENT_PROJECT, "project"},
                {MST_EVENT_RATE, "rate"}, {MST_EVENT_WITHDRAWAL, "withdrawal"}),
        [MST_ENUM_OUTLOOK_REASON] = NAMES(
                {MST_OUTLOOK_REASON_OVER, "over"}, {MST_OUTLOOK_REASON_NOT_ADDITIVE, "not-additive"},
                {MST_OUTLOOK_REASON_NO_CHANCE, "no-chance"}, {MST_OUTLOOK_REASON_NO_MONTHS, "no-months"},
                {MST_OUTLOOK_REASON_INCOMPLETE, "incomplete"}, {MST_OUTLOOK_REASON_NO_TARGET, "no-target"},
                {MST_OUTLOOK_REASON_OF_OTHERS, "of-others"},
                {MST_OUTLOOK_REASON_NOT_MONTHLY, "not-monthly"}),
};

#define ENUMS (sizeof(names) / sizeof(*names))

const char *mst_enum_name(enum mst_enum which, int value)
{
        if ((size_t)which >= ENUMS)
                return "?";
        for (const struct name *name = names[which]; name->name; name++)
                if (name->value == value)
                        return name->name;
        return "?";
}

int mst_enum_value(enum mst_enum which, const char *text, int *ret)
{
        if ((size_t)which >= ENUMS)
                return MST_UNKNOWN_NAME;
        for (const struct name *name = names[which]; name->name; name++)
                if (strcmp(name->name, text ? text : "") == 0) {
                        *ret = name->value;
                        return 0;
                }
        return MST_UNKNOWN_NAME;
}

const char *mst_enum_list(enum mst_enum which, size_t index)
{
        if ((size_t)which >= ENUMS)
                return NULL;
        for (const struct name *name = names[which] + 1; name->name; name++)
                if (index-- == 0)
                        return name->name;
        return NULL;
}
