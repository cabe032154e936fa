/* The comparison of two plans: what an office worker expects of it, and what must hold for any two plans. */
#include "failing_malloc.h"

#include "procplan/diff.h"
#include "procplan/read.h"

#include <stdio.h>

#define WAN INT64_C(1000000)

enum { ITEMS = 10, MOST = 4000 };

static const char *const item_codes[ITEMS] = {"A02010105", "A02010104", "A02020100", "A02021003", "A05010201",
                                              "C23120301", "C23120302", "C18040102", "C16010300", "B08010000"};
static const char *const item_names[ITEMS] = {"台式计算机",
                                              "服务器",
                                              "复印机",
                                              "A4黑白打印机",
                                              "办公桌",
                                              "车辆维修和保养服务",
                                              "车辆加油、添加燃料服务",
                                              "财产保险服务",
                                              "应用软件开发服务",
                                              "修缮工程"};
static const char *const functions[] = {"2010301", "2010302", "2010350", "2010399"};
static const char *const units[] = {"办公厅本级", "机关服务中心", "政务信息中心"};

/* A line as the tests make it up. */
typedef struct row {
    int unit, function, item;
    int project; /* 0: none */
    int64_t amount;
    int note; /* 0: none */
} row;

static pp_plan *plan_of(const row *rows, size_t count, const char *year)
{
    pp_error error;
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, year, &error));
    const int source = pp_plan_add_source(plan, "plan.csv", NULL);
    const pp_column columns[] = {PP_COL_UNIT,      PP_COL_PROJECT, PP_COL_FUNCTION_CODE, PP_COL_ITEM_CODE,
                                 PP_COL_ITEM_NAME, PP_COL_TOTAL,   PP_COL_GENERAL,       PP_COL_NOTE};
    for (uint32_t c = 0; c < COUNT(columns); c++) {
        assert_true(pp_plan_map_column(plan, source, columns[c], c + 1, pp_column_describe(columns[c])->title, &error));
    }
    for (size_t i = 0; i < count; i++) {
        size_t line;
        char project[32] = "", note[32] = "";
        if (rows[i].project != 0) {
            snprintf(project, sizeof project, "项目%d", rows[i].project);
        }
        if (rows[i].note != 0) {
            snprintf(note, sizeof note, "备注%d", rows[i].note);
        }
        const struct {
            pp_column column;
            const char *text;
        } texts[] = {{PP_COL_UNIT, units[rows[i].unit]},
                     {PP_COL_PROJECT, project},
                     {PP_COL_FUNCTION_CODE, functions[rows[i].function]},
                     {PP_COL_ITEM_CODE, item_codes[rows[i].item]},
                     {PP_COL_ITEM_NAME, item_names[rows[i].item]},
                     {PP_COL_NOTE, note}};
        assert_true(pp_plan_add_line(plan, source, (uint32_t)i + 2, &line, &error));
        for (size_t t = 0; t < COUNT(texts); t++) {
            assert_true(pp_plan_set_text(plan, line, texts[t].column, texts[t].text, strlen(texts[t].text), &error));
        }
        assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, rows[i].amount, &error));
        assert_true(pp_plan_set_money(plan, line, PP_COL_GENERAL, rows[i].amount, &error));
    }
    return plan;
}

static pp_diff *diff_of(const pp_plan *old, const pp_plan *new)
{
    pp_error error;
    pp_diff *diff = pp_diff_new(old, new, pp_catalog_builtin(), &error);
    assert_non_null(diff);
    return diff;
}

/* ---- By example ---- */

typedef struct example {
    const char *what;
    row old[4], new[4];
    size_t old_count, new_count;
    size_t changed, added, removed;
    pp_column column; /* the first that differs in the first change */
} example;

