/* tests/unit/client/test_examples.c: the examples as programs of their own, those in Python written
 * from proto/README.md alone, against a daemon of straw. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"

static struct peer *peer;
static char out_path[128], err_path[128], in_path[128], cursor_path[128];
static char out[1 << 16], err[1 << 16];

static void setup(void)
{
        peer = peer_new();
        (void)snprintf(out_path, sizeof(out_path), "%s/out", peer->folder);
        (void)snprintf(err_path, sizeof(err_path), "%s/err", peer->folder);
        (void)snprintf(in_path, sizeof(in_path), "%s/in", peer->folder);
        (void)snprintf(cursor_path, sizeof(cursor_path), "%s/cursor", peer->folder);
}

static void teardown(void)
{
        (void)unlink(out_path);
        (void)unlink(err_path);
        (void)unlink(in_path);
        (void)unlink(cursor_path);
        peer_free(peer);
}

static pid_t start(char *const *arguments)
{
        posix_spawn_file_actions_t files;
        pid_t pid;

        (void)close(open(in_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        ck_assert_int_eq(posix_spawn_file_actions_init(&files), 0);
        ck_assert_int_eq(posix_spawn_file_actions_addopen(&files, 0, in_path, O_RDONLY, 0), 0);
        ck_assert_int_eq(
                posix_spawn_file_actions_addopen(&files, 1, out_path, O_WRONLY | O_CREAT | O_TRUNC, 0600), 0);
        ck_assert_int_eq(
                posix_spawn_file_actions_addopen(&files, 2, err_path, O_WRONLY | O_CREAT | O_TRUNC, 0600), 0);
        ck_assert_int_eq(posix_spawnp(&pid, arguments[0], &files, NULL, arguments, environ), 0);
        ck_assert_int_eq(posix_spawn_file_actions_destroy(&files), 0);
        return pid;
}

static void read_file(const char *path, char *ret, size_t size)
{
        FILE *file = fopen(path, "re");
        size_t n;

        ck_assert_ptr_nonnull(file);
        n = fread(ret, 1, size - 1, file);
        ret[n] = '\0';
        (void)fclose(file);
}

static bool ended(pid_t pid, int *status)
{
        return waitpid(pid, status, WNOHANG) == pid;
}

static void finish(pid_t pid, int expected)
{
        int status = -1;

        PEER_UNTIL(peer, peer_wait(peer, 5), ended(pid, &status));
        read_file(out_path, out, sizeof(out));
        read_file(err_path, err, sizeof(err));
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == expected, "status %d\n%s", status, err);
}

static unsigned int lines_with(const char *text, const char *what)
{
        unsigned int ret = 0;

        for (; (text = strstr(text, what)); text++)
                ret++;
        return ret;
}

/* The Python modules of the protocol, made from the .proto files as any user would. */
static void python_modules(void)
{
        char to[] = "--python_out=" PYTHON_MODULES, from[] = "--proto_path=" PROTO, program[] = PROTOC;
        char event[] = "milestone/v1/event.proto", receipt[] = "milestone/v1/receipt.proto";
        char notification[] = "milestone/v1/notification.proto", desk[] = "milestone/v1/desk.proto";
        char *arguments[] = {program, from, to, event, receipt, notification, desk, NULL};

        (void)mkdir(PYTHON_MODULES, 0755);
        finish(start(arguments), 0);
        ck_assert_int_eq(setenv("PYTHONPATH", PYTHON_MODULES, 1), 0);
        ck_assert_int_eq(setenv("PYTHONDONTWRITEBYTECODE", "1", 1), 0);
}

/* A programmer copies the C publisher: its batch arrives as the README says, and its receipt is read. */
START_TEST(publish_in_c)
{
        char program[] = EXAMPLE_PUBLISH;
        char *arguments[] = {program, peer->folder, NULL};

        finish(start(arguments), 0);
        ck_assert_str_eq(out, "position 1: 3 accepted, 0 repeated, 0 refused\n");
        ck_assert_uint_eq(peer->arrived_count, 1);
        ck_assert_str_eq(peer->arrived[0].batch->source, "customs-by");
        ck_assert_ptr_nonnull(peer->arrived[0].batch->events[2]->trade->value);
        ck_assert_int_eq(peer->arrived[0].batch->events[2]->trade->value->units, 0);
}
END_TEST

