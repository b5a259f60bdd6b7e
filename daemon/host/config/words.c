/* host/config/words.c: the words of the table of keys, and what each stands for. */
#include "base/event.h"
#include "base/plan.h"
#include "host/config/keys.h"

const struct word words_kinds[] = {
        {"trade", EVENT_TRADE}, {"freight", EVENT_FREIGHT}, {"project", EVENT_PROJECT},
        {"rate", EVENT_RATE},   {NULL, 0}};

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
        {"freight.containers", EVENT_FREIGHT * 10 + QUANTITY_CONTAINERS},
        {"freight.value", EVENT_FREIGHT * 10 + QUANTITY_VALUE},
        {"project.budget", EVENT_PROJECT * 10 + QUANTITY_BUDGET},
        {"project.spent", EVENT_PROJECT * 10 + QUANTITY_SPENT},
        {NULL, 0}};

const struct word words_counts[] = {{"trade", EVENT_TRADE * 10 + QUANTITY_COUNT},
                                    {"freight", EVENT_FREIGHT * 10 + QUANTITY_COUNT},
                                    {"project", EVENT_PROJECT * 10 + QUANTITY_COUNT},
                                    {"project.due", EVENT_PROJECT * 10 + QUANTITY_COUNT_DUE},
                                    {NULL, 0}};

const struct word words_latest[] = {{"project.progress", EVENT_PROJECT * 10 + QUANTITY_PROGRESS}, {NULL, 0}};

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

/* The numbers of proto ProjectKind and Valuation. */
const struct word words_project_kinds[] = {{"agreement", 1}, {"meeting", 2}, {"railway", 3},
                                           {"port", 4},      {"road", 5},    {"plant", 6},
                                           {"pipeline", 7},  {"other", 8},   {NULL, 0}};

const struct word words_valuations[] = {
        {"fob", 1}, {"cif", 2}, {"invoice", 3}, {"statistical", 4}, {NULL, 0}};

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

const struct word words_actions[] = {
        {"flag", PLAUSIBLE_FLAG}, {"quarantine", PLAUSIBLE_QUARANTINE}, {NULL, 0}};
