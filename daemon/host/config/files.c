/* host/config/files.c: reading, joining and splitting; see files.h. */
#include "host/config/files.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/decimal.h"

#define MAIN_NAME "milestoned.yaml"
#define DROP_INS  "conf.d"

static const char *printed(struct config_memory *memory, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

static const char *printed(struct config_memory *memory, const char *format, ...)
{
        va_list arguments;
        const char *text;

        va_start(arguments, format);
        text = config_memory_print(memory, format, arguments);
        va_end(arguments);
        return text ? text : "";
}

/* ---- from the disk ------------------------------------------------------------------------- */

static void file_say(struct reading *reading, size_t number, const char *what)
{
        reading_say_at(reading, (struct config_mark){.file = (uint32_t)number},
                       "%s, expected a readable file", what);
}

/* All bytes of the descriptor, at most `most` of them. 0, CONFIG_REFUSED for more, -errno. */
static int bytes_read(int fd, size_t most, struct config_memory *memory, struct text *ret)
{
        size_t capacity = 65536, length = 0;
        SCOPED(freep) char *bytes = malloc(capacity);

        while (bytes) {
                ssize_t n = read(fd, bytes + length, capacity - length);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if (n == 0) {
                        *ret = config_memory_text(memory, (struct text){bytes, length});
                        return config_memory_is_short(memory) ? -ENOMEM : 0;
                }
                length += (size_t)n;
                if (length > most)
                        return CONFIG_REFUSED;
                if (length == capacity) {
                        char *more = realloc(bytes, capacity * 2);

                        if (!more)
                                return -ENOMEM;
                        bytes = more;
                        capacity *= 2;
                }
        }
        return -ENOMEM;
}

/* One file more; its bytes are empty when it cannot be read. 0 or -ENOMEM. */
static int file_add(struct reading *reading, struct files *files, const char *name, const char *path,
                    size_t *total)
{
        size_t number = files->count;
        struct file *file = &files->list[number];
        SCOPED(closep) int fd = -1;
        struct stat status;
        int r;

        assert(number < CONFIG_FILES_MAX);

        *file = (struct file){.name = name, .shown = path, .bytes = TEXT("")};
        reading->files[number] = path;
        files->count = reading->files_count = number + 1;

        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (fd < 0 || fstat(fd, &status) < 0) {
                file_say(reading, number, strerror(errno));
                return 0;
        }
        if (!S_ISREG(status.st_mode)) {
                file_say(reading, number, "not a file");
                return 0;
        }
        r = bytes_read(fd, CONFIG_BYTES_MAX - *total, reading->scratch, &file->bytes);
        if (r == CONFIG_REFUSED)
                reading_say_at(reading, (struct config_mark){.file = (uint32_t)number},
                               "more than %d bytes in all files, expected less", CONFIG_BYTES_MAX);
        else if (r < 0 && r != -ENOMEM)
                file_say(reading, number, strerror(-r));
        *total += file->bytes.length;
        return r == -ENOMEM ? r : 0;
}

static int is_drop_in(const struct dirent *entry)
{
        size_t length = strlen(entry->d_name);

        return entry->d_name[0] != '.' && length > strlen(".yaml") &&
               strcmp(entry->d_name + length - strlen(".yaml"), ".yaml") == 0;
}

/* By bytes: not by the locale, in which the order may differ from machine to machine. */
static int name_order(const struct dirent **a, const struct dirent **b)
{
        return strcmp((*a)->d_name, (*b)->d_name);
}

static int drop_ins_add(struct reading *reading, struct files *files, const char *path, size_t *total)
{
        const char *folder = printed(reading->scratch, "%s/%s", path, DROP_INS);
        struct dirent **entries = NULL;
        int count, r = 0;

        count = scandir(folder, &entries, is_drop_in, name_order);
        if (count < 0 && errno == ENOMEM)
                return -ENOMEM;
        if (count < 0 && errno != ENOENT)
                reading_say_at(reading, (struct config_mark){0},
                               "%s cannot be read (%s), expected a folder or none", folder, strerror(errno));
        for (int i = 0; i < count; i++) {
                if (r == 0 && files->count < CONFIG_FILES_MAX)
                        r = file_add(reading, files,
                                     printed(reading->scratch, "%s/%s", DROP_INS, entries[i]->d_name),
                                     printed(reading->scratch, "%s/%s", folder, entries[i]->d_name), total);
                else if (r == 0 && i + 1 == count)
                        reading_say_at(reading, (struct config_mark){0},
                                       "more than %d files, expected fewer", CONFIG_FILES_MAX);
                free(entries[i]);
        }
        free(entries);
        return r;
}

int files_read(struct reading *reading, const char *path, struct files *ret)
{
        const char *base = strrchr(path, '/');
        struct stat status;
        size_t total = 0;
        int r;

        ret->count = 0;
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
                r = file_add(reading, ret, MAIN_NAME, printed(reading->scratch, "%s/%s", path, MAIN_NAME),
                             &total);
                return r < 0 ? r : drop_ins_add(reading, ret, path, &total);
        }
        return file_add(reading, ret, printed(reading->scratch, "%s", base ? base + 1 : path),
                        printed(reading->scratch, "%s", path), &total);
}

/* ---- one text ------------------------------------------------------------------------------- */

#define MAGIC "milestoned-config 1\n"

struct text files_join(const struct reading *reading, const struct files *files, struct config_memory *memory)
{
        size_t length = strlen(MAGIC), at;
        char *joined;

