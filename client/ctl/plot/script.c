/* A picture comes in, a script leaves. Numbers are written without the C library's floating point, whose decimal
 * point may be a comma: an amount is its smallest units and a power of ten. The colours are those of Okabe and Ito,
 * which differ for all eyes; dashes and signs differ besides. */
#include "base/civil.h"
#include "base/wide.h"
#include "plot/picture.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BLACK      "#000000"
#define GREY       "#6f6f6f"
#define ORANGE     "#e69f00"
#define SKY        "#56b4e9"
#define GREEN      "#009e73"
#define BLUE       "#0072b2"
#define VERMILLION "#d55e00"
#define PURPLE     "#cc79a7"

#define SENTENCE_LINE 134 /* letters of a line over the picture */
#define DOTS_MAX      40  /* months of a line that has a dot for each */

struct style {
        const char *block, *title;
        const char *drawn;   /* in colours */
        const char *letters; /* on a terminal */
};

/* By enum line_of. Columns: day, amount, low, high, label. */
static const struct style styles[LINES] = {
        [LINE_BEFORE] = {"$before", "a year before", "using 1:2 with lines lw 2 dt (4,4) lc rgb '" GREY "'",
                         "using 1:2 with points pt '.'"},
        [LINE_PROJECTED] = {"$projected", "outlook, 10 to 90 %",
                            "using 1:2 with lines lw 2.5 dt (8,4) lc rgb '" BLUE "'", "using 1:2 with points pt 'o'"},
        [LINE_LATER] = {"$later", "what came", "using 1:2 with linespoints pt 6 ps 0.6 lw 1 lc rgb '" BLACK "'",
                        "using 1:2 with points pt '*'"},
        [LINE_INCOMPLETE] = {"$incomplete", "not complete",
                             "using 1:2 with linespoints pt 6 ps 0.9 lw 1.5 dt (2,3) lc rgb '" BLUE "'",
                             "using 1:2 with points pt '?'"},
        [LINE_KNOWN] = {"$known", "known", "using 1:2 with linespoints pt 7 lw 3 lc rgb '" BLUE "'",
                        "using 1:2 with points pt '#'"},
        [LINE_AT_RISK] = {"$at_risk", "told then: at risk",
                          "using 1:2:3:4 with yerrorbars pt 11 ps 1.3 lw 1.5 lc rgb '" PURPLE "'",
                          "using 1:2 with points pt 'R'"},
        [LINE_ON_TRACK] = {"$on_track", "told then: on track",
                           "using 1:2:3:4 with yerrorbars pt 9 ps 1.3 lw 1.5 lc rgb '" GREEN "'",
                           "using 1:2 with points pt 'T'"},
        [LINE_CORRECTED] = {"$corrected", "known then, corrected since",
                            "using 1:2 with points pt 2 ps 1.2 lw 2 lc rgb '" BLACK "'",
                            "using 1:2 with points pt 'x'"},
        [LINE_REACHED] = {"$reached", "reached", "using 1:2 with points pt 5 ps 1.5 lc rgb '" VERMILLION "'",
                          "using 1:2 with points pt '@'"},
};

/* ---- the picture's memory ------------------------------------------------------------------ */

void picture_add(struct picture *picture, enum line_of line, struct point point)
{
        struct line *to = &picture->lines[line];

        if (to->count == to->allocated)
                to->points = array_grow(to->points, &to->allocated, to->count + 1, sizeof(*to->points));
        to->points[to->count++] = point;
}

void picture_done(struct picture *picture)
{
        for (size_t i = 0; i < LINES; i++)
                free(picture->lines[i].points);
        *picture = (struct picture){0};
}

/* ---- amounts ------------------------------------------------------------------------------- */

struct range {
        bool any;
        int64_t low, high;
};

static void widen(struct range *range, int64_t units)
{
        if (!range->any || units < range->low)
                range->low = units;
        if (!range->any || units > range->high)
                range->high = units;
        range->any = true;
}

static bool has_band(enum line_of line)
{
        return line == LINE_PROJECTED || line == LINE_AT_RISK || line == LINE_ON_TRACK;
}

static struct range range_of(const struct picture *picture)
{
        struct range ret = {0};

