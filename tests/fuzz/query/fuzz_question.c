/* tests/fuzz/query/fuzz_question.c: any bytes as a question to the desk of a daemon that knows something. There
 * is always an answer, it can be read, it fits a message, and it repeats the request id. Whether the past is
 * asked for is looked at first, as host/desk.c does. */
#include "fuzz/harness.h"

#include <assert.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "unit/query/way.h"

/* way.c asserts by Check, which can do so within its own tests only. */
void _mark_point(const char *file, int line)
{
        (void)file;
        (void)line;
}

void _ck_assert_failed(const char *file, int line, const char *expression, const char *message, ...)
{
        fprintf(stderr, "%s:%d: %s %s\n", file, line, expression, message ? message : "");
        abort();
}

static struct way way;

static void end(void)
{
        way_done(&way);
}

/* Once for the process. */
static void begin(void)
{
        static const struct said said[] = {{.id = "a", .number = 1, .period = "2024-01-01", .value = 1000},
                                           {.id = "b", .number = 1, .period = "2024-01-02", .value = 2000},
                                           {.id = "c", .number = 1, .period = "2024-01-02", .currency = "XXQ"}};
        static bool begun;

        if (begun)
                return;
        begun = true;
        (void)atexit(end);
        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        way_say(&way, "registry", said, COUNT(said));
        way_release(&way, "2024-02-15", "2024-01", said, 2);
}

static void repeats_id(const uint8_t *data, size_t length, const Answer *answer)
{
        Question *question = milestone__v1__question__unpack(NULL, length, data);

        if (question && question->version == PROTOCOL_VERSION && question->request_id.len <= REQUEST_ID_BYTES_MAX) {
                assert(question->request_id.len == answer->request_id.len);
                assert(!answer->request_id.len || memcmp(question->request_id.data, answer->request_id.data,
                                                         answer->request_id.len) == 0);
        }
        if (question)
                milestone__v1__question__free_unpacked(question, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        struct query_as_of as_of = {0};
        const char *why = NULL;
        Answer *answer;
        bool failed;
        int r;

        begin();
        r = query_as_of(&way.query, data, length, &as_of, &why);
        assert(r == 0 || (r == QUERY_BAD_TIME && why && *why));
        wire_out_clear(&way.bytes);
        r = query_answer(&way.query, data, length, &way.bytes, &failed);
        assert(r == 0 && way.bytes.length <= MESSAGE_BYTES_MAX);
        answer = milestone__v1__answer__unpack(NULL, way.bytes.length, way.bytes.data);
        assert(answer && (answer->tell_case == MILESTONE__V1__ANSWER__TELL_FAILURE) == failed);
        repeats_id(data, length, answer);
        milestone__v1__answer__free_unpacked(answer, NULL);
        return 0;
}
