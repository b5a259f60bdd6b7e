/* tests/support/oracle/driver_rows.c: the rows that the core saves, and a core that begins from them in the
 * middle of a world: nobody should see it. */
#include <stdlib.h>
#include <string.h>

#include "base/rows.h"
#include "support/oracle/driver.h"

struct saved_row {
        uint8_t table;
        size_t key_length, value_length;
        uint8_t *bytes; /* key, then value */
};

static bool is_at(const struct saved_row *saved, const struct row *row)
{
        return saved->table == row->table && saved->key_length == row->key_length &&
               memcmp(saved->bytes, row->key, row->key_length) == 0;
}

static void forget(struct driver *driver, size_t at)
{
        free(driver->rows[at].bytes);
        driver->rows[at] = driver->rows[--driver->rows_count];
}

static void row_add(struct driver *driver, const struct row *row)
{
        struct saved_row *saved;

        if (driver->rows_count == driver->rows_capacity) {
                driver->rows_capacity = driver->rows_capacity * 2 + 64;
                driver->rows = realloc(driver->rows, driver->rows_capacity * sizeof(*driver->rows));
        }
        if (!driver->rows)
                driver_die("no memory");
        saved = &driver->rows[driver->rows_count++];
        *saved = (struct saved_row){row->table, row->key_length, row->value_length,
                                    malloc(row->key_length + row->value_length)};
        if (!saved->bytes)
                driver_die("no memory");
        memcpy(saved->bytes, row->key, row->key_length);
        memcpy(saved->bytes + row->key_length, row->value, row->value_length);
}

/* Without a key: the table is empty; without a value: the row is no more. */
static int row_save(void *context, const struct row *row)
{
        struct driver *driver = context;

        for (size_t i = driver->rows_count; i-- > 0;)
                if (driver->rows[i].table == row->table && (row->key_length == 0 || is_at(&driver->rows[i], row)))
                        forget(driver, i);
        if (row->key_length > 0 && row->value_length > 0)
                row_add(driver, row);
        return 0;
}

void driver_save(struct driver *driver)
{
        if (!driver->refused && core_save(driver->core, row_save, driver) != 0)
                driver_die("the core does not save itself");
}

void driver_restart(struct driver *driver)
{
        struct core *core;

        driver_save(driver);
        if (driver->refused || !driver->plan)
                return;
        if (core_new(&core) != 0 || core_load_plan(core, driver->plan) != 0)
                driver_die("no core begins");
        for (size_t i = driver->rows_count; i-- > 0;) {
                const struct saved_row *of = &driver->rows[i];

                if (core_load(core, &(struct row){of->table, of->bytes, of->key_length, of->bytes + of->key_length,
                                                  of->value_length}) != 0)
                        driver_die("the core does not know a row of its own");
        }
        if (core_loaded(core) != 0)
                driver_die("the core does not begin from its rows");
        core_free(driver->core);
        driver->core = core;
}

void driver_rows_done(struct driver *driver)
{
        while (driver->rows_count > 0)
                forget(driver, driver->rows_count - 1);
        free(driver->rows);
}