        for (size_t i = 0; i < picture->levels_count; i++)
                widen(&ret, picture->levels[i].units);
        for (int i = 0; i < LINES; i++)
                for (size_t j = 0; j < picture->lines[i].count; j++) {
                        const struct point *point = &picture->lines[i].points[j];

                        widen(&ret, point->units);
                        if (has_band((enum line_of)i)) {
                                widen(&ret, point->low);
                                widen(&ret, point->high);
                        }
                }
        return ret;
}

static wide power_of_ten(int exponent)
{
        wide ret = 1;

        while (exponent-- > 0)
                ret *= 10;
        return ret;
}

struct axis picture_axis(const struct picture *picture)
{
        static const struct {
                int exponent;
                const char *word, *mass;
        } sizes[] = {{9, "bn ", "thousand t"}, {6, "m ", "t"}, {0, "", "g"}};
        bool is_mass = strcmp(picture->unit, "g") == 0;
        struct range range = range_of(picture);
        wide highest = -(wide)range.low > range.high ? -(wide)range.low : range.high;
        struct axis ret = {.exponent = picture->scale};

        (void)snprintf(ret.unit, sizeof(ret.unit), "%s", picture->unit);
        for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
                if (highest >= power_of_ten(picture->scale + sizes[i].exponent)) {
                        ret.exponent = picture->scale + sizes[i].exponent;
                        if (is_mass)
                                (void)snprintf(ret.unit, sizeof(ret.unit), "%s", sizes[i].mass);
                        else
                                (void)snprintf(ret.unit, sizeof(ret.unit), "%s%s", sizes[i].word, picture->unit);
                        break;
                }
        return ret;
}

const char *picture_amount(int64_t amount, int exponent, char buf[AMOUNT_TEXT_MAX])
{
        int decimals = exponent < 2 ? exponent : 2, length;
        wide cut = power_of_ten(exponent - decimals), units = amount;
        wide size = ((units < 0 ? -units : units) + cut / 2) / cut, part = power_of_ten(decimals);

        length = snprintf(buf, AMOUNT_TEXT_MAX, "%s%" PRIu64, units < 0 ? "-" : "", (uint64_t)(size / part));
        size %= part;
        if (size == 0)
                return buf;
        if (decimals == 2 && size % 10 == 0) {
                size /= 10;
                decimals = 1;
        }
        (void)snprintf(buf + length, AMOUNT_TEXT_MAX - (size_t)length, ".%0*d", decimals, (int)size);
        return buf;
}

/* The frame: a part of nothing below and above; from nought on unless that would hide all there is. */
static void write_range(const struct picture *picture, const struct axis *axis, FILE *stream)
{
        struct range range = range_of(picture);
        wide low = range.low, high = range.high, margin;

        if (low > 0 && low < high / 10 * 6)
                low = 0;
        if (high < 0 && high > low / 10 * 6)
                high = 0;
        margin = (high - low) / 12;
        if (margin == 0)
                margin = high / 12 > 0 ? high / 12 : power_of_ten(axis->exponent);
        high = high + margin;
        low = low == 0 ? 0 : low - margin;
        high = high > INT64_MAX ? INT64_MAX : high;
        low = low < INT64_MIN ? INT64_MIN : low;
        fprintf(stream, "set yrange [%" PRId64 "e-%d:%" PRId64 "e-%d]\n", (int64_t)low, axis->exponent, (int64_t)high,
                axis->exponent);
}

/* ---- texts --------------------------------------------------------------------------------- */

void script_text(const char *text, FILE *stream)
{
        fputc('\'', stream);
        for (; *text; text++) {
                if ((unsigned char)*text < ' ' || *text == 127)
                        fputc(' ', stream);
                else if (*text == '\'')
                        fputs("''", stream);
                else
                        fputc(*text, stream);
        }
        fputc('\'', stream);
}

/* The first line of a text, of at most so many letters, if it can be up to a comma; returns the rest. */
static const char *cut_line(const char *text, size_t letters, char *line, size_t size)
{
        size_t at = 0, blank = 0, comma = 0, seen = 0;

        for (; text[at] && seen < letters && at + 4 < size; at++) {
                seen += ((unsigned char)text[at] & 0xc0) != 0x80;
                if (text[at] == ' ')
                        blank = at;
                if (text[at] == ' ' && at > 0 && text[at - 1] == ',')
                        comma = at;
        }
        if (text[at] && blank > 0)
                at = comma > blank / 2 ? comma : blank;
        while (((unsigned char)text[at] & 0xc0) == 0x80)
                at++;
        memcpy(line, text, at);
        line[at] = '\0';
        return text + at + (text[at] == ' ');
}

