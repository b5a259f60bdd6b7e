/* audit/inventory.c: see inventory.h. What is read may have been written by anybody: names lead nowhere but
 * into the two folders. */
#include "audit/inventory.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/copies.h"

#define HEX_MAX (2 * 32 + 1)

void inventory_done(struct inventory *inventory)
{
        free(inventory->files);
        *inventory = (struct inventory){0};
}

int inventory_add(struct inventory *inventory, const struct inventory_file *file)
{
        struct inventory_file *files = reallocarray(inventory->files, inventory->files_count + 1, sizeof(*files));

        if (!files)
                return -ENOMEM;
        inventory->files = files;
        files[inventory->files_count++] = *file;
        return 0;
}

const struct inventory_file *inventory_find(const struct inventory *inventory, const char *name)
{
        for (size_t i = 0; i < inventory->files_count; i++)
                if (strcmp(inventory->files[i].name, name) == 0)
                        return &inventory->files[i];
        return NULL;
}

/* ---- writing ---- */

static const char *hex(const uint8_t *data, size_t length, char ret[HEX_MAX])
{
        return sodium_bin2hex(ret, HEX_MAX, data, length);
}

static void print(FILE *out, const struct inventory *inventory)
{
        const struct journal_identity *identity = &inventory->identity;
        char a[HEX_MAX];

        fprintf(out, "milestone-backup %d\n", INVENTORY_FORMAT);
        fprintf(out, "journal %s\n", hex(identity->id, sizeof(identity->id), a));
        fprintf(out, "epoch %" PRIu64 " %s\n", identity->epoch,
                hex(identity->epoch_name, sizeof(identity->epoch_name), a));
        fprintf(out, "run %" PRIu64 "\n", identity->run);
        fprintf(out, "position %" PRIu64 " %s\n", inventory->position,
                hex(inventory->chain, sizeof(inventory->chain), a));
        if (inventory->store_position)
                fprintf(out, "store %" PRIu64 "\n", inventory->store_position);
        for (size_t i = 0; i < inventory->files_count; i++) {
                const struct inventory_file *file = &inventory->files[i];

                fprintf(out, "file %s %" PRIu64 " %s\n", file->name, file->bytes,
                        hex(file->hash, sizeof(file->hash), a));
        }
}

int inventory_write(const char *backup, const struct inventory *inventory)
{
        uint8_t hash[INVENTORY_HASH_BYTES];
        char *text = NULL, sum[HEX_MAX];
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        int r;

        if (!out)
                return -ENOMEM;
        print(out, inventory);
        r = fflush(out) == 0 ? 0 : -ENOMEM;
        if (r == 0) {
                crypto_generichash(hash, sizeof(hash), (const uint8_t *)text, length, NULL, 0);
                fprintf(out, "end %s\n", hex(hash, sizeof(hash), sum));
        }
        if (fclose(out) != 0)
                r = -ENOMEM;
        if (r == 0)
                r = copies_write(backup, INVENTORY_NAME, text, length);
        free(text);
        return r;
}

/* ---- reading ---- */

static bool bytes_of(const char *text, uint8_t *ret, size_t length)
{
        size_t got;

        return sodium_hex2bin(ret, length, text, strlen(text), NULL, &got, NULL) == 0 && got == length;
}

static bool name_is_ours(const char *name)
{
        static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz.-";
        size_t folder;

        if (strncmp(name, "journal/", 8) == 0)
                folder = 8;
        else if (strncmp(name, "store-", 6) == 0)
                folder = 6 + strspn(name + 6, "0123456789") + 1;
        else
                return false;
        return strlen(name) > folder && name[folder - 1] == '/' && name[folder] != '.' &&
               strspn(name + folder, letters) == strlen(name + folder);
}

static int take_file(struct inventory *inventory, const char *line)
{
        struct inventory_file file = {0};
        char name[INVENTORY_NAME_MAX], sum[HEX_MAX];
        int end = 0;

        if (sscanf(line, "file %63s %" SCNu64 " %64[0-9a-f]%n", name, &file.bytes, sum, &end) != 3 || line[end] ||
            !name_is_ours(name) || !bytes_of(sum, file.hash, sizeof(file.hash)))
                return INVENTORY_DAMAGED;
        memcpy(file.name, name, sizeof(file.name));
        return inventory_add(inventory, &file);
}

/* One line, without its end. */
static int take(struct inventory *inventory, const char *line)
{
        struct journal_identity *identity = &inventory->identity;
        char word[HEX_MAX];
        int end = 0;

        if (sscanf(line, "journal %32[0-9a-f]%n", word, &end) == 1)
                return bytes_of(word, identity->id, sizeof(identity->id)) && !line[end] ? 0 : INVENTORY_DAMAGED;
        if (sscanf(line, "epoch %" SCNu64 " %32[0-9a-f]%n", &identity->epoch, word, &end) == 2)
                return bytes_of(word, identity->epoch_name, sizeof(identity->epoch_name)) && !line[end]
                               ? 0
                               : INVENTORY_DAMAGED;
        if (sscanf(line, "run %" SCNu64 "%n", &identity->run, &end) == 1)
                return line[end] ? INVENTORY_DAMAGED : 0;
        if (sscanf(line, "position %" SCNu64 " %64[0-9a-f]%n", &inventory->position, word, &end) == 2)
                return bytes_of(word, inventory->chain, sizeof(inventory->chain)) && !line[end] ? 0 : INVENTORY_DAMAGED;
        if (sscanf(line, "store %" SCNu64 "%n", &inventory->store_position, &end) == 1)
                return line[end] ? INVENTORY_DAMAGED : 0;
        return take_file(inventory, line);
}

/* The last line names the hash of all before it. */
static bool is_whole(const char *text, const char *end)
{
        uint8_t hash[INVENTORY_HASH_BYTES], said[INVENTORY_HASH_BYTES];
        char word[HEX_MAX];
        int length = 0;

        if (sscanf(end, "end %64[0-9a-f]%n", word, &length) != 1 || strcmp(end + length, "\n") != 0 ||
            !bytes_of(word, said, sizeof(said)))
                return false;
        crypto_generichash(hash, sizeof(hash), (const uint8_t *)text, (size_t)(end - text), NULL, 0);
        return memcmp(hash, said, sizeof(hash)) == 0;
}

static int parse(char *text, struct inventory *ret)
{
        char *end = strstr(text, "\nend "), *rest = text, *line;
        int r = 0, version = 0;

        if (!end || !is_whole(text, end + 1))
                return INVENTORY_DAMAGED;
        end[0] = '\0';
        line = strsep(&rest, "\n");
        if (sscanf(line, "milestone-backup %d", &version) != 1 || version != INVENTORY_FORMAT)
                return INVENTORY_DAMAGED;
        while (r == 0 && (line = strsep(&rest, "\n")))
                r = take(ret, line);
        return r;
}

int inventory_read(const char *backup, struct inventory *ret)
{
        char *text;
        int r;

        *ret = (struct inventory){0};
        r = copies_read(backup, INVENTORY_NAME, INVENTORY_BYTES_MAX, &text);
        if (r == -ENOENT)
                return INVENTORY_ABSENT;
        if (r < 0)
                return r == -EFBIG ? INVENTORY_DAMAGED : r;
        r = parse(text, ret);
        free(text);
        if (r != 0)
                inventory_done(ret);
        return r;
}
