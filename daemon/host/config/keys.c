/* host/config/keys.c: the table of keys, a row each: name, type, limits, default, sentence.
 * Whoever adds a key adds a row here and reads it where the section is read. */
#include "host/config/keys.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/event.h"
#include "base/plan.h"
#include "host/config/config.h"

#define MS INT64_C(1000)
#define SECONDS (1000 * MS)
#define HOURS (3600 * SECONDS)
#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define DAYS_MAX 3660 /* ten years: whoever writes more means something else */

/* ---- words ------------------------------------------------------------------------------ */

const struct word words_kinds[] = {
        {"trade", EVENT_TRADE}, {"freight", EVENT_FREIGHT}, {"project", EVENT_PROJECT},
        {"rate", WORD_LATER},   {NULL, 0}};

const struct word words_resolutions[] = {
        {"day", PERIOD_DAY},         {"week", PERIOD_WEEK}, {"month", PERIOD_MONTH},
        {"quarter", PERIOD_QUARTER}, {"half", PERIOD_HALF}, {"year", PERIOD_YEAR},
        {NULL, 0}};

const struct word words_numbers[] = {{"explicit", NUMBERS_EXPLICIT},
                                     {"by-release", NUMBERS_BY_RELEASE},
                                     {"by-arrival", NUMBERS_BY_ARRIVAL},
                                     {NULL, 0}};

const struct word words_clocks[] = {{"system", CLOCK_SYSTEM}, {"events", CLOCK_EVENTS}, {NULL, 0}};

const struct word words_months[] = {
        {"january", 1}, {"february", 2}, {"march", 3},      {"april", 4},    {"may", 5},       {"june", 6},
        {"july", 7},    {"august", 8},   {"september", 9}, {"october", 10}, {"november", 11},
        {"december", 12}, {NULL, 0}};

/* The kind of event in the tens, the quantity in the ones: see measures.c. */
const struct word words_sums[] = {
        {"trade.value", EVENT_TRADE * 10 + QUANTITY_VALUE},
        {"trade.mass", EVENT_TRADE * 10 + QUANTITY_MASS},
        {"freight.mass", EVENT_FREIGHT * 10 + QUANTITY_MASS},
        {"freight.teu", EVENT_FREIGHT * 10 + QUANTITY_TEU},
        {"freight.wagons", EVENT_FREIGHT * 10 + QUANTITY_WAGONS},
        {"freight.value", EVENT_FREIGHT * 10 + QUANTITY_VALUE},
        {"project.budget", WORD_LATER},
        {"project.spent", WORD_LATER},
        {NULL, 0}};

const struct word words_counts[] = {{"trade", EVENT_TRADE * 10 + QUANTITY_COUNT},
                                    {"freight", EVENT_FREIGHT * 10 + QUANTITY_COUNT},
                                    {"project", EVENT_PROJECT * 10 + QUANTITY_COUNT},
                                    {NULL, 0}};

const struct word words_flows[] = {{"import", FLOW_IMPORT},
                                   {"export", FLOW_EXPORT},
                                   {"re-import", FLOW_RE_IMPORT},
                                   {"re-export", FLOW_RE_EXPORT},
                                   {"transit", FLOW_TRANSIT},
                                   {NULL, 0}};

const struct word words_supplies[] = {{"goods", SUPPLY_GOODS}, {"services", SUPPLY_SERVICES}, {NULL, 0}};

const struct word words_modes[] = {{"sea", MODE_SEA},
                                   {"rail", MODE_RAIL},
                                   {"road", MODE_ROAD},
                                   {"air", MODE_AIR},
                                   {"post", MODE_POST},
                                   {"pipeline", MODE_PIPELINE},
                                   {"inland-waterway", MODE_INLAND_WATERWAY},
                                   {"own-propulsion", MODE_OWN_PROPULSION},
                                   {"multimodal", MODE_MULTIMODAL},
                                   {"other", MODE_OTHER},
                                   {NULL, 0}};