static void write_heading(const struct picture *picture, FILE *stream)
{
        const char *rest = picture->sentence;
        char line[SENTENCE_LINE * 4 + 8];

        fputs("set label 1 ", stream);
        script_text(picture->title, stream);
        fputs(" at screen 0.02,0.955 left font ',19'\n", stream);
        for (int i = 0; i < 2 && *rest; i++) {
                rest = cut_line(rest, SENTENCE_LINE, line, sizeof(line));
                fprintf(stream, "set label %d ", 2 + i);
                script_text(line, stream);
                fprintf(stream, " at screen 0.02,0.%d left\n", i ? 868 : 908);
        }
        fputs("set label 4 ", stream);
        script_text(picture->as_of, stream);
        fputs(" at screen 0.985,0.025 right font ',12' textcolor rgb '" GREY "'\n", stream);
}

/* ---- time ---------------------------------------------------------------------------------- */

static int32_t step_of(int32_t months)
{
        if (months <= 14)
                return 1;
        if (months <= 48)
                return 3;
        return months <= 12 * 24 ? 12 : 60;
}

/* Months have their names at their ends, where their figures are; the first one of a year has the year, too. Of long
 * windows years have theirs at their beginnings. */
static void write_tics(const struct picture *picture, FILE *stream)
{
        static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        int32_t first = civil_month(picture->first_day), last = civil_month(picture->last_day);
        int32_t step = step_of(last - first + 1);
        bool any = false;

        fputs("set xtics (", stream);
        for (int32_t month = first; month <= last; month++) {
                bool of_year = step < 12 && (!any || month % 12 == step - 1);

                if (step >= 12 ? month % step != 0 : (month + 1) % step != 0)
                        continue;
                fputs(any ? ", \"" : "\"", stream);
                if (step < 12)
                        fprintf(stream, "%s%s", names[month % 12], of_year ? "\\n" : "");
                if (step >= 12 || of_year)
                        fprintf(stream, "%d", month / 12);
                fprintf(stream, "\" %d", step >= 12 ? civil_month_first(month) : civil_month_last(month));
                any = true;
        }
        fputs(")\n", stream);
}

static void write_deadline(const struct picture *picture, FILE *stream)
{
        char day[CIVIL_TEXT_MAX];

        if (picture->deadline_day == CIVIL_NONE)
                return;
        civil_format(picture->deadline_day, day);
        fprintf(stream,
                "set arrow from %d,graph 0 to %d,graph 1 nohead lw 1.5 dt (6,4) lc rgb '" BLACK "' back\n"
                "set label 'deadline %s ' at %d,graph 0.04 right front\n",
                picture->deadline_day, picture->deadline_day, day, picture->deadline_day);
}

static void write_levels(const struct picture *picture, const struct axis *axis, bool letters, FILE *stream)
{
        for (size_t i = 0; i < picture->levels_count; i++) {
                const struct level *level = &picture->levels[i];
                bool target = level->step_ppm == 0;
                char amount[AMOUNT_TEXT_MAX];

                fprintf(stream, "set arrow from graph 0,first %" PRId64 "e-%d to graph 1,first %" PRId64
                                "e-%d nohead lw %s lc rgb '%s' back\n",
                        level->units, axis->exponent, level->units, axis->exponent, target ? "2" : "1.5 dt (4,5)",
                        target ? VERMILLION : ORANGE);
                if (target)
                        fputs("set label 'target ", stream);
                else
                        fprintf(stream, "set label '%s %%: ", picture_amount(level->step_ppm, 4, amount));
                fputs(picture_amount(level->units, axis->exponent, amount), stream);
                fprintf(stream, "' at graph %s,first %" PRId64 "e-%d left front%s\n",
                        letters ? "0.01" : "1.008", level->units, axis->exponent,
                        target ? " textcolor rgb '" VERMILLION "'" : "");
        }
}

/* ---- lines --------------------------------------------------------------------------------- */

static void write_data(const struct picture *picture, const struct axis *axis, FILE *stream)
{
        for (size_t i = 0; i < LINES; i++) {
                const struct line *line = &picture->lines[i];

                if (line->count == 0)
                        continue;
                fprintf(stream, "%s << EOD\n", styles[i].block);
                for (size_t j = 0; j < line->count; j++) {
                        const struct point *point = &line->points[j];

                        fprintf(stream, "%d %" PRId64 "e-%d %" PRId64 "e-%d %" PRId64 "e-%d \"%" PRIu32 " %%\"\n",
                                point->day, point->units, axis->exponent, point->low, axis->exponent, point->high,
                                axis->exponent, (point->chance_ppm + 5000) / 10000);
                }
                fputs("EOD\n", stream);
        }
}

