/* tests/support/oracle/driver.c: the core behind a pipe, for the oracle.
 *
 * Worlds come on the standard input as lines of words; each entry is given to a real core as the
 * pipeline gives it (wants are answered from a plain map and the batches that were staged), and
 * what follows is written down, a line each. Days are numbers (base/civil.h), periods KIND:FIRST:LAST.
 *
 *      world NAME                     a fresh core
 *      plan BYTES                     the configuration follows: it is read, checked and activated
 *      batch | end | abort KEY=VALUE...  the head of an entry
 *      event KEY=VALUE...             an event of the batch above
 *      go                             applies it
 *      tick DAY
 *      decide N                       the event that was held as the Nth may count; of as many as there are
 *      save | restart                 a checkpoint; a core that begins from one
 *      show FIRST LAST                all rows, windows that end within these days
 *      over                           frees the world, flushes */
#include "support/oracle/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void plan_take(struct driver *driver, size_t length)
{
        struct config *config;
        char *yaml = malloc(length + 1);

        if (!yaml || fread(yaml, 1, length, stdin) != length)
                driver_die("the configuration is cut off");
        yaml[length] = '\0';
        config = plan_read(yaml, length);
        free(yaml);
        if (!config) {
                driver->refused = true;
                return;
        }
        driver_apply(driver, &(struct entry){.kind = ENTRY_ACTIVATE, .plan = config->plan});
        config_free(driver->config); /* the plan before, which the core has let go of */
        driver->config = config;
}

static void batch_go(struct driver *driver)
{
        static const uint8_t of[] = {[BATCH_EVENTS] = ENTRY_BATCH,
                                     [BATCH_RELEASE_END] = ENTRY_RELEASE_END,
                                     [BATCH_RELEASE_ABORT] = ENTRY_RELEASE_ABORT};
        struct batch *batch = driver->batch;

        if (!batch)
                driver_die("go without a batch");
        driver->batch = NULL;
        driver_apply(driver, &(struct entry){.kind = of[batch->kind], .batch = batch});
}

static void decide(struct driver *driver, uint32_t nth)
{
        struct entry entry = {.kind = ENTRY_DECISION};

        if (driver->held_count > 0) {
                const struct held *held = &driver->held[nth % driver->held_count];

                entry.decision = (struct decision){DECISION_RELEASE, held->position, held->index};
        }
        driver_apply(driver, &entry);
}

static void line_take(struct driver *driver, char *line)
{
        char *rest = line;
        const char *word = strsep(&rest, " \n");

        if (strcmp(word, "event") == 0)
                event_add(driver, rest);
        else if (strcmp(word, "batch") == 0)
                driver->batch = batch_begin(driver, BATCH_EVENTS, rest);
        else if (strcmp(word, "end") == 0)
                driver->batch = batch_begin(driver, BATCH_RELEASE_END, rest);
        else if (strcmp(word, "abort") == 0)
                driver->batch = batch_begin(driver, BATCH_RELEASE_ABORT, rest);
        else if (strcmp(word, "go") == 0)
                batch_go(driver);
        else if (strcmp(word, "tick") == 0)
                driver_apply(driver, &(struct entry){.kind = ENTRY_TICK,
                                                     .tick = {.member = TEXT("one"), .day = number_read(rest)}});
        else if (strcmp(word, "decide") == 0)
                decide(driver, (uint32_t)number_read(rest));
        else if (strcmp(word, "save") == 0)
                driver_save(driver);
        else if (strcmp(word, "restart") == 0)
                driver_restart(driver);
        else if (strcmp(word, "plan") == 0)
                plan_take(driver, (size_t)number_read(rest));
        else if (strcmp(word, "show") == 0)
                driver_show(driver, rest);
        else if (strcmp(word, "world") == 0)
                driver_begin(driver);
        else if (strcmp(word, "over") == 0)
                driver_over(driver);
        else
                driver_die(word);
}

int main(void)
{
        struct driver driver = {0};
        char *line = NULL;
        size_t capacity = 0;

        while (getline(&line, &capacity, stdin) > 0)
                line_take(&driver, line);
        free(line);
        driver_over(&driver);
        return EXIT_SUCCESS;
}
