/* host/config/keys.c: the table of keys, a row each: name, type, limits, default, sentence.
 * Whoever adds a key adds a row here and reads it where the section is read. */
#include "host/config/keys.h"

#include <assert.h>

#include "base/plan.h"
#include "host/config/config.h"

#define MS INT64_C(1000)
#define SECONDS (1000 * MS)
#define HOURS (3600 * SECONDS)
#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define DAYS_MAX 3660 /* ten years: whoever writes more means something else */

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
        {.name = "rates", .type = KEY_LIST, .child = SECTION_RATES,
         .sentence = "Chains of sources of exchange rates; without any, amounts in other currencies wait."},
        {.name = "corridors", .type = KEY_LIST, .child = SECTION_CORRIDOR,
         .sentence = "Two places, and what lies between them."},
        {.name = "templates", .type = KEY_LIST, .child = SECTION_TEMPLATE,
         .sentence = "The same measures and milestones for many corridors."},
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
        {.name = "expect", .type = KEY_EXPECT,
         .sentence = "When it is silent: a period of its resolution is owed so long after its end."},
        {.name = "expect-from", .type = KEY_DATE,
         .sentence = "The first day of the first period that is owed; else the first that it spoke of."},
        {.name = "plausible", .type = KEY_MAP, .child = SECTION_PLAUSIBLE,
         .sentence = "What is done with an amount that is far from the usual level of its like."},
        {.name = "events-max", .type = KEY_NUMBER, .minimum = 1, .maximum = 1000000000000,
         .sentence = "So many events are taken of it; beyond, its batches are refused. Without it as many as "
                     "it sends."},
        {.name = "hs-edition", .type = KEY_EDITIONS,
         .sentence = "Editions of the HS that its codes are of; without it whatever comes."},
};

static const struct key keys_plausible[] = {
        {.name = "action", .type = KEY_WORD, .words = words_actions, .standard = "flag",
         .sentence = "Take it and say so, or keep it apart until an administrator releases it."},
        {.name = "factor", .type = KEY_NUMBER, .minimum = 2, .maximum = 1000000, .standard = "100",
         .sentence = "So many times above or below the usual level is far."},
        {.name = "after", .type = KEY_NUMBER, .minimum = 1, .maximum = 1000, .standard = "6",
         .sentence = "So many amounts make a level usual."},
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
        {.name = "places", .type = KEY_MEMBERS, .required = true, .child = SECTION_MEMBER,
         .sentence = "ISO 3166 codes: BY, RU-LEN, or {place: HR, from: 2013-07-01}. A country means all that "
                     "lies in it. Here also codes that ISO leaves to users (XK, QX), and EU."},
};

static const struct key keys_member[] = {
        {.name = "place", .type = KEY_PLACE, .required = true, .sentence = "A member for a time."},
        {.name = "from", .type = KEY_DATE, .sentence = "The first day on which it counts."},
        {.name = "until", .type = KEY_DATE, .sentence = "The last day on which it counts."},
};

static const struct key keys_rates[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "What it is called below."},
        {.name = "sources", .type = KEY_REFERENCES, .required = true,
         .sentence = "Sources of kind rate; the first of them that has a rate gives it."},
        {.name = "at-most", .type = KEY_DAYS, .minimum = 0, .maximum = DAYS_MAX, .standard = "7 days",
         .sentence = "An older rate is none: over holidays the last one holds for so long."},
};

static const struct key keys_corridor[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "Part of topics."},
        {.name = "between", .type = KEY_PLACES, .required = true,
         .sentence = "Two sides: each a place, a group or `any`; the first one's reports count unless a "
                     "measure says otherwise."},
        {.name = "facilities", .type = KEY_CODES,
         .sentence = "Ports, stations and railways between: UN/LOCODEs, or names as the events say them."},
        {.name = "template", .type = KEY_REFERENCES,
         .sentence = "Templates whose measures and milestones it gets."},
};

