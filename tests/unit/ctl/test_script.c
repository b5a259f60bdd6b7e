/* tests/unit/ctl/test_script.c */
#include "base/civil.h"
#include "plot/picture.h"
#include "suite.h"
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static char *script;

static const char *written(const struct picture *picture, enum terminal terminal)
{
        size_t size;
        FILE *stream;

        free(script);
        script = NULL;
        stream = open_memstream(&script, &size);
        ck_assert_ptr_nonnull(stream);
        ck_assert_int_eq(script_write(picture, terminal, 80, 24, stream), 0);
        fclose(stream);
        return script;
}

static int32_t day(int month, int mday)
{
        return civil_from_ymd(2021, month, mday);
}

static struct picture picture_of(int64_t target)
{
        return (struct picture){
                .title = "ru-by/goal 2021: turnover",
                .sentence = "on-track",
                .as_of = "as of 2021-03-01",
                .unit = "USD",
                .scale = 2,
                .levels = {{.units = target}},
                .levels_count = 1,
                .first_day = day(1, 1),
                .last_day = day(12, 31),
                .deadline_day = day(12, 31),
        };
}

static void ck_has(const char *text, const char *part)
{
        ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in:\n%s", part, text);
}

static void ck_lacks(const char *text, const char *part)
{
        ck_assert_msg(strstr(text, part) == NULL, "\"%s\" is in:\n%s", part, text);
}

static const char *quoted(const char *text)
{
        size_t size;
        FILE *stream;

        free(script);
        script = NULL;
        stream = open_memstream(&script, &size);
        ck_assert_ptr_nonnull(stream);
        script_text(text, stream);
        fclose(stream);
        return script;
}

/* Names come from a configuration and from peers: gnuplot runs what stands in backquotes within double quotes, and
 * a quote or the end of a line would end the text and begin a command. */
START_TEST(no_name_is_a_command)
{
        struct picture picture = picture_of(100);

        ck_assert_str_eq(quoted("plain"), "'plain'");
        ck_assert_str_eq(quoted("it's"), "'it''s'");
        ck_assert_str_eq(quoted("a'\nsystem('id')\t\177"), "'a'' system(''id'')  '");
        ck_assert_str_eq(quoted("`id`\\"), "'`id`\\'");
        picture.title = "x'\nsystem 'touch /tmp/x'\n`id`";
        picture.sentence = "\"`id`\"";
        picture.unit = "u'\n!id";
        for (enum terminal terminal = TERMINAL_DUMB; terminal <= TERMINAL_PNG; terminal++) {
                const char *text = written(&picture, terminal);

                ck_lacks(text, "\nsystem");
                ck_lacks(text, "\n!id");
                ck_has(text, "noenhanced");
        }
        ck_has(script, "'x'' system ''touch /tmp/x'' `id`'");
        ck_has(script, "'\"`id`\"'");
}
END_TEST

/* An amount on the picture is the amount, to the cent, whatever the language of the user. */
START_TEST(amounts_are_exact)
{
        struct picture picture = picture_of(3600000000000);

        if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
                (void)setlocale(LC_NUMERIC, "C");
        picture_add(&picture, LINE_KNOWN, (struct point){.day = day(1, 31), .units = 234059659001});
        picture_add(&picture, LINE_KNOWN, (struct point){.day = day(2, 28), .units = INT64_MIN});
        ck_has(written(&picture, TERMINAL_SVG), "$known << EOD\n18658 234059659001e-11 ");
        ck_has(script, "18686 -9223372036854775808e-11 ");
        ck_has(script, "set label 'target 36' at graph 1.008,first 3600000000000e-11");
        ck_has(script, "'bn USD'");
        picture_done(&picture);
        (void)setlocale(LC_NUMERIC, "C");
}
END_TEST

static const char *axis_unit(const char *unit, int scale, int64_t target)
{
        static struct axis axis;
        struct picture picture = picture_of(target);

        picture.unit = unit;
        picture.scale = scale;
        axis = picture_axis(&picture);
        return axis.unit;
}

