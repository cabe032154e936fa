/* Runs a command several times and prints, a line for each run: wall-clock seconds, seconds of processor time, peak
 * resident memory in kB, exit status, and the last line that the command printed (tabs between them).
 *
 *   measure RUNS COMMAND [ARGUMENT...]
 *
 * It is small and in C because a process inherits the peak of the one that starts it: started from Python, nothing
 * would seem to need less memory than Python. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double timeval_seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* The end of the file as a string: its last line, at most size - 1 bytes of it. */
static void last_line(int file, char *line, size_t size)
{
    off_t end = lseek(file, 0, SEEK_END);
    off_t begin = end > (off_t)size - 1 ? end - (off_t)size + 1 : 0;
    ssize_t length = pread(file, line, (size_t)(end - begin), begin);
    while (length > 0 && line[length - 1] == '\n') {
        length--;
    }
    line[length > 0 ? length : 0] = '\0';
    char *start = strrchr(line, '\n');
    if (start != NULL) {
        memmove(line, start + 1, strlen(start));
    }
}

int main(int argc, char **argv)
{
    int runs = argc > 2 ? atoi(argv[1]) : 0;
    if (runs < 1) {
        fprintf(stderr, "usage: measure RUNS COMMAND [ARGUMENT...]\n");
        return 2;
    }
    for (int run = 0; run < runs; run++) {
        FILE *output = tmpfile();
        if (output == NULL) {
            perror("measure");
            return 2;
        }
        double start = seconds();
        pid_t child = fork();
        if (child < 0) {
            perror("measure");
            return 2;
        }
        if (child == 0) {
            dup2(fileno(output), STDOUT_FILENO);
            execv(argv[2], argv + 2);
            perror(argv[2]);
            _exit(127);
        }
        int status;
        struct rusage usage;
        wait4(child, &status, 0, &usage);
        double end = seconds();
        char line[256];
        last_line(fileno(output), line, sizeof line);
        fclose(output);
        double processor = timeval_seconds(usage.ru_utime) + timeval_seconds(usage.ru_stime);
        printf("%.6f\t%.6f\t%ld\t%d\t%s\n", end - start, processor, usage.ru_maxrss,
               WIFEXITED(status) ? WEXITSTATUS(status) : 128, line);
        fflush(stdout);
    }
    return 0;
}