static void write_title(const struct picture *picture, size_t line, FILE *stream)
{
        fprintf(stream, " title '%s", styles[line].title);
        if (line == LINE_PROJECTED && picture->has_chance)
                fprintf(stream, "; chance %" PRIu32 " %%", (picture->chance_ppm + 5000) / 10000);
        fputc('\'', stream);
}

static void write_plot(const struct picture *picture, bool letters, FILE *stream)
{
        const char *before = "plot ";

        if (picture->lines[LINE_PROJECTED].count > 0) {
                fprintf(stream, "%s$projected using 1:3%s", before,
                        letters ? " with points pt '-' notitle, $projected using 1:4 with points pt '+' notitle" :
                                  ":4 with filledcurves fs transparent solid 0.3 noborder lc rgb '" SKY "' notitle");
                before = ", ";
        }
        for (size_t i = 0; i < LINES; i++) {
                if (picture->lines[i].count == 0)
                        continue;
                fprintf(stream, "%s%s %s", before, styles[i].block, letters ? styles[i].letters : styles[i].drawn);
                if (!letters && i == LINE_KNOWN)
                        fputs(picture->lines[i].count > DOTS_MAX ? " ps 0" : " ps 0.6", stream);
                write_title(picture, i, stream);
                before = ", ";
                if ((i == LINE_AT_RISK || i == LINE_ON_TRACK) && !letters)
                        fprintf(stream, ", %s using 1:2:5 with labels offset 0.9,0 left notitle", styles[i].block);
        }
        fputs(*before == 'p' ? "set label 'no data yet' at graph 0.5,0.5 center\nplot NaN notitle\n" : "\n", stream);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void write_terminal(enum terminal terminal, int columns, int rows, FILE *stream)
{
        switch (terminal) {
        case TERMINAL_DUMB:
                fprintf(stream, "set terminal dumb mono noenhanced size %d,%d\n", columns, rows);
                return;
        case TERMINAL_SVG:
                fputs("set terminal svg noenhanced size 1200,675 font 'sans,15' background '#ffffff'\n", stream);
                return;
        case TERMINAL_PNG:
                fputs("set terminal pngcairo noenhanced size 1200,675 font 'sans,11.5' background '#ffffff'\n", stream);
                return;
        }
}

/* Labels with numbers come first: those without take the next free ones. */
static void write_drawn_frame(const struct picture *picture, const struct axis *axis, FILE *stream)
{
        write_heading(picture, stream);
        fputs("set lmargin 9\nset rmargin 15\nset tmargin at screen 0.80\nset bmargin at screen 0.21\n"
              "set key at screen 0.5,0.095 center horizontal Left reverse maxcols 4 samplen 2.5 width 1\n"
              "set grid ytics lw 0.7 lc rgb '#d8d8d8'\nset border 3 lc rgb '" GREY "'\nset tics nomirror out\n"
              "set bars 0.6\nset label 5 ",
              stream);
        script_text(axis->unit, stream);
        fputs(" at graph 0,1 left offset -6,0.9\n", stream);
}

static void write_frame(const struct picture *picture, const struct axis *axis, bool letters, FILE *stream)
{
        int32_t width = picture->last_day - picture->first_day + 1;

        fprintf(stream, "set xrange [%d:%d]\n", picture->first_day - 1, picture->last_day + width / 40 + 1);
        write_tics(picture, stream);
        write_range(picture, axis, stream);
        if (letters)
                fputs("set key below\nset border 3\nset tics nomirror\n", stream);
        else
                write_drawn_frame(picture, axis, stream);
        write_levels(picture, axis, letters, stream);
        write_deadline(picture, stream);
}
int script_write(const struct picture *picture, enum terminal terminal, int columns, int rows, FILE *stream)
{
        struct axis axis = picture_axis(picture);
        bool letters = terminal == TERMINAL_DUMB;

        write_terminal(terminal, columns, rows, stream);
        fputs("set encoding utf8\n", stream);
        write_frame(picture, &axis, letters, stream);
        write_data(picture, &axis, stream);
        write_plot(picture, letters, stream);
        return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
