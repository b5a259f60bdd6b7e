/* tests/unit/audit/test_inventory.c: the list that makes files a backup: read as it was written, and not
 * read at all if a byte of it is another, or if it leads out of its folder. */
#include "audit/inventory.h"

#include <check.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/copies.h"
#include "unit/ctl/suite.h"

static char folder[] = "/tmp/milestone-inventory-XXXXXX";

static void begin(void)
{
        (void)strcpy(folder + sizeof(folder) - 7, "XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void end(void)
{
        ck_assert_int_eq(copies_remove_folder(folder), 0);
}

static struct inventory some(void)
{
        struct inventory inventory = {
                .identity = {.id = {1, 2, 3}, .epoch = 2, .epoch_name = {4}, .run = 7},
                .position = UINT64_MAX,
                .chain = {5, 6},
                .store_position = 12,
        };
        struct inventory_file file = {.name = "journal/000000000001.seg", .bytes = 67108864, .hash = {7}};

        ck_assert_int_eq(inventory_add(&inventory, &file), 0);
        file = (struct inventory_file){.name = "store-12/00000001.log", .bytes = 0, .hash = {8}};
        ck_assert_int_eq(inventory_add(&inventory, &file), 0);
        return inventory;
}

/* A backup is restored years later by another program: all that it was is in the list. */
START_TEST(it_is_read_as_it_was_written)
{
        struct inventory written = some(), read;

        begin();
        ck_assert_int_eq(inventory_read(folder, &read), INVENTORY_ABSENT);
        ck_assert_int_eq(inventory_write(folder, &written), 0);
        ck_assert_int_eq(inventory_read(folder, &read), 0);
        ck_assert_mem_eq(&read.identity, &written.identity, sizeof(read.identity));
        ck_assert_uint_eq(read.position, written.position);
        ck_assert_mem_eq(read.chain, written.chain, sizeof(read.chain));
        ck_assert_uint_eq(read.store_position, 12);
        ck_assert_uint_eq(read.files_count, 2);
        for (size_t i = 0; i < 2; i++) {
                ck_assert_str_eq(read.files[i].name, written.files[i].name);
                ck_assert_uint_eq(read.files[i].bytes, written.files[i].bytes);
                ck_assert_mem_eq(read.files[i].hash, written.files[i].hash, INVENTORY_HASH_BYTES);
        }
        ck_assert_ptr_nonnull(inventory_find(&read, "store-12/00000001.log"));
        ck_assert_ptr_null(inventory_find(&read, "store-12/00000002.log"));
        inventory_done(&written);
        inventory_done(&read);
        end();
}
END_TEST

/* Whatever bit is another, and wherever it ends: no backup. */
START_TEST(altered_or_cut_it_is_none)
{
        struct inventory written = some(), read;
        char *text;
        size_t length;

        begin();
        ck_assert_int_eq(inventory_write(folder, &written), 0);
        ck_assert_int_eq(copies_read(folder, INVENTORY_NAME, INVENTORY_BYTES_MAX, &text), 0);
        length = strlen(text);
        for (size_t at = (length - 1) % 5; at < length; at += 5) { /* the last byte is among them */
                text[at] ^= 2;
                ck_assert_int_eq(copies_write(folder, INVENTORY_NAME, text, length), 0);
                ck_assert_int_eq(inventory_read(folder, &read), INVENTORY_DAMAGED);
                text[at] ^= 2;
                ck_assert_int_eq(copies_write(folder, INVENTORY_NAME, text, at), 0);
                ck_assert_int_eq(inventory_read(folder, &read), INVENTORY_DAMAGED);
        }
        free(text);
        inventory_done(&written);
        end();
}
END_TEST

static int read_lines(const char *lines)
{
        uint8_t hash[32];
        char text[1024], hex[65];
        struct inventory read;
        int length = snprintf(text, sizeof(text), "%s", lines), r;

        crypto_generichash(hash, sizeof(hash), (const uint8_t *)text, (size_t)length, NULL, 0);
        length += snprintf(text + length, sizeof(text) - (size_t)length, "end %s\n",
                           sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
        ck_assert_int_eq(copies_write(folder, INVENTORY_NAME, text, (size_t)length), 0);
        r = inventory_read(folder, &read);
        if (r == 0)
                inventory_done(&read);
        return r;
}

/* Who writes a list may be no friend: a restore must not write elsewhere. */
START_TEST(names_lead_nowhere_else)
{
        static const char hash[] = "0000000000000000000000000000000000000000000000000000000000000000";
        static const char *const bad[] = {"../journal/1.seg", "journal/../../x", "/etc/passwd",   "journal/.seg",
                                          "store-1/../x",     "store-x/1.log",   "journal/a/b",   "store-1",
                                          "journal/",         "journal",         "store-/../1.x", "inventory"};
        char lines[512];

        begin();
        (void)snprintf(lines, sizeof(lines), "milestone-backup 1\nfile journal/1.seg 5 %s\n", hash);
        ck_assert_int_eq(read_lines(lines), 0);
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                (void)snprintf(lines, sizeof(lines), "milestone-backup 1\nfile %s 5 %s\n", bad[i], hash);
                ck_assert_msg(read_lines(lines) == INVENTORY_DAMAGED, "%s", bad[i]);
        }
        ck_assert_int_eq(read_lines("milestone-backup 2\n"), INVENTORY_DAMAGED);
        ck_assert_int_eq(read_lines("milestone-backup 1\nsomething else\n"), INVENTORY_DAMAGED);
        end();
}
END_TEST

SUITE("inventory", it_is_read_as_it_was_written, altered_or_cut_it_is_none, names_lead_nowhere_else)
