/* ctl/plot/picture.h: what is on the picture of a milestone, before anybody draws it.
 *
 * Points lie on days and have amounts in the smallest unit of the measure; so nothing of it was rounded. A line
 * without points is not drawn and has no place in the key. Texts are borrowed. */
#pragma once
#include "pool.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct point {
        int32_t day;
        int64_t units;
        int64_t low, high;   /* of what is projected, or was told */
        uint32_t chance_ppm; /* as it was told */
};

struct line {
        struct point *points;
        size_t count, allocated;
};

/* From behind to the front. */
enum line_of {
        LINE_BEFORE,     /* the same window a year before */
        LINE_PROJECTED,  /* with a band */
        LINE_LATER,      /* what came behind an origin that was asked for */
        LINE_INCOMPLETE, /* months that are not complete */
        LINE_KNOWN,
        LINE_AT_RISK,    /* outlooks as they were told, on the last day that they knew */
        LINE_ON_TRACK,
        LINE_CORRECTED,  /* what was known then and is another value now */
        LINE_REACHED,
        LINES
};

/* A share of the target. */
struct level {
        uint32_t step_ppm; /* 0: the target itself */
        int64_t units;
};
#define LEVELS_MAX 16

struct picture {
        const char *title;
        const char *sentence; /* how it stands, or why there is no outlook */
        const char *as_of;
        const char *unit;
        int scale;
        struct line lines[LINES];
        struct level levels[LEVELS_MAX];
        size_t levels_count;
        int32_t first_day, last_day; /* the first and the last day of the window */
        int32_t deadline_day;        /* CIVIL_NONE */
        bool has_chance;
        uint32_t chance_ppm;
};

void picture_add(struct picture *picture, enum line_of line, struct point point);
void picture_done(struct picture *picture);

/* How amounts are written beside the axis: "bn USD", and by which power of ten a smallest unit is less. */
struct axis {
        char unit[64];
        int exponent;
};
struct axis picture_axis(const struct picture *picture);
/* With two decimals at most, of the axis' unit: "36", "0.93"; returns `buf`. */
#define AMOUNT_TEXT_MAX 32
const char *picture_amount(int64_t amount, int exponent, char buf[AMOUNT_TEXT_MAX]);

enum terminal {
        TERMINAL_DUMB, /* letters, for a terminal */
        TERMINAL_SVG,
        TERMINAL_PNG,
};

/* The script that draws it, for gnuplot's standard input. Texts stand in it in single quotes only, where gnuplot
 * runs nothing and reads no marks. `columns` and `rows` are those of letters. 0, or -EIO. */
int script_write(const struct picture *picture, enum terminal terminal, int columns, int rows, FILE *stream);
/* The same text without what no picture can show; within single quotes. */
void script_text(const char *text, FILE *stream);

/* Has gnuplot draw a script: from a file with the script at its beginning into `output`. EXIT_DONE, or an exit code
 * after saying why. */
int gnuplot_run(int script, int output);
