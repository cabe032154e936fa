/* Memory that fails on demand. Linked with --wrap (see meson.build), every allocation of the library goes through here:
 * one chosen allocation fails, or it and all after it, and what is still allocated is counted.
 *
 *   static bool job(void *context) { …; return succeeded; }
 *   every_allocation_fails(job, context, NEVER_SURVIVES);
 *
 * runs the job with the first allocation failing, then with the second, and so on until none fails any more. After
 * every run nothing may be left allocated. A job that must report every failure is NEVER_SURVIVES; one that may do
 * without some memory MAY_SURVIVE. */
#ifndef PP_TESTS_FAILING_MALLOC_H
#define PP_TESTS_FAILING_MALLOC_H

#include "unit.h"

#include <errno.h>

typedef enum survival { NEVER_SURVIVES, MAY_SURVIVE } survival;

static struct {
    long until_failure; /* allocations that still succeed; below 0: none is to fail */
    bool from_then_on;  /* all after the chosen one fail too */
    bool failed;        /* an allocation was refused */
    long alive;         /* allocated and not yet freed */
} memory = {.until_failure = -1};

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);
char *__real_realpath(const char *path, char *resolved);
void __real_free(void *old);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);
char *__wrap_realpath(const char *path, char *resolved);
void __wrap_free(void *old);

/* Sizes that malloc refuses too, but a sanitizer takes for a mistake, are refused here. */
static bool refuse(size_t size)
{
    if (size > PTRDIFF_MAX) {
        return true;
    }
    if (memory.until_failure < 0 || memory.until_failure-- > 0) {
        return false;
    }
    memory.until_failure = memory.from_then_on ? 0 : -1;
    memory.failed = true;
    errno = ENOMEM;
    return true;
}

static void *count_in(void *new)
{
    memory.alive += new != NULL;
    return new;
}

void *__wrap_malloc(size_t size)
{
    return refuse(size) ? NULL : count_in(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuse(size > 0 && count > SIZE_MAX / size ? SIZE_MAX : count * size) ? NULL
                                                                                 : count_in(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (refuse(size)) {
        return NULL;
    }
    void *new = __real_realloc(old, size);
    return old == NULL ? count_in(new) : new;
}

char *__wrap_strdup(const char *text)
{
    return refuse(0) ? NULL : count_in(__real_strdup(text));
}

char *__wrap_strndup(const char *text, size_t length)
{
    return refuse(0) ? NULL : count_in(__real_strndup(text, length));
}

char *__wrap_realpath(const char *path, char *resolved)
{
    return refuse(0) ? NULL : count_in(__real_realpath(path, resolved));
}

void __wrap_free(void *old)
{
    memory.alive -= old != NULL;
    __real_free(old);
}

/* A test that failed in the middle of a job leaves allocations failing; what runs at the end of the program (the report
 * of coverage, which is linked in and so goes through here) is to have memory again. */
static void stop_failing(void)
{
    memory.until_failure = -1;
}

__attribute__((constructor)) static void register_stop(void)
{
    (void)atexit(stop_failing);
}

/* Returns how many allocations a run without failure makes. */
static inline long every_allocation_fails(bool (*job)(void *context), void *context, survival rule)
{
    long allocations = 0;
    for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
        for (long n = 0;; n++) {
            const long before = memory.alive;
            memory.failed = false;
            memory.from_then_on = from_then_on != 0;
            memory.until_failure = n;
            const bool ok = job(context);
            memory.until_failure = -1;
            memory.from_then_on = false;
            assert_int_equal(memory.alive, before);
            if (!memory.failed) {
                assert_true(ok);
                allocations = n;
                break;
            }
            if (rule == NEVER_SURVIVES) {
                assert_false(ok);
            }
        }
    }
    return allocations;
}

#endif