/* The C subscriber, started twice with one cursor file: no notification twice, none missing. */
START_TEST(subscribe_in_c)
{
        char program[] = EXAMPLE_SUBSCRIBE, three[] = "3", two[] = "2";
        char *first[] = {program, cursor_path, peer->folder, three, NULL};
        char *second[] = {program, cursor_path, peer->folder, two, NULL};
        pid_t pid = start(first);

        PEER_UNTIL(peer, peer_wait(peer, 5), peer->questions > 0 && peer->subscriptions == 1);
        for (int i = 0; i < 3; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
        peer_beat(peer);
        finish(pid, 0);
        ck_assert_uint_eq(lines_with(out, " reached north/m: "), 3);
        ck_assert_ptr_nonnull(strstr(out, "3 reached north/m: 3.00 USD\n"));

        peer_tell(peer, "north", "m", MST_KIND_RETRACTED, true);
        peer_tell(peer, "north", "m", MST_KIND_MISSED, true);
        finish(start(second), 0);
        ck_assert_str_eq(out, "4 retracted north/m: 4.00 USD\n5 missed north/m: 5.00 USD\n");
}
END_TEST

static void python_input(const char *text)
{
        FILE *file = fopen(in_path, "we");

        ck_assert_ptr_nonnull(file);
        ck_assert_int_ge(fputs(text, file), 0);
        ck_assert_int_eq(fclose(file), 0);
}

/* A publisher of another language: batches with receipts, and what got none sent again. */
START_TEST(publish_in_python)
{
        char program[] = PYTHON, script[] = EXAMPLES "/publish.py", intake[] = "--intake",
             source[] = "--source";
        char rail[] = "rail-north", batch[] = "--batch", two[] = "2", number[] = "--number", forty[] = "40";
        char *arguments[] = {program, script, intake, peer->endpoints.intake, source, rail, batch, two,
                             number,  forty,  NULL};
        pid_t pid;

        python_modules();
        python_input(
                "{\"id\": \"a\", \"period\": \"2024-05\", \"freight\": {\"stage\": \"FREIGHT_STAGE_LOADED\", "
                "\"mass\": {\"units\": \"0\"}}}\n"
                "{\"id\": \"b\", \"period\": \"2024-05\", \"trade\": {\"reporter\": \"BY\"}}\n"
                "{\"id\": \"c\", \"withdrawal\": {\"reason\": \"WITHDRAWAL_REASON_ERROR\"}}\n");
        peer->receipts = false;
        pid = start(arguments);
        PEER_UNTIL(peer, peer_wait(peer, 5), peer->arrived_count == 2);
        ck_assert_uint_eq(peer->arrived[0].batch->n_events, 2);
        ck_assert_uint_eq(peer->arrived[0].batch->number, 40);
        ck_assert_uint_eq(peer->arrived[1].batch->number, 41);
        ck_assert_ptr_nonnull(peer->arrived[0].batch->events[0]->freight->mass);
        ck_assert_ptr_null(peer->arrived[0].batch->events[0]->freight->teu);
        peer_receipt(peer, &peer->arrived[1], MILESTONE__V1__REASON__REASON_UNSPECIFIED);
        PEER_UNTIL(peer, peer_wait(peer, 5), peer->arrived_count == 3); /* the first one again */
        ck_assert_uint_eq(peer->arrived[2].batch->number, 40);
        peer_receipt(peer, &peer->arrived[2], MILESTONE__V1__REASON__REASON_UNSPECIFIED);
        finish(pid, 0);
        ck_assert_uint_eq(lines_with(out, "\n"), 2);
}
END_TEST

static pid_t start_subscriber(const char *lose)
{
        char program[] = PYTHON, script[] = EXAMPLES "/subscribe.py", notifications[] = "--notifications";
        char desk[] = "--desk", topic[] = "--topic", north[] = "milestone/north/", cursor[] = "--cursor";
        char until[] = "--until", sequence[] = "20", losing[] = "--lose", which[64];
        char *arguments[] = {program,       script,
                             notifications, peer->endpoints.notifications,
                             desk,          peer->endpoints.desk,
                             topic,         north,
                             cursor,        cursor_path,
                             until,         sequence,
                             losing,        which,
                             NULL};

        (void)snprintf(which, sizeof(which), "%s", lose);
        return start(arguments);
}

static void each_even_once(void)
{
        const char *at = out;
        char expected[32];

        ck_assert_uint_eq(lines_with(out, "\n"), 10);
        for (int i = 2; i <= 20; i += 2) {
                (void)snprintf(expected, sizeof(expected), "\"sequence\": \"%d\"", i);
                at = strstr(at, expected);
                ck_assert_msg(at, "%s\n%s\n%s", expected, out, err);
        }
}

/* A subscriber of another language, to one corridor of several: five are lost on the way, among them
 * the last; one beat later it has each once and in order. */
START_TEST(subscribe_in_python)
{
        pid_t pid;

        python_modules();
        pid = start_subscriber("");
        PEER_UNTIL(peer, peer_wait(peer, 5), peer->questions == 2 && peer->subscriptions == 1);
        for (uint64_t i = 1; i <= 20; i++)
                peer_tell(peer, i % 2 == 0 ? "north" : "south", "m", MST_KIND_REACHED,
                          i == 4 || i == 8 || i == 10 || i == 14 || i == 20);
        peer_beat(peer);
        finish(pid, 0);
        each_even_once();
}
END_TEST

/* The same of its own doing, as scenarios use it: it throws the last one away, and only the beat tells. */
START_TEST(subscribe_in_python_and_lose_the_last)
{
        pid_t pid;

        python_modules();
        pid = start_subscriber("10");
        PEER_UNTIL(peer, peer_wait(peer, 5), peer->questions == 2 && peer->subscriptions == 1);
        for (uint64_t i = 1; i <= 20; i++)
                peer_tell(peer, i % 2 == 0 ? "north" : "south", "m", MST_KIND_REACHED, false);
        peer_beat(peer);
        finish(pid, 0);
        each_even_once();
        ck_assert_ptr_nonnull(strstr(err, "lost 20"));
        ck_assert_ptr_nonnull(strstr(err, "recovered 20 after 1 beats"));
        ck_assert_ptr_nonnull(strstr(err, "delivered 10, of them 1 recovered"));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_examples");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_set_timeout(cases, 60);
        tcase_add_test(cases, publish_in_c);
        tcase_add_test(cases, subscribe_in_c);
        tcase_add_test(cases, publish_in_python);
        tcase_add_test(cases, subscribe_in_python);
        tcase_add_test(cases, subscribe_in_python_and_lose_the_last);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