static const example EXAMPLES[] = {
    {"the same, sorted otherwise",
     {{0, 0, 0, 1, 45 * WAN, 0}, {0, 0, 5, 2, 26 * WAN, 0}},
     {{0, 0, 5, 2, 26 * WAN, 0}, {0, 0, 0, 1, 45 * WAN, 0}},
     2,
     2,
     0,
     0,
     0,
     PP_NO_COLUMN},
    {"one of three equal lines gone",
     {{0, 0, 0, 1, 45 * WAN, 0}, {0, 0, 0, 1, 45 * WAN, 0}, {0, 0, 0, 1, 45 * WAN, 0}},
     {{0, 0, 0, 1, 45 * WAN, 0}, {0, 0, 0, 1, 45 * WAN, 0}},
     3,
     2,
     0,
     0,
     1,
     PP_NO_COLUMN},
    {"another amount",
     {{0, 0, 0, 1, 45 * WAN, 0}, {0, 0, 5, 2, 26 * WAN, 0}},
     {{0, 0, 5, 2, 26 * WAN, 0}, {0, 0, 0, 1, 60 * WAN, 0}},
     2,
     2,
     1,
     0,
     0,
     PP_COL_TOTAL},
    {"another item for the same money",
     {{0, 0, 0, 0, 45 * WAN, 0}, {0, 0, 5, 0, 26 * WAN, 0}},
     {{0, 0, 1, 0, 45 * WAN, 0}, {0, 0, 5, 0, 26 * WAN, 0}},
     2,
     2,
     1,
     0,
     0,
     PP_COL_ITEM_CODE},
    {"split in two",
     {{0, 0, 0, 1, 100 * WAN, 0}},
     {{0, 0, 0, 1, 40 * WAN, 0}, {0, 0, 0, 1, 60 * WAN, 0}},
     1,
     2,
     1,
     1,
     0,
     PP_COL_TOTAL},
    {"a unit with another name",
     {{0, 0, 0, 1, 45 * WAN, 0}, {0, 0, 5, 2, 26 * WAN, 0}},
     {{2, 0, 0, 1, 45 * WAN, 0}, {2, 0, 5, 2, 26 * WAN, 0}},
     2,
     2,
     2,
     0,
     0,
     PP_COL_UNIT},
    {"moved to another function",
     {{0, 0, 0, 1, 45 * WAN, 0}},
     {{0, 1, 0, 1, 45 * WAN, 0}},
     1,
     1,
     1,
     0,
     0,
     PP_COL_FUNCTION_CODE},
    {"amounts of two lines raised: each stays what it is",
     {{0, 0, 0, 0, 10 * WAN, 0}, {0, 0, 5, 0, 12 * WAN, 0}},
     {{0, 0, 5, 0, 10 * WAN, 0}, {0, 0, 0, 0, 12 * WAN, 0}},
     2,
     2,
     2,
     0,
     0,
     PP_COL_TOTAL},
    {"two things that have nothing in common",
     {{0, 0, 0, 1, 45 * WAN, 0}},
     {{1, 2, 9, 7, 3000 * WAN, 0}},
     1,
     1,
     0,
     1,
     1,
     PP_NO_COLUMN},
    {"from nothing", {{0, 0, 0, 1, 45 * WAN, 0}}, {{0, 0, 0, 1, 45 * WAN, 0}}, 0, 1, 0, 1, 0, PP_NO_COLUMN},
};

static void test_examples(void **state)
{
    (void)state;
    for (size_t e = 0; e < COUNT(EXAMPLES); e++) {
        const example *x = &EXAMPLES[e];
        pp_plan *old = plan_of(x->old, x->old_count, "2024"), *new = plan_of(x->new, x->new_count, "2024");
        pp_diff *diff = diff_of(old, new);
        size_t at = 0;
        pp_cell_change cell;
        if (pp_diff_changes(diff, PP_CHANGED) != x->changed || pp_diff_changes(diff, PP_ADDED) != x->added ||
            pp_diff_changes(diff, PP_REMOVED) != x->removed) {
            fail_msg("%s: %zu changed, %zu added, %zu removed", x->what, pp_diff_changes(diff, PP_CHANGED),
                     pp_diff_changes(diff, PP_ADDED), pp_diff_changes(diff, PP_REMOVED));
        }
        assert_int_equal(pp_diff_none(diff), x->changed + x->added + x->removed == 0);
        if (x->column != PP_NO_COLUMN) {
            assert_true(pp_diff_cell(diff, pp_diff_change(diff, 0), &at, &cell));
            assert_int_equal(cell.column, x->column);
            assert_true(cell.old_place.row >= 2 && cell.new_place.column > 0);
        }
        pp_diff_free(diff);
        pp_plan_free(old);
        pp_plan_free(new);
    }
}

