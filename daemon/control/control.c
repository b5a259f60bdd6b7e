/* control/control.c: the verbs, as a table. */
#include "control/control.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

typedef bool (*verb_function)(const struct control_host *host, bool dry_run, char *ret);

static bool checkpoint(const struct control_host *host, bool dry_run, char *ret)
{
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

static bool reload(const struct control_host *host, bool dry_run, char *ret)
{
        char found[CONTROL_SENTENCE_MAX / 2];
        int r = host->check(host->context, found, sizeof(found));

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

static const struct {
        const char *verb;
        verb_function function; /* NULL: not yet */
        const char *instead;
} verbs[] = {
        {"checkpoint", checkpoint, ""},
        {"reload", reload, ""},
        {"release-from-quarantine", NULL, "correct the event and publish it again"},
        {"verify", NULL,
         "stop the daemon, move the folder store away and start it: it replays the whole journal"},
        {"backup", NULL, "stop the daemon and copy its state folder"},
        {"amend", NULL, "change the milestone in the configuration and restart"},
};

bool control_command(const struct control_host *host, const char *verb, char *const *arguments,
                     size_t arguments_count, bool dry_run, char ret[CONTROL_SENTENCE_MAX])
{
        struct text known[sizeof(verbs) / sizeof(verbs[0])], nearest;
        size_t count = sizeof(verbs) / sizeof(verbs[0]);

        (void)arguments;
        for (size_t i = 0; i < count; i++) {
                known[i] = text_of(verbs[i].verb);
                if (strcmp(verbs[i].verb, verb) != 0)
                        continue;
                if (!verbs[i].function) {
                        snprintf(ret, CONTROL_SENTENCE_MAX, "%s: this version cannot do it yet; %s", verb,
                                 verbs[i].instead);
                        return false;
                }
                if (arguments_count) {
                        snprintf(ret, CONTROL_SENTENCE_MAX, "%s takes no arguments", verb);
                        return false;
                }
                return verbs[i].function(host, dry_run, ret);
        }

        if (text_is_plain(text_of(verb)) && text_nearest(text_of(verb), known, count, &nearest))
                snprintf(ret, CONTROL_SENTENCE_MAX, "unknown command; did you mean %" TEXT_FORMAT "?",
                         TEXT_ARGUMENTS(nearest));
        else
                snprintf(ret, CONTROL_SENTENCE_MAX, "unknown command");
        return false;
}
