/* base/text.h: a borrowed view of text, by length and not by NUL.
 *
 * What comes in from a peer or a file is looked at where it lies. A view never owns: it is
 * good for as long as the bytes that it points to, and every function that returns one says
 * whose these are. The empty text may have any pointer, NULL included. Bytes are compared as
 * unsigned numbers, so the order is that of the code points and the same on every machine,
 * whatever the locale. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* The names of configuration: of sources, corridors, measures, milestones. Part of a topic. */
#define TEXT_NAME_MAX 64

struct text {
        const char *data;
        size_t length; /* bytes */
};

/* Of a literal only: TEXT("import"). It may hold NUL bytes. */
#define TEXT(literal) ((struct text){(literal), sizeof("" literal) - 1})
/* The same where a constant initialiser is wanted: static const struct text x = TEXT_INIT("a"); */
#define TEXT_INIT(literal)                        \
        {                                         \
                (literal), sizeof("" literal) - 1 \
        }

/* printf("%" TEXT_FORMAT, TEXT_ARGUMENTS(text)); bytes as they are, up to the first NUL. */
#define TEXT_FORMAT          ".*s"
#define TEXT_ARGUMENTS(text) (int)(text).length, (text).data ? (text).data : ""

/* Of a C string; NULL gives the empty text. Borrowed from `string`. */
struct text text_of(const char *string);

bool text_equal(struct text a, struct text b);
/* Below, at or above zero, bytewise; a prefix comes first. */
int text_compare(struct text a, struct text b);
bool text_starts(struct text text, struct text prefix);

/* Cuts what lies before the first `at` off the front of `*rest` into `*ret`, and the `at` with
 * it. Without an `at` the whole of it is cut off and `*rest` is empty. False if there was
 * nothing left, that is if `rest->data` is NULL, which the last piece leaves behind: so a
 * loop sees empty pieces and ends. `*ret` borrows what `*rest` does. */
bool text_cut(struct text *rest, char at, struct text *ret);
/* Without blanks, tabs, CR and LF at both ends. */
struct text text_trim(struct text text);

/* A copy with a NUL behind it, to be freed with free(); NULL if there is no memory. */
char *text_duplicate(struct text text);

/* Well-formed UTF-8 after Unicode 15.0, table 3-7: no overlong form, no surrogate, nothing
 * above U+10FFFF, nothing cut off. NUL and controls are allowed. */
bool text_is_utf8(struct text text);
/* The same, and none of NUL, the controls U+0000..001F, U+007F, U+0080..009F: what may be
 * logged, printed and put into a message without being escaped. */
bool text_is_plain(struct text text);
/* 1 to TEXT_NAME_MAX of a-z, 0-9 and -, the first and the last not a -. */
bool text_is_name(struct text text);

/* "Did you mean": the known text that is fewest edits away from `word`, an edit being one byte
 * inserted, deleted or changed, or two neighbours swapped (Damerau-Levenshtein, each place
 * edited once). True if it is at most a third of the longer one's length away (so one edit in
 * three bytes, none in two); of equally near ones the first. Words over TEXT_NAME_MAX are near
 * to nothing. `*ret` is an element of `known`. */
bool text_nearest(struct text word, const struct text *known, size_t n, struct text *ret);