static void test_split_keeps_the_greater_part(void **state)
{
    (void)state;
    const example *x = &EXAMPLES[4];
    pp_plan *old = plan_of(x->old, x->old_count, "2024"), *new = plan_of(x->new, x->new_count, "2024");
    pp_diff *diff = diff_of(old, new);
    const pp_change *changed = pp_diff_change(diff, 0), *added = pp_diff_change(diff, 1);
    assert_int_equal(changed->new_amount, 60 * WAN);
    assert_int_equal(changed->difference, -40 * WAN);
    assert_int_equal(added->kind, PP_ADDED);
    assert_int_equal(added->difference, 40 * WAN);
    assert_int_equal(added->old_line, PP_NO_LINE);
    pp_diff_free(diff);
    pp_plan_free(old);
    pp_plan_free(new);
}

/* ---- What must hold for any two plans ---- */

static int below(uint64_t *seed, int limit)
{
    return (int)(random_next(seed) >> 33) % limit;
}

static row random_row(uint64_t *seed)
{
    return (row){
        below(seed, 3), below(seed, 4), below(seed, ITEMS), below(seed, 40), (below(seed, 9000) + 100) * WAN / 100,
        below(seed, 3)};
}

static void shuffle(row *rows, size_t count, uint64_t *seed)
{
    for (size_t i = count; i > 1; i--) {
        const size_t j = (size_t)below(seed, (int)i);
        const row kept = rows[i - 1];
        rows[i - 1] = rows[j];
        rows[j] = kept;
    }
}

/* Changes one thing about a line, as people do. */
static void change_row(row *r, uint64_t *seed)
{
    switch (below(seed, 6)) {
    case 0:
    case 1: /* by up to a half */
        r->amount += r->amount * (below(seed, 100) - 50) / 100 + 1;
        break;
    case 2:
        r->item = (r->item + 1) % ITEMS;
        break;
    case 3:
        r->unit = (r->unit + 1) % 3;
        break;
    case 4:
        r->function = (r->function + 1) % 4;
        break;
    default:
        r->note += 3;
        break;
    }
}

/* Applies `edits` edits to rows, each to a line of its own. Returns the new number of rows. */
static size_t edit(row *rows, size_t count, size_t edits, uint64_t *seed)
{
    shuffle(rows, count, seed);
    size_t end = count;
    for (size_t e = 0; e < edits; e++) {
        const int kind = below(seed, 10);
        if (kind == 0) {
            rows[end++] = random_row(seed);
        } else if (kind == 1) {
            rows[end++] = rows[e]; /* given twice */
        } else if (kind == 2) {
            rows[e].unit = -1; /* to be taken away */
        } else {
            change_row(&rows[e], seed);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < end; i++) {
        if (rows[i].unit >= 0) {
            rows[kept++] = rows[i];
        }
    }
    shuffle(rows, kept, seed);
    return kept;
}

/* A change as a text that tells nothing of places, the same for a change and its mirror image when swapped. */
static char *describe(const pp_diff *diff, size_t index, bool swap)
{
    const pp_change *change = pp_diff_change(diff, index);
    const pp_plan *plans[2] = {pp_diff_old_plan(diff), pp_diff_new_plan(diff)};
    const size_t lines[2] = {change->old_line, change->new_line};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (int s = 0; s < 2; s++) {
        const int side = swap ? 1 - s : s;
        for (int c = 0; lines[side] != PP_NO_LINE && c < PP_COLUMN_COUNT; c++) {
            if (pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT) {
                fprintf(out, "%s,", pp_plan_text(plans[side], lines[side], (pp_column)c));
            } else {
                fprintf(out, "%lld,", (long long)pp_plan_money(plans[side], lines[side], (pp_column)c));
            }
        }
        fputs(s == 0 ? " -> " : "", out);
    }
    assert_int_equal(fclose(out), 0);
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All changes, sorted, on one line each; freed by the caller. */
static char *describe_all(const pp_diff *diff, bool swap)
{
    const size_t count = pp_diff_changes(diff, PP_CHANGE_KIND_COUNT);
    char **texts = calloc(count + 1, sizeof *texts);
    char *all = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&all, &size);
    assert_true(texts != NULL && out != NULL);
    for (size_t i = 0; i < count; i++) {
        texts[i] = describe(diff, i, swap);
    }
    qsort(texts, count, sizeof *texts, by_text);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s\n", texts[i]);
        free(texts[i]);
    }
    assert_int_equal(fclose(out), 0);
    free(texts);
    return all;
}