        length += reading->currencies_count * strlen("currency USD 2\n");
        length += reading->redenominations_count * strlen("redenomination BYR BYN 4294967295 2016-07-01\n");
        for (size_t i = 0; i < files->count; i++)
                length += files->list[i].bytes.length + strlen(files->list[i].name) + 32;
        joined = config_memory_take(memory, length + 1, 1);
        if (!joined)
                return TEXT("");
        at = (size_t)snprintf(joined, length + 1, "%s", MAGIC);
        for (size_t i = 0; i < reading->currencies_count; i++)
                at += (size_t)snprintf(joined + at, length + 1 - at, "currency %s %d\n",
                                       reading->currencies[i].currency.code, reading->currencies[i].digits);
        for (size_t i = 0; i < reading->redenominations_count; i++) {
                const struct plan_redenomination *row = &reading->redenominations[i];
                char day[CIVIL_TEXT_MAX];

                at += (size_t)snprintf(joined + at, length + 1 - at, "redenomination %s %s %u %s\n",
                                       row->old.code, row->new.code, row->factor,
                                       civil_format(row->day, day));
        }
        for (size_t i = 0; i < files->count; i++) {
                const struct file *file = &files->list[i];

                at += (size_t)snprintf(joined + at, length + 1 - at, "file %zu %s\n", file->bytes.length,
                                       file->name);
                if (file->bytes.length > 0)
                        memcpy(joined + at, file->bytes.data, file->bytes.length);
                at += file->bytes.length;
                joined[at++] = '\n';
        }
        assert(at <= length);
        joined[at] = '\0';
        return (struct text){joined, at};
}

static bool front_cut(struct text *rest, struct text front)
{
        if (!text_starts(*rest, front))
                return false;
        *rest = (struct text){rest->data + front.length, rest->length - front.length};
        return true;
}

/* Digits only, up to the end of the text. */
static bool count_read(struct text text, int64_t most, int64_t *ret)
{
        for (size_t i = 0; i < text.length; i++)
                if (text.data[i] < '0' || text.data[i] > '9')
                        return false;
        return decimal_parse(text, 0, ret) == 0 && *ret <= most;
}

static bool code_split(struct text *line, struct currency *ret)
{
        struct text word;

        if (!text_cut(line, ' ', &word) || word.length != 3)
                return false;
        for (int i = 0; i < 3; i++)
                if (word.data[i] < 'A' || word.data[i] > 'Z')
                        return false;
        *ret = (struct currency){0};
        memcpy(ret->code, word.data, 3);
        return true;
}

static bool redenomination_split(struct reading *reading, struct text line)
{
        struct plan_redenomination *row = &reading->redenominations[reading->redenominations_count];
        struct text word;
        int64_t factor;

        if (reading->redenominations_count == READING_REDENOMINATIONS_MAX || !code_split(&line, &row->old) ||
            !code_split(&line, &row->new) || !text_cut(&line, ' ', &word) || !line.data ||
            !count_read(word, UINT32_MAX, &factor) || factor == 0)
                return false;
        if (reading->redenominations_count > 0 && memcmp(row[-1].old.code, row->old.code, 3) >= 0)
                return false;
        row->factor = (uint32_t)factor;
        row->day = CIVIL_NONE;
        if (!text_equal(line, TEXT("-")) && civil_parse(line, &row->day) != 0)
                return false;
        reading->redenominations_count++;
        return true;
}

static bool currency_split(struct reading *reading, struct text line)
{
        struct reading_currency *currency = &reading->currencies[reading->currencies_count];
        int64_t digits;

        if (reading->currencies_count == READING_CURRENCIES_MAX || line.length < 5 || line.data[3] != ' ' ||
            !count_read((struct text){line.data + 4, line.length - 4}, DECIMAL_SCALE_MAX, &digits))
                return false;
        for (int i = 0; i < 3; i++)
                if (line.data[i] < 'A' || line.data[i] > 'Z')
                        return false;
        *currency = (struct reading_currency){.digits = (int)digits};
        memcpy(currency->currency.code, line.data, 3);
        reading->currencies_count++;
        return true;
}

static bool file_split(struct reading *reading, struct text line, struct text *rest, struct files *files)
{
        struct file *file = &files->list[files->count];
        struct text number;
        int64_t length;

        if (files->count == CONFIG_FILES_MAX || !text_cut(&line, ' ', &number) || !line.data ||
            line.length == 0 || !text_is_plain(line) || !count_read(number, CONFIG_BYTES_MAX, &length) ||
            (size_t)length >= rest->length || rest->data[length] != '\n')
                return false;
        file->name = file->shown = config_memory_text(reading->scratch, line).data;
        file->bytes = (struct text){rest->data, (size_t)length};
        reading->files[files->count] = file->shown;
        files->count = reading->files_count = files->count + 1;
        *rest = (struct text){rest->data + length + 1, rest->length - (size_t)length - 1};
        return true;
}

bool files_split(struct reading *reading, struct text joined, struct files *ret)
{
        struct text rest = joined, line;

        ret->count = 0;
        if (!front_cut(&rest, TEXT(MAGIC)))
                return false;
        while (rest.length > 0) {
                if (!text_cut(&rest, '\n', &line) || !rest.data)
                        return false;
                if (front_cut(&line, TEXT("currency "))) {
                        if (ret->count > 0 || !currency_split(reading, line))
                                return false;
                } else if (front_cut(&line, TEXT("redenomination "))) {
                        if (ret->count > 0 || !redenomination_split(reading, line))
                                return false;
                } else if (!front_cut(&line, TEXT("file ")) || !file_split(reading, line, &rest, ret)) {
                        return false;
                }
        }
        return ret->count > 0;
}
