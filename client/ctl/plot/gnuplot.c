/* A child process without a shell: the script comes from a file without a name, so that no pipe can be full, and
 * what it complains about goes into another one. */
#include "ctl.h"
#include "plot/picture.h"
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMPLAINT_MAX 1024

extern char **environ;

/* As ours, in a language that reads UTF-8 and writes points in numbers, with no terminal of its own choice. */
static char **environment(struct pool *pool)
{
        static const char *const without[] = {"LC_", "LANG", "GNUTERM=", "GNUPLOT_"};
        size_t count = 0, kept = 0;
        char **ret;

        while (environ[count])
                count++;
        ret = pool_array(pool, count + 2, sizeof(*ret));
        for (size_t i = 0; i < count; i++) {
                bool keep = true;

                for (size_t j = 0; j < sizeof(without) / sizeof(*without); j++)
                        keep = keep && strncmp(environ[i], without[j], strlen(without[j])) != 0;
                if (keep)
                        ret[kept++] = environ[i];
        }
        ret[kept] = pool_text(pool, text_of("LC_ALL=C.UTF-8"));
        return ret;
}

static int spawn(int script, int output, int complaints, pid_t *ret)
{
        char *arguments[] = {(char[]){"gnuplot"}, (char[]){"-d"}, NULL}; /* -d: without the user's own settings */
        posix_spawn_file_actions_t actions;
        struct pool pool = {0};
        int r;

        r = posix_spawn_file_actions_init(&actions);
        if (r != 0)
                return r;
        r = posix_spawn_file_actions_adddup2(&actions, script, STDIN_FILENO);
        if (r == 0)
                r = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        if (r == 0)
                r = posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
        if (r == 0)
                r = posix_spawnp(ret, "gnuplot", &actions, NULL, arguments, environment(&pool));
        posix_spawn_file_actions_destroy(&actions);
        pool_done(&pool);
        return r;
}

static int say_complaint(int complaints, int status)
{
        char text[COMPLAINT_MAX + 1];
        ssize_t length = pread(complaints, text, COMPLAINT_MAX, 0);

        text[length > 0 ? length : 0] = '\0';
        text[strcspn(text, "\r")] = '\0';
        if (WIFSIGNALED(status))
                ctl_say("plot: gnuplot was ended by signal %d", WTERMSIG(status));
        else
                ctl_say("plot: gnuplot ended with %d: %s", WEXITSTATUS(status), text);
        return EXIT_NO;
}

static int run(int script, int output, int complaints)
{
        int status, r;
        pid_t pid;

        r = spawn(script, output, complaints, &pid);
        if (r == ENOENT) {
                ctl_say("plot: there is no gnuplot on the PATH; install it (gnuplot-nox), or ask for the figures "
                        "with --format csv");
                return EXIT_NO;
        }
        if (r != 0)
                return ctl_fail(-r, "plot: gnuplot");
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return ctl_fail(-errno, "plot: gnuplot");
        return status == 0 ? EXIT_DONE : say_complaint(complaints, status);
}

int gnuplot_run(int script, int output)
{
        int complaints = memfd_create("gnuplot-complaints", MFD_CLOEXEC), r;

        if (complaints < 0)
                return ctl_fail(-errno, "plot");
        if (lseek(script, 0, SEEK_SET) != 0)
                r = ctl_fail(-errno, "plot");
        else
                r = run(script, output, complaints);
        close(complaints);
        return r;
}