/* The amounts of all changes add up to the change of the total. */
static void check_amounts(const pp_diff *diff)
{
    const size_t count = pp_diff_changes(diff, PP_CHANGE_KIND_COUNT);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += pp_diff_change(diff, i)->difference;
    }
    const pp_total_change *all = pp_diff_total(diff, 0);
    assert_int_equal(all->kind, PP_TOTAL_ALL);
    assert_int_equal(all->difference, sum);
    assert_int_equal(all->new - all->old, sum);
    int64_t of_kind[PP_TOTAL_KIND_COUNT] = {0};
    for (size_t i = 0; i < pp_diff_totals(diff); i++) {
        of_kind[pp_diff_total(diff, i)->kind] += pp_diff_total(diff, i)->difference;
    }
    assert_int_equal(of_kind[PP_TOTAL_UNIT], sum);
    assert_int_equal(of_kind[PP_TOTAL_CLASS], sum);
    assert_int_equal(of_kind[PP_TOTAL_KIND], sum); /* by the letter of the code */
}

/* Every line is in exactly one pair or change. */
static void check_lines(const pp_diff *diff, size_t old_count, size_t new_count)
{
    const size_t both = pp_diff_same(diff) + pp_diff_changes(diff, PP_CHANGED);
    bool *seen = calloc(old_count + new_count + 1, sizeof *seen);
    assert_non_null(seen);
    assert_int_equal(both + pp_diff_changes(diff, PP_REMOVED), old_count);
    assert_int_equal(both + pp_diff_changes(diff, PP_ADDED), new_count);
    for (size_t i = 0; i < pp_diff_changes(diff, PP_CHANGE_KIND_COUNT); i++) {
        const pp_change *change = pp_diff_change(diff, i);
        const size_t lines[2] = {change->old_line,
                                 change->new_line == PP_NO_LINE ? PP_NO_LINE : old_count + change->new_line};
        for (int side = 0; side < 2; side++) {
            if (lines[side] != PP_NO_LINE) {
                assert_false(seen[lines[side]]);
                seen[lines[side]] = true;
            }
        }
    }
    free(seen);
}

static void check_pair(row *rows, size_t count, size_t edits, bool at_most, uint64_t *seed)
{
    static row changed[2 * MOST];
    memcpy(changed, rows, count * sizeof *rows);
    pp_plan *old = plan_of(rows, count, "2024");
    const size_t new_count = edit(changed, count, edits, seed);
    pp_plan *new = plan_of(changed, new_count, "2025");
    pp_diff *there = diff_of(old, new), *back = diff_of(new, old);
    if (at_most && pp_diff_changes(there, PP_CHANGE_KIND_COUNT) > edits) {
        char *all = describe_all(there, false);
        fail_msg("%zu changes for %zu edits of %zu lines:\n%s", pp_diff_changes(there, PP_CHANGE_KIND_COUNT), edits,
                 count, all);
    }
    check_lines(there, count, new_count);
    check_amounts(there);
    check_amounts(back);
    char *one = describe_all(there, false), *other = describe_all(back, true);
    assert_string_equal(one, other);
    free(other);
    /* sorted otherwise, the same changes */
    pp_diff_free(back);
    pp_plan_free(new);
    shuffle(changed, new_count, seed);
    new = plan_of(changed, new_count, "2025");
    back = diff_of(old, new);
    other = describe_all(back, false);
    assert_string_equal(one, other);
    free(one);
    free(other);
    pp_diff_free(there);
    pp_diff_free(back);
    pp_plan_free(old);
    pp_plan_free(new);
}

