/* CAT-: codes and names of the procurement catalogue, 2022 edition (财库〔2022〕31号). */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NEAREST = 5,         /* suggestions for an unknown code */
    NEAREST_LIMIT = 300, /* unknown codes for which they are looked up: each look-up walks the whole catalogue */
    CHILDREN = 8,        /* children of a class that are named */
    OLD_DIGITS = 10,     /* the 2013 edition goes down to A0201060101 */
    LINES_NAMED = 8      /* lines with a catch-all code that are named */
};

static const char *code_of(const pp_checker *c, size_t line)
{
    return pp_plan_text(c->plan, line, PP_COL_ITEM_CODE);
}

/* ---- CAT-01 ---- */

/* True for a letter and 2, 4, 6 or 10 digits: the 2013 edition wrote its levels so. */
static bool has_2013_shape(const char *code)
{
    const size_t digits = code[0] == '\0' ? 0 : strspn(code + 1, "0123456789");
    return pp_kind_of_code(code) != PP_KIND_NONE && code[1 + digits] == '\0' && digits > 0 && digits % 2 == 0 &&
           digits <= OLD_DIGITS && digits != 8;
}

/* True when the 2013 edition had this code for what the line buys: only then is the old edition more than a guess. */
static bool was_named_so(const pp_checker *c, size_t line)
{
    const char *old_name = pp_catalog_name_2013(c->catalog, code_of(c, line));
    return old_name != NULL && pp_text_same(old_name, pp_plan_text(c->plan, line, PP_COL_ITEM_NAME));
}

/* Names the items most like a code (which may be "") and a name, for the first NEAREST_LIMIT of them; *kept holds the
 * text from then on. False when memory is short. */
static bool name_similar(pp_checker *c, const char *code, const char *name, unsigned *searches, const char **kept)
{
    pp_item nearest[NEAREST];
    pp_words similar = {0};
    if ((*searches)++ < NEAREST_LIMIT) {
        const size_t count = pp_catalog_nearest(c->catalog, code, name[0] == '\0' ? NULL : name, nearest, NEAREST);
        for (size_t i = 0; i < count; i++) {
            pp_words_add(&similar, i == 0 ? "相近的品目：" : "；");
            pp_words_item(&similar, c->catalog, nearest[i]);
        }
        pp_words_add(&similar, count > 0 ? "。" : "");
    }
    *kept = pp_keep(c, similar.text);
    return *kept != NULL;
}

static bool report_unknown(pp_checker *c, size_t line, const char *similar)
{
    pp_words fix = {0}, hint = {0};
    char quoted[PP_QUOTE];
    const char *code = code_of(c, line);
    const pp_item same = pp_catalog_find_written(c->catalog, code);
    const pp_item named = pp_named(c, pp_plan_id(c->plan, line, PP_COL_ITEM_NAME));
    if (same != PP_NO_ITEM) {
        pp_words_add(&fix, "请写成 %s（半角、大写、不带空格）。", pp_item_code(c->catalog, same));
    } else if (named != PP_NO_ITEM) {
        pp_words_add(&fix, "按名称应是 ");
        pp_words_item(&fix, c->catalog, named);
        pp_words_add(&fix, "，请改为这个编码。%s", similar);
    } else {
        pp_words_add(&fix, "%s请选用其中合适的末级品目，或用 procplan catalog search 按名称查找。", similar);
    }
    if (was_named_so(c, line)) {
        pp_words_add(&hint, "；在 2013 年版目录中这个编码正是这个名称，看来用的是旧版目录");
    } else if (has_2013_shape(code)) {
        pp_words_add(&hint, "；2022 年版的编码是一个字母加八位数字，这个编码的位数像是 2013 年版的");
    }
    return pp_report_line(c, line, PP_COL_ITEM_CODE, &(pp_note){.actual = code, .fix = fix.text},
                          "品目编码“%s”在 2022 年版采购品目目录中不存在%s。", pp_say_text(code, quoted), hint.text);
}

bool pp_check_unknown_code(pp_checker *c)
{
    const pp_plan *plan = c->plan;
    const char **similar = NULL; /* by text: what name_similar said, NULL before */
    unsigned searches = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < plan->lines; i++) {
        const uint32_t id = pp_plan_id(plan, i, PP_COL_ITEM_CODE);
        if (c->items[i] != PP_NO_ITEM || id == 0) {
            continue;
        }
        if (similar == NULL) {
            similar = calloc(pp_pool_count(plan->pool), sizeof *similar);
            if (similar == NULL) {
                return false;
            }
        }
        ok = similar[id] != NULL ||
             name_similar(c, code_of(c, i), pp_plan_text(plan, i, PP_COL_ITEM_NAME), &searches, &similar[id]);
        ok = ok && report_unknown(c, i, similar[id]);
    }
    free(similar);
    return ok;
}