const struct word words_stages[] = {{"ordered", FREIGHT_ORDERED},
                                    {"loaded", FREIGHT_LOADED},
                                    {"departed", FREIGHT_DEPARTED},
                                    {"border", FREIGHT_BORDER},
                                    {"arrived", FREIGHT_ARRIVED},
                                    {"unloaded", FREIGHT_UNLOADED},
                                    {"delivered", FREIGHT_DELIVERED},
                                    {"cancelled", FREIGHT_CANCELLED},
                                    {NULL, 0}};

/* The numbers of proto ProjectStage. */
const struct word words_project_stages[] = {{"proposed", 1},  {"agreed", 2},    {"signed", 3},
                                            {"started", 4},   {"completed", 5}, {"suspended", 6},
                                            {"cancelled", 7}, {NULL, 0}};

const struct word words_statuses[] = {{"estimated", STATUS_ESTIMATED},
                                      {"provisional", STATUS_PROVISIONAL},
                                      {"final", STATUS_FINAL},
                                      {NULL, 0}};

const struct word words_by[] = {{"flow", BY_FLOW},
                                {"hs2", BY_HS2},
                                {"hs4", BY_HS4},
                                {"hs6", BY_HS6},
                                {"partner", BY_PARTNER},
                                {"mode", BY_MODE},
                                {"facility", BY_FACILITY},
                                {"project", BY_PROJECT},
                                {"status", BY_STATUS},
                                {"source", BY_SOURCE},
                                {"reporter", BY_REPORTER},
                                {"stage", BY_STAGE},
                                {NULL, 0}};

const struct word words_levels_commodity[] = {{"total", LEVEL_TOTAL},
                                              {"group", LEVEL_GROUP},
                                              {"chapter", LEVEL_CHAPTER},
                                              {"heading", LEVEL_HEADING},
                                              {"subheading", LEVEL_SUBHEADING},
                                              {"national", LEVEL_NATIONAL},
                                              {NULL, 0}};

const struct word words_levels_partner[] = {{"total", LEVEL_TOTAL},
                                            {"group", LEVEL_GROUP},
                                            {"country", LEVEL_COUNTRY},
                                            {"subdivision", LEVEL_SUBDIVISION},
                                            {NULL, 0}};

const struct word words_levels_mode[] = {{"total", LEVEL_TOTAL}, {"mode", LEVEL_MODE}, {NULL, 0}};

const struct word words_levels_place[] = {{"total", LEVEL_TOTAL},
                                          {"group", LEVEL_GROUP},
                                          {"country", LEVEL_COUNTRY},
                                          {"subdivision", LEVEL_SUBDIVISION},
                                          {"facility", LEVEL_FACILITY},
                                          {NULL, 0}};

/* ---- the table -------------------------------------------------------------------------- */

#define LATER(key, what) {.name = key, .type = KEY_LATER, .sentence = what}