static void test_random_edits(void **state)
{
    (void)state;
    uint64_t seed = 20240601;
    static row rows[MOST];
    for (int round = 0; round < 400; round++) {
        const size_t count = (size_t)below(&seed, 120) + 1;
        for (size_t i = 0; i < count; i++) {
            rows[i] = random_row(&seed);
        }
        const size_t edits = (size_t)below(&seed, (int)(count < 12 ? count : 12)) + 1;
        check_pair(rows, count, edits <= count ? edits : count, true, &seed);
    }
}

/* Too many for one assignment, with large groups of the same unit, function and item. */
static void test_many_edits(void **state)
{
    (void)state;
    uint64_t seed = 99;
    static row rows[MOST];
    static const size_t edits[] = {0, 100, 500, 2000, 3500};
    for (size_t e = 0; e < COUNT(edits); e++) {
        for (size_t i = 0; i < MOST; i++) {
            rows[i] = random_row(&seed);
            rows[i].project = e % 2 == 0 ? 0 : rows[i].project;
        }
        check_pair(rows, MOST, edits[e], edits[e] <= 100, &seed);
    }
}

/* A large group in which every amount changes: its lines are paired in the order of their amounts. */
static void test_large_group(void **state)
{
    (void)state;
    enum { LINES = 1000 };
    static row old_rows[LINES], new_rows[LINES];
    uint64_t seed = 5;
    for (size_t i = 0; i < LINES; i++) {
        old_rows[i] = (row){0, 0, 0, 0, (int64_t)(1000 + i * 10) * WAN, 0};
        new_rows[i] = (row){0, 0, 0, 0, (int64_t)(1000 + i * 10) * WAN + WAN, 0};
    }
    shuffle(new_rows, LINES, &seed);
    pp_plan *old = plan_of(old_rows, LINES, "2024"), *new = plan_of(new_rows, LINES, "2024");
    pp_diff *diff = diff_of(old, new);
    assert_int_equal(pp_diff_changes(diff, PP_CHANGED), LINES);
    assert_int_equal(pp_diff_changes(diff, PP_CHANGE_KIND_COUNT), LINES);
    for (size_t i = 0; i < LINES; i++) {
        assert_int_equal(pp_diff_change(diff, i)->difference, WAN);
    }
    pp_diff_free(diff);
    pp_plan_free(old);
    pp_plan_free(new);
}

/* ---- Columns, controls, entries ---- */

static void add_text(pp_plan *plan, pp_column column, const char *text)
{
    pp_error error;
    assert_true(pp_plan_set_text(plan, 0, column, text, strlen(text), &error));
}