static const struct key keys_template[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "What corridors call it."},
        {.name = "measures", .type = KEY_LIST, .child = SECTION_MEASURE,
         .sentence = "As in `measures`, of the corridor that it is for. In every value {corridor} stands for "
                     "its name; a name without it gets the corridor's and a hyphen put before it."},
        {.name = "milestones", .type = KEY_LIST, .child = SECTION_MILESTONE, .sentence = "The same."},
};

static const struct key keys_measure[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "Part of topics."},
        {.name = "corridor", .type = KEY_REFERENCE,
         .sentence = "The corridor it is of; needless where there is only one."},
        {.name = "sum", .type = KEY_WORD, .words = words_sums, .sentence = "What is added up."},
        {.name = "count", .type = KEY_WORD, .words = words_counts,
         .sentence = "Instead of a sum: how many records there are; project.due counts each on its due day."},
        {.name = "average", .type = KEY_WORD, .words = words_sums,
         .sentence = "Instead of a sum: the sum for each record whose quantity is known."},
        {.name = "latest", .type = KEY_WORD, .words = words_latest,
         .sentence = "Instead of a sum: what the newest report of one project says. It has no window."},
        {.name = "ratio", .type = KEY_REFERENCES,
         .sentence = "Of two measures, [a, b]: a / b, in %. Corridor, window and breakdown are theirs."},
        {.name = "difference", .type = KEY_REFERENCES, .sentence = "Of two measures, [a, b]: a - b."},
        {.name = "growth", .type = KEY_REFERENCE,
         .sentence = "Of a measure: how much it is above what it was a year before, in %."},
        {.name = "over", .type = KEY_PERIOD,
         .sentence = "Growth over this period instead of the year before: 2019, 2019-Q1, 2019-03."},
        {.name = "asymmetry", .type = KEY_REFERENCES,
         .sentence = "Of two measures, [a, b]: 2 (a - b) / (a + b), in %."},
        {.name = "where", .type = KEY_MAP, .child = SECTION_WHERE,
         .sentence = "Which events count; without it all of the corridor."},
        {.name = "window", .type = KEY_WINDOW,
         .sentence = "Over which time: calendar-day, -week, -month, -quarter, -half, -year; fiscal-quarter, "
                     "-half, -year; last-N-days, last-N-months; since-YYYY-MM-DD."},
        {.name = "fiscal-start", .type = KEY_WORD, .words = words_months,
         .sentence = "First month of the fiscal year."},
        {.name = "by", .type = KEY_WORDS, .words = words_by, .minimum = 1, .maximum = PLAN_BY_MAX,
         .sentence = "Breakdown: a value for each combination of these."},
        {.name = "reported-by", .type = KEY_PLACES,
         .sentence = "Trade: whose reports count; else those of the first place of the corridor. A list "
                     "is an order: for each period the first that is complete and has spoken for it."},
        {.name = "prefer", .type = KEY_REFERENCES,
         .sentence = "The same order for several sources of one reporter."},
        {.name = "mirror", .type = KEY_REFERENCE,
         .sentence = "Trade: the measure of the other side's reports, to be shown beside this one."},
        {.name = "sources", .type = KEY_REFERENCES,
         .sentence = "Whose events count; without it every source whose kinds and reports fit."},
        {.name = "currency", .type = KEY_CURRENCY,
         .sentence = "Of sums of money; amounts in others are taken by their rates, or wait."},
        {.name = "rates", .type = KEY_REFERENCE,
         .sentence = "The chain of rates, or `none`: amounts in other currencies wait. Without it the first "
                     "chain of the files."},
        {.name = "series-max", .type = KEY_NUMBER, .minimum = 1, .maximum = 1000000, .standard = "10_000",
         .sentence = "With more combinations than this the breakdown closes; the total goes on."},
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
        {.name = "kind", .type = KEY_WORDS, .words = words_project_kinds, .sentence = "Projects."},
        {.name = "valuation", .type = KEY_WORDS, .words = words_valuations,
         .sentence = "Trade: what the value includes."},
};