static const struct key keys_top[] = {
        {.name = "timezone", .type = KEY_TEXT, .standard = "UTC",
         .sentence = "Where the civil day begins and ends: a name of the IANA time zones."},
        {.name = "currency", .type = KEY_CURRENCY,
         .sentence = "ISO 4217 code, for measures of value that name none of their own."},
        {.name = "fiscal-start", .type = KEY_WORD, .words = words_months,
         .sentence = "First month of the fiscal year, for measures that name none of their own."},
        {.name = "clock", .type = KEY_WORD, .words = words_clocks, .standard = "system",
         .sentence = "What the day follows: the system's clock, or the events themselves, for archives."},
        {.name = "until", .type = KEY_DATE,
         .sentence = "With `clock: events`: the day never goes beyond this one."},
        {.name = "sources", .type = KEY_LIST, .child = SECTION_SOURCE,
         .sentence = "The data sets that send events."},
        {.name = "groups", .type = KEY_LIST, .child = SECTION_GROUP,
         .sentence = "Names for several places together."},
        {.name = "corridors", .type = KEY_LIST, .child = SECTION_CORRIDOR,
         .sentence = "Two places, and what lies between them."},
        {.name = "measures", .type = KEY_LIST, .child = SECTION_MEASURE,
         .sentence = "What is added up, over which time."},
        {.name = "milestones", .type = KEY_LIST, .child = SECTION_MILESTONE,
         .sentence = "Targets on measures: what is to be told."},
        {.name = "endpoints", .type = KEY_MAP, .child = SECTION_ENDPOINTS,
         .sentence = "The sockets of the daemon."},
        {.name = "socket-mode", .type = KEY_MODE, .minimum = 0, .maximum = 0777, .standard = "0660",
         .sentence = "Permissions of ipc sockets, octal: who may connect."},
        {.name = "socket-group", .type = KEY_TEXT,
         .sentence = "Group of ipc sockets; without it that of the process."},
        {.name = "state-folder", .type = KEY_TEXT,
         .sentence = "Journal and store; without it $STATE_DIRECTORY, then /var/lib/milestoned."},
        {.name = "beat", .type = KEY_DURATION, .minimum = 100 * MS, .maximum = HOURS, .standard = "5 s",
         .sentence = "How often the last sequences are published, so that subscribers notice gaps."},
        {.name = "measure-updates", .type = KEY_DURATION, .minimum = 0, .maximum = HOURS, .standard = "1 s",
         .sentence = "The values of a measure are published at most once in this time, the newest only."},
        {.name = "settle-in", .type = KEY_DURATION, .minimum = 0, .maximum = 7 * 24 * HOURS,
         .standard = "1 h",
         .sentence = "After a start the first tick waits until intake was open so long, so that a backlog is "
                     "not news of silence."},
        {.name = "checkpoint-interval", .type = KEY_DURATION, .minimum = SECONDS, .maximum = 24 * HOURS,
         .standard = "30 s",
         .sentence = "A checkpoint is written after so long, or after checkpoint-events if they come first."},
        {.name = "checkpoint-events", .type = KEY_NUMBER, .minimum = 1000, .maximum = 100000000,
         .standard = "250_000", .sentence = "So many events at most are replayed after a crash."},
        {.name = "outbox-retention", .type = KEY_NUMBER, .minimum = 1000, .maximum = 1000000000,
         .standard = "1_000_000",
         .sentence = "So many notifications at least can be asked for again; older ones are gone."},
        {.name = "free-space-floor", .type = KEY_BYTES, .minimum = 0, .maximum = 1024 * GIB,
         .standard = "256 MiB",
         .sentence = "With less free on the disk intake answers `retry later`; reading goes on."},
        {.name = "journal-pending-limit", .type = KEY_BYTES, .minimum = 8 * MIB, .maximum = 4 * GIB,
         .standard = "16 MiB",
         .sentence = "With more waiting for the disk intake stops taking, and publishers feel it."},
        LATER("rates", "exchange rates; amounts in other currencies wait until then"),
        LATER("templates", "the same measures and milestones for many corridors"),
};

static const struct key keys_endpoints[] = {
        {.name = "intake", .type = KEY_ENDPOINTS, .child = SECTION_ENDPOINT,
         .sentence = "ROUTER: batches in, receipts out. Without it `intake` in the runtime folder."},
        {.name = "feeds", .type = KEY_ENDPOINTS, .child = SECTION_ENDPOINT,
         .sentence = "SUB: batches in, without receipts. Without it `feeds` in the runtime folder."},
        {.name = "notifications", .type = KEY_ENDPOINTS, .child = SECTION_ENDPOINT,
         .sentence = "XPUB: what is told. Without it `notifications` in the runtime folder."},
        {.name = "desk", .type = KEY_ENDPOINTS, .child = SECTION_ENDPOINT,
         .sentence = "ROUTER: questions and answers. Without it `desk` in the runtime folder."},
};

static const struct key keys_endpoint[] = {
        {.name = "address", .type = KEY_TEXT, .required = true,
         .sentence = "ipc:///absolute/path or tcp://host:port."},
        {.name = "connect", .type = KEY_FLAG, .standard = "false",
         .sentence = "Feeds only: connect to a publisher's socket instead of binding one."},
        {.name = "insecure", .type = KEY_FLAG, .standard = "false",
         .sentence = "Allow tcp to other machines without encryption and keys: whoever reaches the port may "
                     "do everything."},
        LATER("curve", "encryption and keys"),
        LATER("grants", "grants of one endpoint"),
};