static void test_columns(void **state)
{
    (void)state;
    const row one = {0, 0, 0, 1, 45 * WAN, 0};
    pp_error error;
    pp_plan *old = plan_of(&one, 1, "2024"), *new = plan_of(&one, 1, "2024");
    const int a = pp_plan_add_extra(old, "处室"), b = pp_plan_add_extra(new, "经办人"),
              c = pp_plan_add_extra(new, "处室");
    assert_true(a >= 0 && b >= 0 && c >= 0);
    assert_true(pp_plan_set_extra(old, 0, a, "一处", strlen("一处"), &error));
    assert_true(pp_plan_set_extra(new, 0, c, "二处", strlen("二处"), &error));
    add_text(new, PP_COL_WHEN, "2024年3月");
    add_text(new, PP_COL_ITEM_NAME, "台式 计算机"); /* a blank is no change */
    assert_true(
        pp_plan_set_unreadable(new, 0, PP_COL_GENERAL, PP_MONEY_NOT_NUMBER, "四十五", strlen("四十五"), &error));
    pp_diff *diff = diff_of(old, new);
    size_t at = 0;
    pp_cell_change cell;
    assert_int_equal(pp_diff_changes(diff, PP_CHANGED), 1);
    assert_true(pp_diff_cell(diff, pp_diff_change(diff, 0), &at, &cell));
    assert_int_equal(cell.column, PP_COL_GENERAL);
    assert_string_equal(cell.new_text, "四十五");
    assert_null(cell.old_text);
    assert_int_equal(cell.new_number, PP_MONEY_UNREADABLE);
    assert_int_equal(cell.difference, PP_MONEY_NONE);
    assert_true(pp_diff_cell(diff, pp_diff_change(diff, 0), &at, &cell));
    assert_string_equal(cell.title, "处室");
    assert_string_equal(cell.old_text, "一处");
    assert_string_equal(cell.new_text, "二处");
    assert_false(pp_diff_cell(diff, pp_diff_change(diff, 0), &at, &cell));
    assert_int_equal(pp_diff_lone_columns(diff), 2);
    assert_string_equal(pp_diff_lone_column(diff, 0)->title, "预计采购时间");
    assert_true(pp_diff_lone_column(diff, 0)->in_new);
    assert_int_equal(pp_diff_lone_column(diff, 0)->filled, 1);
    assert_string_equal(pp_diff_lone_column(diff, 1)->title, "经办人");
    assert_int_equal(pp_diff_lone_column(diff, 1)->filled, 0);
    pp_diff_free(diff);
    pp_plan_free(old);
    pp_plan_free(new);
}

static void add_control(pp_plan *plan, const char *name, const char *key, pp_relation relation, pp_money amount)
{
    pp_error error;
    const pp_control control = {.kind = pp_control_kind_by_name(name),
                                .name = name,
                                .key = key,
                                .relation = relation,
                                .amount = amount,
                                .unit_step = 10000,
                                .file = "controls.csv"};
    assert_true(pp_plan_add_control(plan, &control, &error));
}

static void test_controls(void **state)
{
    (void)state;
    const row one = {0, 0, 0, 1, 45 * WAN, 0};
    pp_plan *old = plan_of(&one, 1, "2024"), *new = plan_of(&one, 1, "2025");
    add_control(old, "合计", "", PP_EQUAL, 45 * WAN);
    add_control(old, "类别", "货物", PP_EQUAL, 45 * WAN);
    add_control(old, "功能科目", "2010301", PP_AT_MOST, 50 * WAN);
    add_control(old, "功能科目", "2010302", PP_AT_MOST, 60 * WAN);
    add_control(new, "功能科目", "2010301", PP_EQUAL, 50 * WAN);
    add_control(new, "类别", "货 物", PP_EQUAL, 45 * WAN);
    add_control(new, "总计", "", PP_EQUAL, 46 * WAN);
    add_control(new, "预算单位", "办公厅本级", PP_EQUAL, 46 * WAN);
    pp_diff *diff = diff_of(old, new);
    assert_int_equal(pp_diff_controls(diff), 4);
    const pp_control_change *total = pp_diff_control(diff, 0);
    assert_int_equal(total->old->amount, 45 * WAN);
    assert_int_equal(total->new->amount, 46 * WAN);
    assert_null(pp_diff_control(diff, 1)->old);
    assert_string_equal(pp_diff_control(diff, 1)->new->key, "办公厅本级");
    const pp_control_change *relation = pp_diff_control(diff, 2);
    const pp_control_change *gone = pp_diff_control(diff, 3);
    if (relation->new == NULL) {
        const pp_control_change *kept = relation;
        relation = gone;
        gone = kept;
    }
    assert_int_equal(relation->old->relation, PP_AT_MOST);
    assert_int_equal(relation->new->relation, PP_EQUAL);
    assert_string_equal(gone->old->key, "2010302");
    assert_null(gone->new);
    assert_true(pp_diff_about(diff, PP_ABOUT_YEAR));
    assert_false(pp_diff_about(diff, PP_ABOUT_DEPARTMENT));
    assert_true(pp_diff_next_year(diff));
    assert_false(pp_diff_none(diff));
    pp_diff_free(diff);
    pp_plan_free(old);
    pp_plan_free(new);
}

