/* The pool: every text once, many texts, texts whose hashes meet, failing memory. */
#include "failing_malloc.h"
#include "unit.h"

#include "base/pool.h"

#include <stdio.h>
#include <time.h>

static void test_empty_text(void **state)
{
    (void)state;
    pp_pool *pool = pp_pool_new();
    uint32_t id = 42;
    assert_int_equal(pp_pool_count(pool), 1);
    assert_string_equal(pp_pool_text(pool, 0), "");
    assert_int_equal(pp_pool_length(pool, 0), 0);
    assert_true(pp_pool_add(pool, "", 0, &id));
    assert_int_equal(id, 0);
    assert_true(pp_pool_add(pool, NULL, 0, &id));
    assert_int_equal(id, 0);
    assert_int_equal(pp_pool_count(pool), 1);
    pp_pool_free(pool);
    pp_pool_free(NULL);
}

static void test_once_each(void **state)
{
    (void)state;
    pp_pool *pool = pp_pool_new();
    uint32_t a, b, c;
    char text[] = "办公桌";
    assert_true(pp_pool_add(pool, text, 9, &a));
    text[0] = 'x'; /* the pool keeps its own */
    assert_string_equal(pp_pool_text(pool, a), "办公桌");
    assert_int_equal(pp_pool_length(pool, a), 9);
    assert_true(pp_pool_add(pool, "办公桌椅", 9, &b)); /* the length counts */
    assert_int_equal(b, a);
    assert_true(pp_pool_add(pool, "办公", 6, &c));
    assert_int_equal(c, a + 1);
    assert_int_equal(pp_pool_count(pool), 3);
    pp_pool_free(pool);
}

/* Texts that differ in one place only, at every length up to three words of the hash, and in zero bytes at the end. */
static void test_alike(void **state)
{
    (void)state;
    pp_pool *pool = pp_pool_new();
    uint32_t id;
    char text[24] = {0};
    for (size_t length = 1; length <= sizeof text; length++) {
        assert_true(pp_pool_add(pool, text, length, &id));
        assert_int_equal(id, pp_pool_count(pool) - 1);
        for (size_t i = 0; i < length; i++) {
            text[i] = 'a';
            assert_true(pp_pool_add(pool, text, length, &id));
            assert_int_equal(id, pp_pool_count(pool) - 1);
            text[i] = 0;
        }
    }
    assert_int_equal(pp_pool_count(pool), 1 + 24 + 24 * 25 / 2);
    pp_pool_free(pool);
}

/* By the birthday rule, some of 200,000 texts share all 32 bits of their hash, and most share a slot. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    pp_pool *pool = pp_pool_new();
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            char text[48];
            uint32_t id = 0;
            const int length = snprintf(text, sizeof text, "预算单位%0*u", (int)(i % 20), i);
            assert_true(pp_pool_add(pool, text, (size_t)length, &id));
            assert_int_equal(id, i + 1);
        }
        assert_int_equal(pp_pool_count(pool), MANY + 1);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        char text[48];
        const int length = snprintf(text, sizeof text, "预算单位%0*u", (int)(i % 20), i);
        assert_string_equal(pp_pool_text(pool, i + 1), text);
        assert_int_equal(pp_pool_length(pool, i + 1), length);
    }
    pp_pool_free(pool);
    assert_int_equal(memory.alive, 0);
}

static bool use_pool(void *context)
{
    (void)context;
    pp_pool *pool = pp_pool_new();
    bool ok = pool != NULL;
    for (uint32_t i = 0; ok && i < 3000; i++) { /* grows three times */
        char text[64];
        uint32_t id = UINT32_MAX;
        const int length = snprintf(text, sizeof text, "%060u", i);
        ok = pp_pool_add(pool, text, (size_t)length, &id);
        if (ok) {
            assert_int_equal(id, i + 1);
            continue;
        }
        /* refused: what was added before is still there, and the same may be asked again */
        assert_int_equal(pp_pool_count(pool), i + 1);
        for (uint32_t k = 0; k < i; k++) {
            char earlier[64];
            snprintf(earlier, sizeof earlier, "%060u", k);
            assert_string_equal(pp_pool_text(pool, k + 1), earlier);
        }
        if (!memory.from_then_on) {
            assert_true(pp_pool_add(pool, text, (size_t)length, &id));
            assert_int_equal(id, i + 1);
        }
    }
    pp_pool_free(pool);
    return ok;
}

static void test_no_memory(void **state)
{
    (void)state;
    assert_true(every_allocation_fails(use_pool, NULL, NEVER_SURVIVES) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_text), cmocka_unit_test(test_once_each), cmocka_unit_test(test_alike),
        cmocka_unit_test(test_many),       cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
