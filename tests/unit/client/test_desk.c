/* tests/unit/client/test_desk.c: questions and answers over real sockets. */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "peer.h"

static struct peer *peer;
static struct mst_desk *desk;
static struct mst_options options = MST_OPTIONS_INIT;

static void setup(void)
{
        peer = peer_new();
        options.linger_msec = 1;
        options.answer_msec = 0;
        options.window = 0;
        ck_assert_int_eq(mst_desk_new(&peer->endpoints, &options, &desk), 0);
}

static void teardown(void)
{
        desk = mst_desk_unref(desk);
        peer_free(peer);
}

static void reopen(void)
{
        mst_desk_unref(desk);
        ck_assert_int_eq(mst_desk_new(&peer->endpoints, &options, &desk), 0);
}

static void turn(void)
{
        (void)mst_desk_wait(desk, 2);
}

/* An analyst asks and waits: the answer, or the daemon's reason and the nearest name. */
START_TEST(asked_and_answered)
{
        struct mst_answer *answer = NULL;
        uint64_t number = 0;

        peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        peer_thread(peer);
        ck_assert_int_eq(mst_desk_status(desk, PEER_WAIT_MSEC, &answer), 0);
        ck_assert_int_eq(answer->ask, MST_ASK_STATUS);
        ck_assert_uint_eq(answer->status.sequence, 1);
        ck_assert_str_eq(answer->status.state, "running");
        ck_assert_str_eq(answer->status.timezone, "");
        ck_assert_uint_eq(answer->position, 1);
        ck_assert_int_eq(answer->failure.why, 0);
        answer = mst_answer_unref(answer);
        ck_assert_int_eq(mst_desk_measure(desk, "turnovr", "2021", PEER_WAIT_MSEC, &answer), MST_FAILED);
        ck_assert_int_eq(answer->failure.why, MST_FAILURE_UNKNOWN_NAME);
        ck_assert_str_eq(answer->failure.nearest, "turnover");
        answer = mst_answer_unref(answer);
        ck_assert_int_eq(mst_desk_record(desk, "rail", "a", PEER_WAIT_MSEC, &answer), MST_FAILED);
        answer = mst_answer_unref(answer);
        ck_assert_int_eq(mst_desk_arrival(desk, "rail", PEER_WAIT_MSEC, &number), 0);
        ck_assert_uint_eq(number, 41);
        peer_thread_end(peer);
}
END_TEST

/* A replay by hand: notifications in full, and a cursor from which the next page follows. */
START_TEST(replay_page_by_page)
{
        const char *topics[] = {"milestone/north/"};
        struct mst_question question = {
                .ask = MST_ASK_REPLAY, .topics = topics, .topics_count = 1, .limit = 9};
        char cursor[MST_CURSOR_TEXT_MAX] = "";
        struct mst_answer *answer;
        uint64_t expected = 1;
        bool end = false;

        peer->page = 3;
        for (int i = 0; i < 20; i++)
                peer_tell(peer, i % 2 ? "south" : "north", "m", MST_KIND_REACHED, true);
        peer_thread(peer);
        while (!end) {
                question.cursor = cursor;
                ck_assert_int_eq(mst_desk_query(desk, &question, PEER_WAIT_MSEC, &answer), 0);
                for (size_t i = 0; i < answer->replay.notifications_count; i++, expected += 2) {
                        ck_assert_uint_eq(answer->replay.notifications[i].sequence, expected);
                        ck_assert_str_eq(answer->replay.notifications[i].corridor, "north");
                }
                end = answer->replay.end;
                strcpy(cursor, answer->replay.cursor);
                mst_answer_unref(answer);
        }
        ck_assert_uint_eq(expected, 21);
        question.cursor = "none";
        ck_assert_int_eq(mst_desk_query(desk, &question, 0, &answer), MST_CURSOR);
        peer_thread_end(peer);
}
END_TEST

START_TEST(a_snapshot_has_rows_and_values)
{
        const struct mst_question question = {.ask = MST_ASK_SNAPSHOT};
        struct mst_answer *answer;

        peer_measure(peer, "north", "a", 17, true);
        peer_thread(peer);
        ck_assert_int_eq(mst_desk_query(desk, &question, PEER_WAIT_MSEC, &answer), 0);
        ck_assert_uint_eq(answer->snapshot.milestones_count, 1);
        ck_assert_int_eq(answer->snapshot.milestones[0].outcome, MST_STANDING_OPEN);
        ck_assert_str_eq(answer->snapshot.milestones[0].outlook.sentence, "");
        ck_assert_uint_eq(answer->snapshot.measures_count, 1);
        ck_assert_int_eq(answer->snapshot.measures[0].value.units, 17);
        ck_assert_str_eq(answer->snapshot.cursor, "1:6a6f75726e616c2d6f662d7374726177:1:0:");
        mst_answer_unref(answer);
        peer_thread_end(peer);
}
END_TEST