/* ---- Sentences ---- */

static const struct {
    const char *old_year;
    pp_money old, new;
    const char *sentence;
} SENTENCES[] = {
    {"2023", 100 * WAN, 150 * WAN, "合计 150.00 万元，较上年增加 50.00 万元，增长 50.00%。"},
    {"2023", 17332620000, 16545230000, "合计 16,545.23 万元，较上年减少 787.39 万元，下降 4.54%。"}, /* as published */
    {"2022", 100 * WAN, 150 * WAN, "合计 150.00 万元，较原计划增加 50.00 万元，增长 50.00%。"},
    {"2024", 3 * WAN, 2 * WAN, "合计 2.00 万元，较原计划减少 1.00 万元，下降 33.33%。"},
    {"2023", 800 * WAN, 801 * WAN, "合计 801.00 万元，较上年增加 1.00 万元，增长 0.13%。"}, /* 0.125 half up */
    {"2023", 0, 5 * WAN, "合计 5.00 万元，上年为 0，增加 5.00 万元。"},
    {"2024", 0, 5 * WAN, "合计 5.00 万元，原计划为 0，增加 5.00 万元。"},
    {"2023", 5 * WAN, 0, "合计 0.00 万元，较上年减少 5.00 万元，下降 100.00%。"},
    {"2023", 5 * WAN, 5 * WAN, "合计 5.00 万元，与上年持平。"},
    {"2024", 5 * WAN, 5 * WAN, "合计 5.00 万元，与原计划持平。"},
    {"2023", 500000100, 500000000, "合计 500.00 万元，较上年减少 0.0001 万元，下降 0.00%。"},
};

static void test_sentences(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(SENTENCES); i++) {
        char sentence[PP_DIFF_SENTENCE];
        const row before = {0, 0, 0, 1, SENTENCES[i].old, 0}, after = {0, 0, 0, 1, SENTENCES[i].new, 0};
        pp_plan *old = plan_of(&before, 1, SENTENCES[i].old_year), *new = plan_of(&after, 1, "2024");
        pp_diff *diff = diff_of(old, new);
        assert_string_equal(pp_diff_sentence(diff, pp_diff_total(diff, 0), sentence), SENTENCES[i].sentence);
        pp_diff_free(diff);
        pp_plan_free(old);
        pp_plan_free(new);
    }
}

/* ---- Memory ---- */

typedef struct plans {
    const pp_plan *old, *new;
} plans;

static bool compare(void *context)
{
    const plans *both = context;
    pp_error error = {0};
    pp_diff *diff = pp_diff_new(both->old, both->new, pp_catalog_builtin(), &error);
    const bool made = diff != NULL;
    assert_int_equal(error.code, made ? PP_ERROR_NONE : PP_ERROR_MEMORY);
    pp_diff_free(diff);
    return made;
}

static void test_memory(void **state)
{
    (void)state;
    uint64_t seed = 3;
    row rows[30];
    for (size_t i = 0; i < COUNT(rows); i++) {
        rows[i] = random_row(&seed);
    }
    pp_plan *old = plan_of(rows, COUNT(rows), "2024");
    rows[3].amount += WAN;
    pp_plan *new = plan_of(rows + 1, COUNT(rows) - 1, "2024");
    add_control(old, "合计", "", PP_EQUAL, 45 * WAN);
    plans both = {old, new};
    assert_true(every_allocation_fails(compare, &both, NEVER_SURVIVES) >= 20);
    pp_plan_free(old);
    pp_plan_free(new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),     cmocka_unit_test(test_split_keeps_the_greater_part),
        cmocka_unit_test(test_random_edits), cmocka_unit_test(test_many_edits),
        cmocka_unit_test(test_large_group),  cmocka_unit_test(test_columns),
        cmocka_unit_test(test_controls),     cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