/* ---- CAT-02 ---- */

bool pp_check_last_level(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_item item = c->items[i];
        if (item == PP_NO_ITEM || (c->item_flags[item] & PP_FLAG_LAST_LEVEL) != 0) {
            continue;
        }
        pp_words fix = {0};
        int count = 0;
        pp_item child = pp_item_first_child(c->catalog, item);
        for (; child != PP_NO_ITEM; child = pp_item_next_sibling(c->catalog, child), count++) {
            if (count < CHILDREN) {
                pp_words_add(&fix, count == 0 ? "请改用它下面的末级品目：" : "；");
                pp_words_item(&fix, c->catalog, child);
            }
        }
        if (count > CHILDREN) {
            pp_words_add(&fix, "；另有 %d 个，用 procplan catalog show %s 查看", count - CHILDREN,
                         pp_item_code(c->catalog, item));
        }
        pp_words_add(&fix, "。");
        if (!pp_report_line(c, i, PP_COL_ITEM_CODE, &(pp_note){.actual = code_of(c, i), .fix = fix.text},
                            "品目 %s（%s）不是末级品目，下面还有 %d 个品目；采购预算要填到末级。",
                            pp_item_code(c->catalog, item), pp_item_name(c->catalog, item), count)) {
            return false;
        }
    }
    return true;
}

/* ---- CAT-03 ---- */

/* named is the item that the name belongs to; where it is none, `similar` names the nearest. */
static bool report_name(pp_checker *c, size_t line, pp_item named, const char *similar)
{
    const char *name = pp_plan_text(c->plan, line, PP_COL_ITEM_NAME);
    const char *code = pp_item_code(c->catalog, c->items[line]);
    const char *right = pp_item_name(c->catalog, c->items[line]);
    char quoted[PP_QUOTE];
    pp_words fix = {0}, hint = {0};
    pp_say_text(name, quoted);
    if (named != PP_NO_ITEM) {
        pp_words_add(&hint, "；“%s”的编码是 %s", quoted, pp_item_code(c->catalog, named));
        pp_words_add(&fix, "要买的是“%s”时，把编码改为 %s；编码没有错时，把名称改为“%s”。", quoted,
                     pp_item_code(c->catalog, named), right);
    } else {
        pp_words_add(&hint, "；目录中没有叫“%s”的品目", quoted);
        pp_words_add(&fix, "编码没有错时，把名称改为“%s”；否则改用合适的品目。%s", right, similar);
    }
    if (was_named_so(c, line)) {
        pp_words_add(&hint, "；这正是 2013 年版目录的编码，应换成 2022 年版的");
    }
    return pp_report_line(c, line, PP_COL_ITEM_NAME, &(pp_note){.actual = name, .expected = right, .fix = fix.text},
                          "编码 %s 在 2022 年版目录中是“%s”，这里的名称却是“%s”%s。", code, right, quoted, hint.text);
}

bool pp_check_name(pp_checker *c)
{
    const pp_plan *plan = c->plan;
    uint32_t *belongs =
        calloc(pp_pool_count(plan->pool), sizeof *belongs); /* by text: 1 + the item it is known to name */
    const char **similar = calloc(pp_pool_count(plan->pool), sizeof *similar); /* by text: what name_similar said */
    unsigned searches = 0;
    bool ok = belongs != NULL && similar != NULL;
    for (size_t i = 0; ok && i < plan->lines; i++) {
        const uint32_t id = pp_plan_id(plan, i, PP_COL_ITEM_NAME);
        const pp_item item = c->items[i];
        if (id == 0 || item == PP_NO_ITEM || belongs[id] == (uint32_t)item + 1) {
            continue;
        }
        if (pp_text_same(pp_pool_text(plan->pool, id), pp_item_name(c->catalog, item))) {
            belongs[id] = (uint32_t)item + 1;
            continue;
        }
        const pp_item named = pp_named(c, id);
        ok = named != PP_NO_ITEM || similar[id] != NULL ||
             name_similar(c, "", pp_pool_text(plan->pool, id), &searches, &similar[id]);
        ok = ok && report_name(c, i, named, similar[id]);
    }
    free(belongs);
    free(similar);
    return ok;
}

/* ---- CAT-04 ---- */

