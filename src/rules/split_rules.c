/* MTH-03, MTH-08: 化整为零. What is bought in parts is added up as the law adds it up, and held against the threshold
 * that each part may have been made to stay below.
 *
 * MTH-03 is about 分散采购限额标准: it is cumulated over the year's purchases of one item (青财采〔2025〕7号; over
 * which level of the catalogue is a column of thresholds.csv). MTH-08 is about 公开招标数额标准: 《政府采购法实施条例》
 * 第二十八条 (recalled) speaks of goods or services of one item, in one budget project, bought several times in other
 * ways than by open tender and without approval, that together exceed it.
 *
 * In both, the lines that the parting lets escape are those that alone stay below the threshold: a group with none of
 * them is not split, and one that also has greater lines is reported for the smaller ones. */
#include "rules/method.h"

#include <stdlib.h>
#include <string.h>

/* A line that may be a part of a greater purchase, and what it is added up by. */
typedef struct part {
    uint32_t unit, project; /* pool numbers */
    pp_item item;
    uint32_t line;
    const pp_threshold *limit;
} part;

/* What is asked of a rule's groups. */
typedef struct question {
    bool tender;     /* MTH-08, else MTH-03 */
    bool by_project; /* add up within each 预算项目 */
    pp_limits limits;
    const pp_word **methods, **organisations; /* as pp_find_words gives them */
} question;

/* What a group of parts comes to. */
typedef struct group {
    const part *parts;
    size_t count, escaping; /* of them those below the threshold by themselves */
    size_t first;           /* of the escaping ones, index in parts */
    pp_money sum;
} group;

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* 0 when both parts are added up together. */
static int compare_groups(const part *a, const part *b)
{
    const int unit = ORDER(a->unit, b->unit), project = ORDER(a->project, b->project), item = ORDER(a->item, b->item);
    return unit != 0      ? unit
           : project != 0 ? project
           : item != 0    ? item
                          : ORDER(a->limit->origin.row, b->limit->origin.row);
}

static int compare_parts(const void *left, const void *right)
{
    const part *a = left, *b = right;
    const int order = compare_groups(a, b);
    return order != 0 ? order : ORDER(a->line, b->line);
}

/* True for a line that the rule does not add up. */
static bool is_left_out(const pp_checker *c, const question *q, size_t line)
{
    const pp_word *method = pp_word_of(c, q->methods, line, PP_COL_METHOD);
    if (method != NULL && method->competitive_open) {
        return true;
    }
    if (!q->tender) { /* bought centrally: 政府集中采购, 部门集中采购 */
        const pp_word *organisation = pp_word_of(c, q->organisations, line, PP_COL_ORGANISATION);
        return organisation != NULL && strstr(organisation->word, "集中采购") != NULL;
    }
    return method == NULL || pp_ledger_line_at(c->ledger, line)->kind == PP_WORKS ||
           pp_names_approval(pp_plan_text(c->plan, line, PP_COL_METHOD)) ||
           pp_names_approval(pp_plan_text(c->plan, line, PP_COL_NOTE));
}

/* Collects the lines that are added up. Returns how many. */
static size_t collect(const pp_checker *c, const question *q, part *parts)
{
    size_t count = 0;
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_threshold *limit = q->limits.of[pp_ledger_line_at(c->ledger, i)->kind];
        if (limit == NULL || c->items[i] == PP_NO_ITEM || !pp_money_known(c->amounts[i]) || c->amounts[i] <= 0 ||
            is_left_out(c, q, i)) {
            continue;
        }
        const pp_item above = limit->level == 0 ? PP_NO_ITEM : pp_item_ancestor(c->catalog, c->items[i], limit->level);
        parts[count++] = (part){.unit = pp_plan_id(c->plan, i, PP_COL_UNIT),
                                .project = q->by_project ? pp_plan_id(c->plan, i, PP_COL_PROJECT) : 0,
                                .item = above == PP_NO_ITEM ? c->items[i] : above,
                                .line = (uint32_t)i,
                                .limit = limit};
    }
    return count;
}

/* Adds up the parts from `first` on that belong together. */
static group add_up(const pp_checker *c, const part *first, const part *end)
{
    group g = {.parts = first};
    for (const part *p = first; p < end && compare_groups(p, first) == 0; p++) {
        const pp_money m = c->amounts[p->line];
        if (!pp_money_add(g.sum, m, &g.sum)) {
            g.sum = PP_MONEY_MAX;
        }
        if (m < p->limit->amount) {
            g.first = g.escaping == 0 ? g.count : g.first;
            g.escaping++;
        }
        g.count++;
    }
    return g;
}