static const struct key keys_source[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "As batches name it."},
        {.name = "kinds", .type = KEY_WORDS, .required = true, .words = words_kinds,
         .sentence = "The kinds of events that it sends."},
        {.name = "reports", .type = KEY_PLACES,
         .sentence = "The places whose trade it reports; without it any."},
        {.name = "resolution", .type = KEY_WORD, .required = true, .words = words_resolutions,
         .sentence = "The level of periods that counts; figures of others are control totals."},
        {.name = "numbers", .type = KEY_WORD, .words = words_numbers, .standard = "explicit",
         .sentence = "How its revisions are numbered: by the event, by the release's vintage, or by the "
                     "number of the batch."},
        {.name = "complete-after", .type = KEY_DAYS, .minimum = 1, .maximum = DAYS_MAX,
         .sentence = "For sources without releases: a day is complete so many days later, once something "
                     "newer came."},
        {.name = "retired", .type = KEY_DATE,
         .sentence = "The last day of which anything is expected: it holds nothing back any more."},
        {.name = "levels", .type = KEY_MAP, .child = SECTION_LEVELS,
         .sentence = "For each coordinate the one level that counts; without it whatever comes."},
        LATER("expect", "telling that a source owes its figures"),
        LATER("rates", "exchange rates"),
};

static const struct key keys_levels[] = {
        {.name = "commodity", .type = KEY_WORD, .words = words_levels_commodity,
         .sentence = "Breadth of the commodity codes that count."},
        {.name = "reporter", .type = KEY_WORD, .words = words_levels_partner,
         .sentence = "Breadth of the reporters that count."},
        {.name = "partner", .type = KEY_WORD, .words = words_levels_partner,
         .sentence = "Breadth of the partners that count."},
        {.name = "mode", .type = KEY_WORD, .words = words_levels_mode,
         .sentence = "Whether figures of all modes together count, or those of each."},
        {.name = "place", .type = KEY_WORD, .words = words_levels_place,
         .sentence = "Breadth of origins, destinations and facilities of freight that count."},
};

static const struct key keys_group[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "What it is called below."},
        {.name = "places", .type = KEY_PLACES, .required = true,
         .sentence = "ISO 3166 codes: BY, RU-LEN. A country means all that lies in it."},
};

static const struct key keys_corridor[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "Part of topics."},
        {.name = "between", .type = KEY_PLACES, .required = true,
         .sentence = "Two sides: each a place, a group or `any`; the first one's reports count unless a "
                     "measure says otherwise."},
        {.name = "facilities", .type = KEY_CODES,
         .sentence = "Ports, stations and railways between: UN/LOCODEs, or names as the events say them."},
        LATER("template", "the same measures and milestones for many corridors"),
};

static const struct key keys_measure[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "Part of topics."},
        {.name = "corridor", .type = KEY_REFERENCE, .required = true, .sentence = "The corridor it is of."},
        {.name = "sum", .type = KEY_WORD, .words = words_sums, .sentence = "What is added up."},
        {.name = "count", .type = KEY_WORD, .words = words_counts,
         .sentence = "Instead of a sum: how many records there are."},
        {.name = "where", .type = KEY_MAP, .child = SECTION_WHERE,
         .sentence = "Which events count; without it all of the corridor."},
        {.name = "window", .type = KEY_WINDOW, .required = true,
         .sentence = "Over which time: calendar-day, -week, -month, -quarter, -half, -year; fiscal-quarter, "
                     "-half, -year; last-N-days, last-N-months; since-YYYY-MM-DD."},
        {.name = "fiscal-start", .type = KEY_WORD, .words = words_months,
         .sentence = "First month of the fiscal year."},
        {.name = "by", .type = KEY_WORDS, .words = words_by, .minimum = 1, .maximum = PLAN_BY_MAX,
         .sentence = "Breakdown: a value for each combination of these."},
        {.name = "reported-by", .type = KEY_PLACES,
         .sentence = "Trade: whose reports count; without it those of the first place of the corridor."},
        {.name = "sources", .type = KEY_REFERENCES,
         .sentence = "Whose events count; without it every source whose kinds and reports fit."},
        {.name = "currency", .type = KEY_CURRENCY, .sentence = "Of sums of value; amounts in others wait."},
        {.name = "series-max", .type = KEY_NUMBER, .minimum = 1, .maximum = 1000000, .standard = "10_000",
         .sentence = "With more combinations than this the breakdown closes; the total goes on."},
        LATER("ratio", "a measure that is a ratio of two others"),
        LATER("difference", "a measure that is the difference of two others"),
        LATER("growth", "a measure that is the growth of another"),
        LATER("latest", "the latest progress of a project"),
        LATER("asymmetry", "the difference of both sides' reports"),
        LATER("rates", "exchange rates"),
        LATER("for-each", "the same measure for many corridors"),
};