bool pp_check_letter(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_kind written = (pp_kind)c->kinds[pp_plan_id(c->plan, i, PP_COL_KIND)];
        if (c->items[i] == PP_NO_ITEM || written == PP_KIND_NONE) {
            continue;
        }
        const pp_kind kind = (pp_kind)(c->item_flags[c->items[i]] & PP_FLAG_KIND);
        if (written == kind || kind == PP_KIND_NONE) {
            continue;
        }
        pp_words fix = {0};
        pp_words_add(&fix, "编码正确时把采购类别改为“%s”；确实是%s采购时，请换用%s类的品目编码。", pp_kind_name(kind),
                     pp_kind_name(written), pp_kind_name(written));
        if (!pp_report_line(c, i, PP_COL_KIND,
                            &(pp_note){.actual = pp_plan_text(c->plan, i, PP_COL_KIND),
                                       .expected = pp_kind_name(kind),
                                       .fix = fix.text},
                            "采购类别写的是“%s”，而品目 %s（%s）属于%s。", pp_kind_name(written), code_of(c, i),
                            pp_item_name(c->catalog, c->items[i]), pp_kind_name(kind))) {
            return false;
        }
    }
    return true;
}

/* ---- CAT-05 ---- */

/* The lines with catch-all codes that carry most, greatest first, and what all of them carry together. */
typedef struct catch_all {
    size_t line[LINES_NAMED];
    size_t named, lines;
    pp_money sum;
    bool overflow;
} catch_all;

static void take_line(const pp_checker *c, size_t line, catch_all *found)
{
    const pp_money amount = c->amounts[line];
    found->lines++;
    found->overflow |= !pp_money_add(found->sum, amount, &found->sum);
    size_t at = found->named;
    while (at > 0 && c->amounts[found->line[at - 1]] < amount) {
        at--;
    }
    if (at == LINES_NAMED) {
        return;
    }
    found->named += found->named < LINES_NAMED;
    memmove(&found->line[at + 1], &found->line[at], (found->named - 1 - at) * sizeof found->line[0]);
    found->line[at] = line;
}

bool pp_check_catch_all(pp_checker *c)
{
    const pp_sum *all = pp_totals_all(c->totals);
    const pp_money total = all->money[PP_COL_TOTAL];
    catch_all found = {0};
    for (size_t i = 0; i < c->plan->lines; i++) {
        if (c->items[i] != PP_NO_ITEM && (c->item_flags[c->items[i]] & PP_FLAG_CATCH_ALL) != 0 &&
            pp_money_known(c->amounts[i]) && c->amounts[i] > 0) {
            take_line(c, i, &found);
        }
    }
    if (total <= 0 || all->overflow || found.overflow || found.sum <= total - found.sum) {
        return true;
    }
    char say[PP_SAY], figure[PP_MONEY_TEXT];
    pp_words lines = {0};
    for (size_t i = 0; i < found.named; i++) {
        const pp_item item = c->items[found.line[i]];
        pp_words_add(&lines, "%s第 %u 行 ", i == 0 ? "" : "、", c->plan->row[found.line[i]]);
        pp_words_add(&lines, "%s ", pp_item_code(c->catalog, item));
        pp_words_add(&lines, "%s", pp_say(c, c->amounts[found.line[i]], say));
    }
    if (found.lines > found.named) {
        pp_words_add(&lines, " 等 %zu 行", found.lines);
    }
    const double share = 100.0 * (double)found.sum / (double)total; /* only shown, decides nothing */
    return pp_report_plan(c, NULL, &(pp_note){.actual = pp_figure(found.sum, figure)},
                          "“其他”类品目（编码末级为 99）共 %s，占全部采购预算的 %.1f%%，超过一半：%s。",
                          pp_say(c, found.sum, say), share, lines.text);
}

/* ---- CAT-06 ---- */

bool pp_check_edition(pp_checker *c)
{
    const char *edition = pp_plan_about(c->plan, PP_ABOUT_EDITION);
    char folded[128], quoted[PP_QUOTE];
    if (edition == NULL || edition[0] == '\0') {
        return true;
    }
    pp_text_fold(edition, strlen(edition), folded, sizeof folded);
    if (strstr(folded, "2022") != NULL) {
        return true;
    }
    return pp_report_about(
        c, PP_ABOUT_EDITION, &(pp_note){.actual = edition, .expected = "2022"},
        "计划注明的目录版本是“%s”，而品目编码是按 2022 年版目录核对的；同一编码在两版中可能是不同的品目。",
        pp_say_text(edition, quoted));
}