/* Nobody reads 36000000000. */
START_TEST(axes_have_units_that_fit)
{
        ck_assert_str_eq(axis_unit("USD", 2, 100000000000), "bn USD");
        ck_assert_str_eq(axis_unit("USD", 2, 99999999999), "m USD");
        ck_assert_str_eq(axis_unit("USD", 2, -100000000000), "bn USD");
        ck_assert_str_eq(axis_unit("USD", 2, 99999999), "USD");
        ck_assert_str_eq(axis_unit("g", 0, 999999), "g");
        ck_assert_str_eq(axis_unit("g", 0, 1000000), "t");
        ck_assert_str_eq(axis_unit("g", 0, 1000000000), "thousand t");
        ck_assert_str_eq(axis_unit("%", 4, 700000), "%");
}
END_TEST

START_TEST(labels_are_short)
{
        char text[AMOUNT_TEXT_MAX];

        ck_assert_str_eq(picture_amount(3600000000000, 11, text), "36");
        ck_assert_str_eq(picture_amount(3877374000000, 11, text), "38.77");
        ck_assert_str_eq(picture_amount(3877999000000, 11, text), "38.78");
        ck_assert_str_eq(picture_amount(3850000000000, 11, text), "38.5");
        ck_assert_str_eq(picture_amount(3805000000000, 11, text), "38.05");
        ck_assert_str_eq(picture_amount(-93, 2, text), "-0.93");
        ck_assert_str_eq(picture_amount(5, 1, text), "0.5");
        ck_assert_str_eq(picture_amount(7, 0, text), "7");
        ck_assert_str_eq(picture_amount(INT64_MIN, 0, text), "-9223372036854775808");
}
END_TEST

/* What is not there has no line and no place in the key; of nothing at all the picture says so. */
START_TEST(what_is_not_there_is_not_drawn)
{
        struct picture picture = picture_of(100);

        ck_has(written(&picture, TERMINAL_PNG), "no data yet");
        picture_add(&picture, LINE_PROJECTED, (struct point){.day = day(1, 31), .units = 5, .low = 4, .high = 6});
        ck_lacks(written(&picture, TERMINAL_PNG), "no data yet");
        ck_lacks(script, "$known");
        ck_lacks(script, "chance");
        ck_has(script, "$projected using 1:3:4 with filledcurves");
        picture.has_chance = true;
        picture.chance_ppm = 648399;
        ck_has(written(&picture, TERMINAL_PNG), "chance 65 %");
        picture_done(&picture);
}
END_TEST

/* Ticks that run into each other say nothing: months of a year, quarters of some, then years. */
START_TEST(ticks_have_room)
{
        struct picture picture = picture_of(100);

        ck_has(written(&picture, TERMINAL_SVG), "set xtics (\"Jan\\n2021\" 18658, \"Feb\" 18686, ");
        picture.first_day = civil_from_ymd(2019, 1, 1);
        ck_has(written(&picture, TERMINAL_SVG), "set xtics (\"Mar\\n2019\" 17986, \"Jun\" 18077, ");
        picture.first_day = civil_from_ymd(2006, 1, 1);
        ck_has(written(&picture, TERMINAL_SVG), "set xtics (\"2006\" 13149, \"2007\" 13514, ");
        picture.first_day = civil_from_ymd(1983, 1, 1);
        ck_has(written(&picture, TERMINAL_SVG), "set xtics (\"1985\" 5479, \"1990\" ");
}
END_TEST

/* Two lines hold a sentence: they break behind a comma, and no letter is cut in two. */
START_TEST(long_sentences_break)
{
        struct picture picture = picture_of(100);
        char sentence[512];

        memset(sentence, 'a', sizeof(sentence));
        memcpy(sentence + 100, ", b c", 5);
        sentence[200] = '\0';
        picture.sentence = sentence;
        ck_has(written(&picture, TERMINAL_SVG), "a,' at screen 0.02,0.908");
        ck_has(script, "set label 3 'b c");
        for (size_t i = 0; i + 2 < sizeof(sentence); i += 2)
                memcpy(sentence + i, "\xc3\xa4", 2);
        sentence[sizeof(sentence) - 2] = '\0';
        ck_has(written(&picture, TERMINAL_SVG), "\xc3\xa4' at screen 0.02,0.908");
}
END_TEST

SUITE("script", no_name_is_a_command, amounts_are_exact, axes_have_units_that_fit, labels_are_short,
      what_is_not_there_is_not_drawn, ticks_have_room, long_sentences_break)