/* Whose purchases are added up: 甲处“信息化”项目 */
static void say_whose(const pp_checker *c, const question *q, size_t line, pp_words *words)
{
    char text[PP_QUOTE];
    const char *unit = pp_plan_text(c->plan, line, PP_COL_UNIT);
    pp_words_add(words, "%s", *unit == '\0' ? "本部门" : pp_say_text(unit, text));
    if (q->by_project) {
        const char *project = pp_plan_text(c->plan, line, PP_COL_PROJECT);
        pp_words_add(words, "%s%s%s", *project == '\0' ? "没有写预算项目" : "“",
                     *project == '\0' ? "" : pp_say_text(project, text), *project == '\0' ? "" : "”项目");
    }
}

/* Names the lines of a group: those that escape, or the others. */
static void name_lines(const pp_checker *c, const group *g, bool escaping, pp_words *words)
{
    size_t named = 0;
    for (size_t i = 0; i < g->count; i++) {
        if ((c->amounts[g->parts[i].line] < g->parts[i].limit->amount) == escaping) {
            pp_words_line(words, c, g->parts[i].line, named++);
        }
    }
    pp_words_more(words, named);
}

static bool report_group(pp_checker *c, const question *q, const group *g)
{
    const part *at = &g->parts[g->first];
    const char *called = q->tender ? "公开招标数额标准" : "分散采购限额标准";
    const char *reached = q->tender ? "已超过" : "已达到";
    pp_words whose = {0}, what = {0}, small = {0}, great = {0};
    pp_comparison f;
    pp_compare(c, &f, g->sum, at->limit->amount);
    say_whose(c, q, at->line, &whose);
    pp_words_item(&what, c->catalog, at->item);
    if (at->limit->level > 0) {
        static const char *const LEVELS[] = {"", "一级", "二级", "三级"};
        pp_words_add(&what, "（按%s品目累计）", LEVELS[at->limit->level]);
    }
    name_lines(c, g, true, &small);
    const char *basis =
        pp_keep_basis(c, &at->limit->origin, q->tender ? "《政府采购法实施条例》第二十八条（凭记忆）" : NULL);
    f.note.basis = basis;
    if (g->escaping < g->count) {
        name_lines(c, g, false, &great);
        pp_words_add(&small, "；本身已达到标准的是%s", great.text);
    }
    const char *how = !q->tender      ? ""
                      : q->by_project ? "，都不公开招标"
                                      : "，都不公开招标（表中没有预算项目，按预算单位相加）";
    if (basis == NULL) {
        return false;
    }
    if (g->escaping == g->count) {
        return pp_report_line(c, at->line, PP_COL_ITEM_CODE, &f.note,
                              "%s的 %zu 行都是 %s%s，每一行都低于%s %s，相加是 %s，%s标准，可能是化整为零：%s。",
                              whose.text, g->count, what.text, how, called, f.say_expected, f.say_actual, reached,
                              small.text);
    }
    return pp_report_line(c, at->line, PP_COL_ITEM_CODE, &f.note,
                          "%s的 %zu 行都是 %s%s，相加是 %s，%s%s %s，其中 %zu 行单独低于标准，可能是化整为零：%s。",
                          whose.text, g->count, what.text, how, f.say_actual, reached, called, f.say_expected,
                          g->escaping, small.text);
}

/* Reports the groups that together reach (MTH-08: exceed) a threshold that some of their lines stay below. */
static bool report_groups(pp_checker *c, const question *q, const part *parts, size_t count)
{
    group g;
    for (size_t first = 0; first < count; first += g.count) {
        g = add_up(c, parts + first, parts + count);
        const pp_money limit = parts[first].limit->amount;
        const bool reached = q->tender ? g.sum > limit : g.sum >= limit;
        if (g.count > 1 && g.escaping > 0 && reached && !report_group(c, q, &g)) {
            return false;
        }
    }
    return true;
}

static bool ask(pp_checker *c, question *q)
{
    q->methods = pp_find_words(c, PP_COL_METHOD, PP_WORD_METHOD);
    q->organisations = pp_find_words(c, PP_COL_ORGANISATION, PP_WORD_ORGANISATION);
    part *parts = malloc((c->plan->lines + 1) * sizeof *parts);
    bool ok = q->methods != NULL && q->organisations != NULL && parts != NULL;
    if (ok) {
        const size_t count = collect(c, q, parts);
        if (count > 1) {
            qsort(parts, count, sizeof *parts, compare_parts);
        }
        ok = report_groups(c, q, parts, count);
    }
    free(q->methods);
    free(q->organisations);
    free(parts);
    return ok;
}

bool pp_check_split(pp_checker *c)
{
    question q = {0};
    return pp_find_limits(c, PP_THRESHOLD_DISPERSED, "分散采购限额标准", c->kinds_present, &q.limits) && ask(c, &q);
}

bool pp_check_split_tender(pp_checker *c)
{
    question q = {.tender = true, .by_project = pp_plan_has(c->plan, PP_COL_PROJECT)};
    const unsigned kinds = c->kinds_present & ~(1u << PP_WORKS); /* 第二十八条 is about goods and services */
    return pp_find_limits(c, PP_THRESHOLD_OPEN_TENDER, "公开招标数额标准", kinds, &q.limits) && ask(c, &q);
}
