/* decode/numbers.h: the field numbers of proto/milestone/v1/event.proto that decode reads, under
 * names. protobuf-c generates none; a unit test holds each against the generated descriptor. */
#pragma once

enum { AT_QUANTITY_UNITS = 1 };

enum {
        AT_LEVELS_COMMODITY = 1,
        AT_LEVELS_REPORTER,
        AT_LEVELS_PARTNER,
        AT_LEVELS_MODE,
        AT_LEVELS_PLACE,
};

enum {
        AT_TRADE_REPORTER = 1,
        AT_TRADE_PARTNER,
        AT_TRADE_PARTNER_BASIS,
        AT_TRADE_FLOW,
        AT_TRADE_SUPPLY,
        AT_TRADE_COMMODITY,
        AT_TRADE_CLASSIFICATION,
        AT_TRADE_EDITION,
        AT_TRADE_VALUE,
        AT_TRADE_CURRENCY,
        AT_TRADE_VALUATION,
        AT_TRADE_NET_MASS,
        AT_TRADE_SUPPLEMENTARY,
        AT_TRADE_SUPPLEMENTARY_UNIT,
        AT_TRADE_MODE,
        AT_TRADE_FACILITY,
        AT_TRADE_PROCEDURE,
        AT_TRADE_SECOND_PARTNER,
};

enum {
        AT_FREIGHT_ORIGIN = 1,
        AT_FREIGHT_DESTINATION,
        AT_FREIGHT_FACILITY,
        AT_FREIGHT_MODE,
        AT_FREIGHT_ROUTE,
        AT_FREIGHT_STAGE,
        AT_FREIGHT_FLOW,
        AT_FREIGHT_COMMODITY,
        AT_FREIGHT_CLASSIFICATION,
        AT_FREIGHT_EDITION,
        AT_FREIGHT_MASS,
        AT_FREIGHT_WAGONS,
        AT_FREIGHT_TEU,
        AT_FREIGHT_CONTAINERS,
        AT_FREIGHT_VEHICLE,
        AT_FREIGHT_CONSIGNMENT,
        AT_FREIGHT_VALUE,
        AT_FREIGHT_CURRENCY,
};

enum {
        AT_PROJECT_PROJECT = 1,
        AT_PROJECT_KIND,
        AT_PROJECT_STAGE,
        AT_PROJECT_PROGRESS,
        AT_PROJECT_BUDGET,
        AT_PROJECT_SPENT,
        AT_PROJECT_CURRENCY,
        AT_PROJECT_DUE,
        AT_PROJECT_PLACES,
        AT_PROJECT_FACILITY,
        AT_PROJECT_PARENT,
        AT_PROJECT_TITLE,
};

enum {
        AT_RATE_BASE_CURRENCY = 1,
        AT_RATE_QUOTE_CURRENCY,
        AT_RATE_MANTISSA,
        AT_RATE_SCALE,
        AT_RATE_KIND,
};

enum {
        AT_WITHDRAWAL_REASON = 1,
        AT_WITHDRAWAL_TEXT,
        AT_WITHDRAWAL_SUCCESSORS,
};

enum {
        AT_EVENT_ID = 1,
        AT_EVENT_REVISION,
        AT_EVENT_PERIOD,
        AT_EVENT_STATUS,
        AT_EVENT_REALITY,
        AT_EVENT_LEVELS,
        AT_EVENT_TRADE = 10,
        AT_EVENT_FREIGHT,
        AT_EVENT_PROJECT,
        AT_EVENT_RATE,
        AT_EVENT_WITHDRAWAL,
        AT_EVENT_NOTE = 20,
};

enum { AT_VINTAGE_DATE = 1, AT_VINTAGE_SERIAL };

enum {
        AT_CONTROL_OF = 1,
        AT_CONTROL_CURRENCY,
        AT_CONTROL_FLOW,
        AT_CONTROL_PERIOD,
        AT_CONTROL_SUM,
};

enum {
        AT_END_VINTAGE = 1,
        AT_END_BATCHES,
        AT_END_EVENTS,
        AT_END_PERIODS,
        AT_END_CONTROL,
        AT_END_STATUS,
        AT_END_COMPLETE,
        AT_END_REPLACES,
        AT_END_EMBARGO,
        AT_END_HISTORICAL,
        AT_END_NOTE,
};

enum { AT_ABORT_VINTAGE = 1, AT_ABORT_REASON };

enum { AT_SENDER_SOFTWARE = 1, AT_SENDER_VERSION };

enum {
        AT_BATCH_VERSION = 1,
        AT_BATCH_REQUEST_ID,
        AT_BATCH_SOURCE,
        AT_BATCH_SENDER,
        AT_BATCH_DRY_RUN,
        AT_BATCH_NUMBER,
        AT_BATCH_VINTAGE,
        AT_BATCH_RELEASE_BATCH,
        AT_BATCH_EVENTS,
        AT_BATCH_RELEASE_END,
        AT_BATCH_RELEASE_ABORT,
        AT_BATCH_NOTHING_UNTIL,
};
