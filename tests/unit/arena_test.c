/* The arena: alignment, zeroed memory, sizes around its blocks, formatted text, failing memory. */
#include "failing_malloc.h"
#include "unit.h"

#include "base/arena.h"

#include <stdio.h>

static bool all_are(const unsigned char *bytes, size_t size, unsigned char value)
{
    return size == 0 || (bytes[0] == value && memcmp(bytes, bytes + 1, size - 1) == 0);
}

/* Sizes around the block (64 KiB) and around the quarter of it from which an allocation gets a block of its own. */
static const size_t SIZES[] = {0,     1,     15,    16,    17,    1000,  16383, 16384,   16385,
                               1,     65535, 65536, 65537, 1,     30000, 16384, 16384,   16384,
                               16384, 16384, 1,     7,     65536, 65536, 3,     1000000, 5};

static void test_sizes(void **state)
{
    (void)state;
    for (size_t first = 0; first < COUNT(SIZES); first++) { /* each size once as the first of an arena */
        pp_arena *arena = pp_arena_new();
        unsigned char *given[COUNT(SIZES)];
        for (size_t i = 0; i < COUNT(SIZES); i++) {
            const size_t size = SIZES[(first + i) % COUNT(SIZES)];
            given[i] = pp_arena_alloc(arena, size);
            assert_non_null(given[i]);
            assert_int_equal((uintptr_t)given[i] % _Alignof(max_align_t), 0);
            assert_true(all_are(given[i], size, 0));
            memset(given[i], (int)(i + 1), size);
        }
        for (size_t i = 0; i < COUNT(SIZES); i++) { /* nobody wrote into anybody else's */
            const size_t size = SIZES[(first + i) % COUNT(SIZES)];
            assert_true(all_are(given[i], size, (unsigned char)(i + 1)));
        }
        pp_arena_free(arena);
    }
}

static void test_many_small(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    pp_arena *arena = pp_arena_new();
    uint32_t **given = malloc(MANY * sizeof *given);
    for (uint32_t i = 0; i < MANY; i++) {
        given[i] = pp_arena_alloc(arena, sizeof(uint32_t));
        assert_int_equal(*given[i], 0);
        *given[i] = i;
    }
    for (uint32_t i = 0; i < MANY; i++) {
        assert_int_equal(*given[i], i);
    }
    free(given);
    pp_arena_free(arena);
    assert_int_equal(memory.alive, 0);
}

/* An allocation with a block of its own does not throw away the rest of the block in use. */
static void test_oversize_keeps_block(void **state)
{
    (void)state;
    pp_arena *arena = pp_arena_new();
    char *before = pp_arena_alloc(arena, 16);
    assert_non_null(pp_arena_alloc(arena, 500000));
    char *after = pp_arena_alloc(arena, 16);
    assert_ptr_equal(after, before + 16);
    pp_arena_free(arena);
}

static void test_impossible_sizes(void **state)
{
    (void)state;
    pp_arena *arena = pp_arena_new();
    for (size_t less = 0; less < 64; less++) {
        assert_null(pp_arena_alloc(arena, SIZE_MAX - less));
        assert_null(pp_arena_copy(arena, "", SIZE_MAX - less));
    }
    assert_non_null(pp_arena_alloc(arena, 8)); /* still usable */
    pp_arena_free(arena);
    pp_arena_free(NULL);
}

static void test_copy_and_printf(void **state)
{
    (void)state;
    pp_arena *arena = pp_arena_new();
    assert_string_equal(pp_arena_copy(arena, "办公桌椅", 9), "办公桌");
    assert_string_equal(pp_arena_copy(arena, NULL, 0), "");
    const char with_nul[] = "a\0b";
    assert_memory_equal(pp_arena_copy(arena, with_nul, 3), "a\0b", 4);
    assert_string_equal(pp_arena_printf(arena, "%s%d", "第", 17), "第17");
    assert_string_equal(pp_arena_printf(arena, "%s", ""), "");
    char *longer = pp_arena_printf(arena, "%0*d", 100000, 1); /* longer than a block */
    assert_int_equal(strlen(longer), 100000);
    assert_null(pp_arena_printf(arena, "%ls", L"办")); /* printf itself fails: the locale C has no such character */
    pp_arena_free(arena);
}

static bool use_arena(void *context)
{
    (void)context;
    pp_arena *arena = pp_arena_new();
    bool ok = arena != NULL;
    for (size_t i = 0; ok && i < COUNT(SIZES); i++) {
        ok = pp_arena_alloc(arena, SIZES[i]) != NULL;
    }
    char big[20000];
    memset(big, 'x', sizeof big);
    ok = ok && pp_arena_copy(arena, big, sizeof big) != NULL;
    ok = ok && pp_arena_printf(arena, "%.*s", (int)sizeof big, big) != NULL;
    pp_arena_free(arena);
    return ok;
}

static void test_no_memory(void **state)
{
    (void)state;
    assert_true(every_allocation_fails(use_arena, NULL, NEVER_SURVIVES) > 5);
}

/* After a refusal the arena goes on as if nothing had been asked. */
static void test_goes_on_after_refusal(void **state)
{
    (void)state;
    pp_arena *arena = pp_arena_new();
    int *number = pp_arena_alloc(arena, sizeof *number);
    *number = 17;
    memory.until_failure = 0;
    assert_null(pp_arena_alloc(arena, 100000));
    assert_int_equal(memory.until_failure, -1);
    assert_non_null(pp_arena_alloc(arena, 100000));
    assert_int_equal(*number, 17);
    pp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_many_small),
        cmocka_unit_test(test_oversize_keeps_block),
        cmocka_unit_test(test_impossible_sizes),
        cmocka_unit_test(test_copy_and_printf),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_goes_on_after_refusal),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
