/* tests/unit/query/test_query.c: the envelope of a question: what cannot be read, is of another
 * version, or asks for what has not come. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "unit/ctl/suite.h"
#include "unit/query/way.h"

#undef fail /* an old name of ck_abort_msg(); the room has one of its own */
#include "query/inside.h"

static struct way way;

static void begin(void)
{
        way_init(&way, NULL);
        way_configure(&way, way_yaml);
}

/* Bytes as they come from a peer, in a block of exactly their size. */
static Answer *ask_bytes(const uint8_t *bytes, size_t length)
{
        uint8_t *exact = malloc(length ? length : 1);
        Answer *answer;

        ck_assert_ptr_nonnull(exact);
        if (length)
                memcpy(exact, bytes, length);
        wire_out_clear(&way.bytes);
        ck_assert_int_eq(query_answer(&way.query, bytes ? exact : NULL, length, &way.bytes, &way.failed), 0);
        free(exact);
        answer = milestone__v1__answer__unpack(NULL, way.bytes.length, way.bytes.data);
        ck_assert_ptr_nonnull(answer);
        return answer;
}

/* An answer names its question. */
START_TEST(an_answer_repeats_the_request_id)
{
        uint8_t id[REQUEST_ID_BYTES_MAX + 1];
        SCOPED(answer_freep) Answer *answer = NULL;
        SCOPED(answer_freep) Answer *longer = NULL;
        ASKING(Sources, sources, SOURCES);

        begin();
        memset(id, 0xfe, sizeof(id));
        question.request_id = (ProtobufCBinaryData){REQUEST_ID_BYTES_MAX, id};
        answer = way_ask(&way, &question);
        ck_assert_uint_eq(answer->request_id.len, REQUEST_ID_BYTES_MAX);
        ck_assert_mem_eq(answer->request_id.data, id, REQUEST_ID_BYTES_MAX);
        question.request_id.len++;
        longer = way_ask_any(&way, &question);
        ck_assert(way.failed);
        ck_assert_int_eq(longer->failure->why, MILESTONE__V1__FAILURE__WHY__WHY_INVALID);
        ck_assert_str_eq(longer->failure->field, "request_id");
        ck_assert_uint_eq(longer->request_id.len, 0);
        way_done(&way);
}
END_TEST

/* Another version is told so before anything of it is read. */
START_TEST(an_unknown_version)
{
        ASKING(Sources, sources, SOURCES);

        begin();
        question.version = 2;
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_VERSION, "version", "");
        question.version = 0;
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_VERSION, "version", "");
        way_done(&way);
}
END_TEST

/* A question of a later protocol asks nothing that we know. */
START_TEST(an_unknown_question)
{
        /* version 1, and an empty message as field 99 */
        static const uint8_t later[] = {0x08, 0x01, 0x9a, 0x06, 0x00};
        SCOPED(answer_freep) Answer *answer = NULL;
        Question question;

        begin();
        milestone__v1__question__init(&question);
        question.version = 1;
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "ask", "");
        answer = ask_bytes(later, sizeof(later));
        ck_assert_int_eq(answer->failure->why, MILESTONE__V1__FAILURE__WHY__WHY_INVALID);
        ck_assert_str_eq(answer->failure->field, "ask");
        way_done(&way);
}
END_TEST

/* A receipt's position read one's own write; what has not come yet is to be asked again. */
START_TEST(not_before_waits_for_its_position)
{
        ASKING(Sources, sources, SOURCES);

        begin();
        question.not_before = way.pipeline.applied;
        answer_free(way_ask(&way, &question));
        question.not_before = way.pipeline.applied + 1;
        way_asks_in_vain(&way, &question, MILESTONE__V1__FAILURE__WHY__WHY_BUSY, "not_before", "");
        way_done(&way);
}
END_TEST