static const struct key keys_where[] = {
        {.name = "flow", .type = KEY_WORDS, .words = words_flows, .sentence = "Trade and freight."},
        {.name = "supply", .type = KEY_WORDS, .words = words_supplies, .sentence = "Trade."},
        {.name = "mode", .type = KEY_WORDS, .words = words_modes, .sentence = "Trade and freight."},
        {.name = "stage", .type = KEY_WORDS, .words = words_stages,
         .sentence = "Freight: the one stage at which a consignment counts; it must be said. Project: "
                     "proposed, agreed, signed, started, completed, suspended, cancelled."},
        {.name = "status", .type = KEY_WORDS, .words = words_statuses, .sentence = "How sure the source is."},
        {.name = "commodity", .type = KEY_CODES,
         .sentence = "Trade and freight: codes, or what they begin with."},
        {.name = "partner", .type = KEY_PLACES, .sentence = "Trade: places and groups."},
        {.name = "facility", .type = KEY_CODES, .sentence = "Facilities; of the corridor, if it names any."},
        {.name = "project", .type = KEY_CODES, .sentence = "Projects, as the events name them."},
};

static const struct key keys_milestone[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "Part of topics."},
        {.name = "measure", .type = KEY_REFERENCE, .required = true, .sentence = "The measure it is on."},
        {.name = "reach", .type = KEY_AMOUNT, .required = true,
         .sentence = "The target, with its unit: 1_000_000_000 USD, 35 bn USD, 1.5 million t, 10_000 TEU, "
                     "400 wagons, 12 records. Words: thousand, million (mn), billion (bn), trillion (tn)."},
        {.name = "each", .type = KEY_WORD, .words = words_resolutions,
         .sentence = "A milestone of its own for each period of the measure's window."},
        {.name = "from", .type = KEY_DATE,
         .sentence = "The first day that is judged; with `each` the first day of the first period."},
        {.name = "by", .type = KEY_DATE, .sentence = "The last day in time; with `each` it is the period's."},
        {.name = "grace", .type = KEY_DAYS, .minimum = 0, .maximum = DAYS_MAX,
         .sentence = "So long after the deadline it is missed though figures are still owed; else never."},
        {.name = "steps", .type = KEY_SHARES,
         .sentence = "Shares of the target that are told too, rising: [50%, 75%, 90%]."},
        LATER("hold", "a level that is to be held"),
        LATER("band", "a level that is to be held"),
        LATER("amendments", "targets and deadlines that change"),
        LATER("baseline", "targets relative to another year"),
        LATER("for-each", "the same milestone for many measures or keys"),
};

struct section_row {
        const char *noun;
        const char *path; /* of its keys, in descriptions */
        const struct key *keys;
        size_t count;
};

#define ROW(noun, path, keys) {noun, path, keys, sizeof(keys) / sizeof(keys[0])}