static const struct key keys_milestone[] = {
        {.name = "name", .type = KEY_NAME, .required = true, .sentence = "Part of topics."},
        {.name = "measure", .type = KEY_REFERENCE, .sentence = "The measure it is on."},
        {.name = "reach", .type = KEY_TARGET,
         .sentence = "The target, with its unit: 1_000_000_000 USD, 35 bn USD, 1.5 million t, 10_000 TEU, "
                     "400 wagons, 12 records, 100%. Words: thousand, million (mn), billion (bn), trillion "
                     "(tn). Or so many times what was: 1.5 x 2023, 2 x 2023-Q1, 1.1 x last year (with "
                     "`each`), 1 x best of 2015..2019."},
        {.name = "frozen", .type = KEY_DATE,
         .sentence = "From this day on the period that a target is relative to is a fixed number."},
        {.name = "baseline", .type = KEY_AMOUNT,
         .sentence = "That number by hand, with its unit."},
        {.name = "hold", .type = KEY_AMOUNT,
         .sentence = "Instead of a target: a level that is to be held: 30%, 1 million t."},
        {.name = "band", .type = KEY_AMOUNT,
         .sentence = "So far below the level it must fall to be told; without it not at all."},
        {.name = "each", .type = KEY_WORD, .words = words_resolutions,
         .sentence = "A milestone of its own for each period of the measure's window."},
        {.name = "for-each", .type = KEY_WORDS, .words = words_by, .minimum = 1, .maximum = PLAN_BY_MAX,
         .sentence = "A milestone of its own for each series of the measure's breakdown, all of its `by`."},
        {.name = "from", .type = KEY_DATE,
         .sentence = "The first day that is judged; with `each` the first day of the first period."},
        {.name = "by", .type = KEY_DATE, .sentence = "The last day in time; with `each` it is the period's."},
        {.name = "grace", .type = KEY_DAYS, .minimum = 0, .maximum = DAYS_MAX,
         .sentence = "So long after the deadline it is missed though figures are still owed; else never."},
        {.name = "steps", .type = KEY_SHARES,
         .sentence = "Shares of the target that are told too, rising: [50%, 75%, 90%]."},
        {.name = "all-of", .type = KEY_REFERENCES,
         .sentence = "Instead of a measure: reached when all of these milestones are."},
        {.name = "any-of", .type = KEY_REFERENCES, .sentence = "The same when the first of these is."},
        {.name = "at-least", .type = KEY_NUMBER, .minimum = 1, .maximum = 100,
         .sentence = "The same when so many of those are that stand in `of`."},
        {.name = "of", .type = KEY_REFERENCES, .sentence = "See `at-least`."},
        {.name = "amendments", .type = KEY_LIST, .child = SECTION_AMENDMENT,
         .sentence = "Targets and deadlines that take the place of the first ones, each from a day on."},
};

static const struct key keys_amendment[] = {
        {.name = "on", .type = KEY_DATE, .required = true,
         .sentence = "The first day that is judged by it: the first of a period of the measure."},
        {.name = "reach", .type = KEY_TARGET, .sentence = "The new target; else the one before stands."},
        {.name = "by", .type = KEY_DATE, .sentence = "The new last day; else the one before stands."},
        {.name = "reason", .type = KEY_TEXT, .sentence = "Why; it is told with the change."},
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
        [SECTION_PLAUSIBLE] = ROW("plausible", "sources[].plausible.", keys_plausible),
        [SECTION_GROUP] = ROW("a group", "groups[].", keys_group),
        [SECTION_MEMBER] = ROW("a member", "groups[].places[].", keys_member),
        [SECTION_RATES] = ROW("rates", "rates[].", keys_rates),
        [SECTION_CORRIDOR] = ROW("a corridor", "corridors[].", keys_corridor),
        [SECTION_TEMPLATE] = ROW("a template", "templates[].", keys_template),
        [SECTION_MEASURE] = ROW("a measure", "measures[].", keys_measure),
        [SECTION_WHERE] = ROW("where", "measures[].where.", keys_where),
        [SECTION_MILESTONE] = ROW("a milestone", "milestones[].", keys_milestone),
        [SECTION_AMENDMENT] = ROW("an amendment", "milestones[].amendments[].", keys_amendment),
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

const char *section_path(enum section section)
{
        assert(section < SECTIONS);
        return sections[section].path;
}