/* A question that is cut off anywhere gets an answer, and reads nothing beyond its end. */
START_TEST(a_question_cut_at_every_byte)
{
        char *by[] = {SAY("flow"), SAY("hs2")};
        uint8_t bytes[512];
        size_t length, unreadable = 0;
        ASKING(Measure, measure, MEASURE);

        begin();
        ask.measure = SAY("turnover");
        ask.corridor = SAY("north");
        ask.period = SAY("2024..2025");
        ask.by = by;
        ask.n_by = 2;
        ask.after = SAY("2024 flow=export,hs2=27");
        question.request_id = (ProtobufCBinaryData){3, (uint8_t *)SAY("abc")};
        length = milestone__v1__question__get_packed_size(&question);
        ck_assert_uint_le(length, sizeof(bytes));
        milestone__v1__question__pack(&question, bytes);
        for (size_t cut = 0; cut < length; cut++) {
                SCOPED(answer_freep) Answer *answer = ask_bytes(bytes, cut);

                ck_assert(way.failed);
                unreadable += answer->failure->why == MILESTONE__V1__FAILURE__WHY__WHY_UNREADABLE;
        }
        ck_assert_uint_gt(unreadable, length / 2);
        for (size_t at = 0; at < length * 8; at++) { /* and with any one bit turned */
                uint8_t turned[sizeof(bytes)];

                memcpy(turned, bytes, length);
                turned[at / 8] ^= (uint8_t)(1u << at % 8);
                answer_free(ask_bytes(turned, length));
        }
        way_done(&way);
}
END_TEST

/* What was not one frame (the host has no bytes for it then), and what blows up in memory. */
START_TEST(no_frame_and_an_empty_nest)
{
        SCOPED(answer_freep) Answer *frames = NULL;
        SCOPED(answer_freep) Answer *nest = NULL;
        uint8_t *bytes = malloc(MESSAGE_BYTES_MAX);

        ck_assert_ptr_nonnull(bytes);
        begin();
        frames = ask_bytes(NULL, 0);
        ck_assert(way.failed);
        ck_assert_int_eq(frames->failure->why, MILESTONE__V1__FAILURE__WHY__WHY_UNREADABLE);
        for (size_t i = 0; i + 1 < MESSAGE_BYTES_MAX; i += 2) { /* empty measure questions */
                bytes[i] = 0x5a;
                bytes[i + 1] = 0;
        }
        nest = ask_bytes(bytes, MESSAGE_BYTES_MAX);
        ck_assert(way.failed);
        ck_assert_int_eq(nest->failure->why, MILESTONE__V1__FAILURE__WHY__WHY_UNREADABLE);
        free(bytes);
        way_done(&way);
}
END_TEST

/* A page ends by rows and by bytes, whichever comes first; what does not fit is not in it. */
START_TEST(a_page_ends_by_rows_and_by_bytes)
{
        Milestone__V1__Failure row;
        struct query query = {0};
        struct list rows = {0}, bytes = {0};
        char *text = calloc(1, 10000);
        int r = 0;

        ck_assert_ptr_nonnull(text);
        milestone__v1__failure__init(&row);
        for (int i = 0; i < 7; i++)
                ck_assert_int_eq(list_add_row(&query, &rows, 7, &row.base), 0);
        ck_assert_int_eq(list_add_row(&query, &rows, 7, &row.base), QUERY_FAILED);
        ck_assert_uint_eq(rows.count, 7);
        memset(text, 'x', 9999);
        row.message = text;
        while (r == 0 && bytes.count < QUERY_ROWS_MAX)
                r = list_add_row(&query, &bytes, QUERY_ROWS_MAX, &row.base);
        ck_assert_int_eq(r, QUERY_FAILED);
        ck_assert_uint_eq(bytes.count, QUERY_PAGE_BYTES_MAX / 10006);
        ck_assert_uint_le(bytes.bytes, QUERY_PAGE_BYTES_MAX);
        query_done(&query);
        free(text);
}
END_TEST

SUITE("query", an_answer_repeats_the_request_id, an_unknown_version, an_unknown_question,
      not_before_waits_for_its_position, a_question_cut_at_every_byte, a_page_ends_by_rows_and_by_bytes,
      no_frame_and_an_empty_nest)