static const struct section_row sections[SECTIONS] = {
        [SECTION_TOP] = ROW("the configuration", "", keys_top),
        [SECTION_ENDPOINTS] = ROW("endpoints", "endpoints.", keys_endpoints),
        [SECTION_ENDPOINT] = ROW("an endpoint", "endpoints.*[].", keys_endpoint),
        [SECTION_SOURCE] = ROW("a source", "sources[].", keys_source),
        [SECTION_LEVELS] = ROW("levels", "sources[].levels.", keys_levels),
        [SECTION_GROUP] = ROW("a group", "groups[].", keys_group),
        [SECTION_CORRIDOR] = ROW("a corridor", "corridors[].", keys_corridor),
        [SECTION_MEASURE] = ROW("a measure", "measures[].", keys_measure),
        [SECTION_WHERE] = ROW("where", "measures[].where.", keys_where),
        [SECTION_MILESTONE] = ROW("a milestone", "milestones[].", keys_milestone),
};

_Static_assert(sizeof(keys_top) / sizeof(keys_top[0]) <= KEYS_MAX, "KEYS_MAX");

const char *section_noun(enum section section)
{
        assert(section < SECTIONS);
        return sections[section].noun;
}

const struct key *section_keys(enum section section, size_t *ret_count)
{
        assert(section < SECTIONS);
        *ret_count = sections[section].count;
        return sections[section].keys;
}

/* ---- the description -------------------------------------------------------------------- */

static const char *const type_texts[] = {
        [KEY_NAME] = "name of a-z, 0-9 and -",
        [KEY_REFERENCE] = "name",
        [KEY_REFERENCES] = "list of names",
        [KEY_TEXT] = "text",
        [KEY_WORD] = "one of",
        [KEY_WORDS] = "one or a list of",
        [KEY_PLACES] = "ISO 3166 codes and groups",
        [KEY_CODES] = "one or a list of codes",
        [KEY_DATE] = "date, YYYY-MM-DD",
        [KEY_DAYS] = "days, as in 10 days",
        [KEY_DURATION] = "duration in ms, s, min, h or days",
        [KEY_NUMBER] = "number",
        [KEY_BYTES] = "size in B, KiB, MiB, GiB or TiB",
        [KEY_MODE] = "octal number",
        [KEY_FLAG] = "true or false",
        [KEY_CURRENCY] = "ISO 4217 code",
        [KEY_AMOUNT] = "number with unit",
        [KEY_SHARES] = "list of percentages",
        [KEY_WINDOW] = "window",
        [KEY_ENDPOINTS] = "one or a list of addresses, or of maps",
        [KEY_MAP] = "map",
        [KEY_LIST] = "list of maps",
        [KEY_LATER] = "not supported by this version",
};

static void limit_describe(const struct key *key, int64_t limit, FILE *out)
{
        if (key->type == KEY_DURATION)
                fprintf(out, "%" PRId64 " ms", limit / MS);
        else if (key->type == KEY_BYTES)
                fprintf(out, "%" PRId64 " MiB", limit / MIB);
        else if (key->type == KEY_MODE)
                fprintf(out, "%04" PRIo64, limit);
        else
                fprintf(out, "%" PRId64, limit);
}

static void key_describe(const char *path, const struct key *key, FILE *out)
{
        fprintf(out, "%s%s: %s", path, key->name, type_texts[key->type]);
        if (key->type == KEY_WORD || key->type == KEY_WORDS)
                for (const struct word *word = key->words; word->word; word++)
                        if (word->value != WORD_LATER)
                                fprintf(out, "%s%s", word == key->words ? " " : ", ", word->word);
        if (key->maximum > 0) {
                fputs("; ", out);
                limit_describe(key, key->minimum, out);
                fputs(" to ", out);
                limit_describe(key, key->maximum, out);
        }
        if (key->required)
                fputs("; required", out);
        if (key->standard)
                fprintf(out, "; default %s", key->standard);
        fprintf(out, "\n        %s\n", key->sentence);
}

void config_describe(FILE *out)
{
        for (size_t i = 0; i < SECTIONS; i++)
                for (size_t k = 0; k < sections[i].count; k++)
                        key_describe(sections[i].path, &sections[i].keys[k], out);
}