/* rule 40: several questions at once; each answer finds its own, also taken out of order. */
START_TEST(rule_40_many_in_flight)
{
        const struct mst_question status = {.ask = MST_ASK_STATUS};
        struct mst_answer *answer = NULL;
        struct mst_desk_state state;
        uint64_t first, second;

        options.window = 2;
        reopen();
        ck_assert_int_eq(mst_desk_ask(desk, &status, &first), 0);
        ck_assert_int_eq(mst_desk_ask(desk, &status, &second), 0);
        ck_assert_int_eq(mst_desk_ask(desk, &status, NULL), MST_WINDOW_FULL);
        ck_assert_int_eq(mst_desk_ask(desk, &(struct mst_question){.ask = (enum mst_ask)5}, NULL), -EINVAL);
        ck_assert_int_eq(mst_desk_next(desk, &answer), MST_NONE);
        for (uint64_t ticket = first; ticket <= second; ticket++) {
                PEER_UNTIL(peer, turn(), mst_desk_next(desk, &answer) == 0);
                ck_assert_uint_eq(answer->ticket, ticket);
                answer = mst_answer_unref(answer);
        }
        mst_desk_state(desk, &state);
        ck_assert(state.connected);
        ck_assert_uint_eq(state.in_flight, 0);
        ck_assert_uint_eq(state.answered, 2);
}
END_TEST

/* A question survives the daemon's restart; a command does not, since it might be done twice. */
START_TEST(questions_are_repeated_and_commands_are_not)
{
        const struct mst_question status = {.ask = MST_ASK_STATUS};
        const struct mst_question command = {.ask = MST_ASK_COMMAND, .verb = "checkpoint"};
        struct mst_answer *answer = NULL;
        struct mst_desk_state state;

        peer->desk_silent = true;
        ck_assert_int_eq(mst_desk_ask(desk, &command, NULL), 0);
        ck_assert_int_eq(mst_desk_ask(desk, &status, NULL), 0);
        PEER_UNTIL(peer, turn(), peer->questions == 2);
        peer_close(peer);
        peer->desk_silent = false;
        peer_open(peer);
        PEER_UNTIL(peer, turn(), mst_desk_next(desk, &answer) == 0);
        ck_assert_int_eq(answer->ask, MST_ASK_STATUS);
        mst_answer_unref(answer);
        mst_desk_state(desk, &state);
        ck_assert_uint_eq(state.in_flight, 1);
        ck_assert_uint_eq(state.asked_again, 1);
        ck_assert_uint_eq(peer->commands, 0);
        ck_assert_int_eq(mst_desk_query(desk, &command, 0, &answer), MST_TIMEOUT);
}
END_TEST

/* A question whose time is over is forgotten, and its late answer goes to nobody else. */
START_TEST(a_late_answer_is_a_stray)
{
        struct mst_answer *answer = NULL;
        struct mst_desk_state state = {0};

        ck_assert_int_eq(mst_desk_status(desk, 1, &answer), MST_TIMEOUT);
        ck_assert_ptr_null(answer);
        mst_desk_state(desk, &state);
        ck_assert_uint_eq(state.in_flight, 0);
        peer_thread(peer);
        ck_assert_int_eq(mst_desk_status(desk, PEER_WAIT_MSEC, &answer), 0);
        ck_assert_uint_eq(answer->ticket, 2);
        mst_answer_unref(answer);
        peer_thread_end(peer);
}
END_TEST

/* The defaults, both sides of the longest path, and what has no end. */
START_TEST(endpoints_of_a_folder)
{
        struct mst_endpoints endpoints;
        char folder[128];

        ck_assert_int_eq(mst_endpoints_from_folder(NULL, &endpoints), 0);
        ck_assert_str_eq(endpoints.intake, "ipc:///run/milestoned/intake");
        ck_assert_str_eq(endpoints.desk, "ipc:///run/milestoned/desk");
        ck_assert_str_eq(endpoints.notifications, "ipc:///run/milestoned/notifications");
        memset(folder, 'x', sizeof(folder));
        folder[0] = '/';
        folder[107 - strlen("/notifications")] = '\0';
        ck_assert_int_eq(mst_endpoints_from_folder(folder, &endpoints), 0);
        folder[107 - strlen("/notifications")] = 'x';
        folder[108 - strlen("/notifications")] = '\0';
        ck_assert_int_eq(mst_endpoints_from_folder(folder, &endpoints), -ENAMETOOLONG);
        memset(endpoints.desk, 'x', sizeof(endpoints.desk));
        desk = mst_desk_unref(desk);
        ck_assert_int_eq(mst_desk_new(&endpoints, NULL, &desk), -ENAMETOOLONG);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_desk");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, asked_and_answered);
        tcase_add_test(cases, replay_page_by_page);
        tcase_add_test(cases, a_snapshot_has_rows_and_values);
        tcase_add_test(cases, rule_40_many_in_flight);
        tcase_add_test(cases, questions_are_repeated_and_commands_are_not);
        tcase_add_test(cases, a_late_answer_is_a_stray);
        tcase_add_test(cases, endpoints_of_a_folder);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
