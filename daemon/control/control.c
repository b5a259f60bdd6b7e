/* control/control.c: the verbs, as a table. */
#include "control/control.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

typedef bool (*verb_function)(const struct control_host *host, char *const *arguments, bool dry_run, char *ret);

static bool checkpoint(const struct control_host *host, char *const *arguments, bool dry_run, char *ret)
{
        (void)arguments;
        if (dry_run) {
                snprintf(ret, CONTROL_SENTENCE_MAX, "a checkpoint would be begun");
                return true;
        }
        if (!host->checkpoint(host->context)) {
                snprintf(ret, CONTROL_SENTENCE_MAX,
                         "the checkpoint before is still being written: try again");
                return false;
        }
        snprintf(ret, CONTROL_SENTENCE_MAX, "a checkpoint was begun");
        return true;
}

static bool reload(const struct control_host *host, char *const *arguments, bool dry_run, char *ret)
{
        char found[CONTROL_SENTENCE_MAX / 2];
        int r = host->check(host->context, found, sizeof(found));

        (void)arguments;
        if (r != 0) {
                snprintf(ret, CONTROL_SENTENCE_MAX, "the configuration in force stays: %s", found);
                return false;
        }
        if (dry_run) {
                snprintf(ret, CONTROL_SENTENCE_MAX, "the configuration has no errors");
                return true;
        }
        snprintf(ret, CONTROL_SENTENCE_MAX,
                 "the configuration has no errors, but this version takes it up at a start only: "
                 "systemctl restart milestoned loses nothing");
        return false;
}

/* Digits only, no more than `max`. */
static bool number(const char *text, uint64_t max, uint64_t *ret)
{
        uint64_t value = 0;

        if (*text == '\0')
                return false;
        for (; *text; text++) {
                if (*text < '0' || *text > '9' || value > (max - (uint64_t)(*text - '0')) / 10)
                        return false;
                value = value * 10 + (uint64_t)(*text - '0');
        }
        *ret = value;
        return true;
}

static bool release(const struct control_host *host, char *const *arguments, bool dry_run, char *ret)
{
        uint64_t position, index;

        if (!number(arguments[0], UINT64_MAX, &position) || !number(arguments[1], UINT32_MAX, &index)) {
                snprintf(ret, CONTROL_SENTENCE_MAX,
                         "release-from-quarantine: expected the position and the index that milestonectl "
                         "quarantine shows, two whole numbers");
                return false;
        }
        return host->release(host->context, position, (uint32_t)index, dry_run, ret, CONTROL_SENTENCE_MAX);
}

static const struct {
        const char *verb;
        verb_function function; /* NULL: none, `instead` says what to do */
        size_t arguments;       /* that it takes */
        const char *words;      /* what they are */
        const char *instead;
} verbs[] = {
        {"checkpoint", checkpoint, 0, "no arguments", ""},
        {"reload", reload, 0, "no arguments", ""},
        {"release-from-quarantine", release, 2, "the event's position and index", ""},
        {"verify", NULL, 0, "", "milestonectl verify does, on its state folder, while it runs"},
        {"backup", NULL, 0, "", "milestonectl backup does, on its state folder, while it runs"},
        {"amend", NULL, 0, "", "change the milestone in the configuration and restart"},
};

bool control_command(const struct control_host *host, const char *verb, char *const *arguments,
                     size_t arguments_count, bool dry_run, char ret[CONTROL_SENTENCE_MAX])
{
        struct text known[sizeof(verbs) / sizeof(verbs[0])], nearest;
        size_t count = sizeof(verbs) / sizeof(verbs[0]);

        for (size_t i = 0; i < count; i++) {
                known[i] = text_of(verbs[i].verb);
                if (strcmp(verbs[i].verb, verb) != 0)
                        continue;
                if (!verbs[i].function) {
                        snprintf(ret, CONTROL_SENTENCE_MAX, "%s: the daemon does not do it itself; %s", verb,
                                 verbs[i].instead);
                        return false;
                }
                if (arguments_count != verbs[i].arguments) {
                        snprintf(ret, CONTROL_SENTENCE_MAX, "%s takes %s", verb, verbs[i].words);
                        return false;
                }
                return verbs[i].function(host, arguments, dry_run, ret);
        }

        if (text_is_plain(text_of(verb)) && text_nearest(text_of(verb), known, count, &nearest))
                snprintf(ret, CONTROL_SENTENCE_MAX, "unknown command; did you mean %" TEXT_FORMAT "?",
                         TEXT_ARGUMENTS(nearest));
        else
                snprintf(ret, CONTROL_SENTENCE_MAX, "unknown command");
        return false;
}
