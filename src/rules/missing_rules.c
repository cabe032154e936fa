/* FRM-01, FRM-02: what the form lacks, columns and cells. */
#include "base/text.h"
#include "rules/rule.h"

#include <string.h>

enum {
    FUNCTION_DIGITS = 7,   /* of the code of a function */
    HEADINGS_NAMED = 8,    /* unknown headings that are named for a missing one */
    LINES_LOOKED_AT = 1000 /* of a file, for what an unknown column holds */
};

/* ---- FRM-01 ---- */

/* Whether a text could stand in a column. */
static bool could_stand_in(const pp_checker *c, pp_column column, const char *text)
{
    pp_money m;
    switch (column) {
    case PP_COL_KIND:
        return pp_kind_by_name(text) != PP_KIND_NONE;
    case PP_COL_ITEM_CODE:
        return pp_catalog_find_written(c->catalog, text) != PP_NO_ITEM;
    case PP_COL_FUNCTION_CODE: {
        const char *digits = text + strcspn(text, "0123456789");
        return strspn(digits, "0123456789") == FUNCTION_DIGITS;
    }
    default:
        return pp_column_describe(column)->type == PP_TYPE_MONEY &&
               pp_money_parse(text, strlen(text), pp_unit_of_plan(c->plan), &m) == PP_MONEY_OK;
    }
}

/* The first text that a source has in an extra column, "" when its first lines have none. */
static const char *first_text(const pp_plan *plan, size_t source, const pp_extra *extra)
{
    int looked = 0;
    for (size_t i = 0; i < plan->lines && looked < LINES_LOOKED_AT; i++) {
        if (plan->source[i] != source) {
            continue;
        }
        if (extra->values[i] != 0) {
            return pp_pool_text(plan->pool, extra->values[i]);
        }
        looked++;
    }
    return "";
}

/* Names the headings of the file that procplan does not know and whose column could be the missing one, or, where none
 * looks like it, all of them. */
static void name_unknown(const pp_checker *c, size_t source, pp_column column, pp_words *fix)
{
    pp_words likely = {0}, unknown = {0};
    char quoted[PP_QUOTE];
    int like = 0, count = 0;
    for (size_t e = 0; e < c->plan->extra_count; e++) {
        const pp_extra *extra = &c->plan->extras[e];
        const char *text = pp_text_same(extra->title, "序号") ? "" : first_text(c->plan, source, extra);
        if (text[0] == '\0') {
            continue;
        }
        pp_say_text(extra->title, quoted);
        if (could_stand_in(c, column, text) && like++ < HEADINGS_NAMED) {
            pp_words_add(&likely, "%s“%s”", like == 1 ? "" : "、", quoted);
        }
        if (count++ < HEADINGS_NAMED) {
            pp_words_add(&unknown, "%s“%s”", count == 1 ? "" : "、", quoted);
        }
    }
    const char *title = pp_column_describe(column)->title;
    if (like > 0) {
        pp_words_add(fix, "没有认出的列%s%s的内容像是%s，确实是的话把列名改为“%s”就可以。", likely.text,
                     like > HEADINGS_NAMED ? "等" : "", title, title);
    } else if (count > 0) {
        pp_words_add(fix, "表中没有认出的列有%s%s，其中有%s的话，把列名改为“%s”就可以。", unknown.text,
                     count > HEADINGS_NAMED ? "等" : "", title, title);
    }
}

static bool report_heading(pp_checker *c, size_t source, pp_column column)
{
    const char *title = pp_column_describe(column)->title;
    pp_words fix = {0};
    pp_words_add(&fix, "请在表头补上“%s”列，%s。", title,
                 column == PP_COL_RESERVE   ? "没有预留的行填 0.00"
                 : column == PP_COL_GENERAL ? "没有这项资金的行留空即可"
                                            : "每一行都要填写");
    name_unknown(c, source, column, &fix);
    const pp_note note = {.expected = title, .fix = fix.text};
    return c->plan->source_count == 0 ? pp_report_plan(c, title, &note, "表中没有“%s”列。", title)
                                      : pp_report_source(c, source, title, &note, "表头中没有找到“%s”列。", title);
}

bool pp_check_headings(pp_checker *c)
{
    const size_t sources = c->plan->source_count == 0 ? 1 : c->plan->source_count;
    for (size_t s = 0; s < sources; s++) {
        for (int column = 0; column < PP_COLUMN_COUNT; column++) {
            const bool missing =
                !pp_plan_has(c->plan, (pp_column)column) || (c->source_lacks[s] & PP_COLUMN_BIT(column)) != 0;
            if (pp_column_describe((pp_column)column)->required && missing &&
                !report_heading(c, s, (pp_column)column)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- FRM-02 ---- */

/* Reports the empty required text cells of a line. */
static bool report_empty_text(pp_checker *c, size_t line, pp_column column)
{
    const char *title = pp_column_describe(column)->title;
    pp_words fix = {0};
    const pp_item named =
        column == PP_COL_ITEM_CODE ? pp_named(c, pp_plan_id(c->plan, line, PP_COL_ITEM_NAME)) : PP_NO_ITEM;
    if (named != PP_NO_ITEM) {
        pp_words_add(&fix, "按名称应是 ");
        pp_words_item(&fix, c->catalog, named);
        pp_words_add(&fix, "，请填上这个编码。");
    } else if (column == PP_COL_KIND && c->items[line] != PP_NO_ITEM) {
        pp_words_add(&fix, "按品目编码应填“%s”。",
                     pp_kind_name((pp_kind)(c->item_flags[c->items[line]] & PP_FLAG_KIND)));
    } else {
        pp_words_add(&fix, "请填上%s；整行都不需要时请删去这一行。", title);
    }
    return pp_report_line(c, line, column, &(pp_note){.fix = fix.text}, "这一行没有填“%s”。", title);
}

/* An empty 合计 counts as the sum of the sources, so that nothing else shows that it was left out. */
static bool report_empty_total(pp_checker *c, size_t line)
{
    char figure[PP_MONEY_TEXT], say[PP_SAY];
    pp_money sum;
    bool any = false;
    pp_words fix = {0};
    if (!pp_line_total(c->plan, line, &sum, &any)) {
        return pp_report_line(c, line, PP_COL_TOTAL, &(pp_note){.fix = "请改正读不出的资金来源，再填上合计。"},
                              "这一行没有填合计，资金来源又读不出或太大，不知道是多少。");
    }
    if (!any) {
        return pp_report_line(c, line, PP_COL_TOTAL, &(pp_note){.fix = "请填上合计和它的资金来源；不采购的行请删去。"},
                              "这一行没有填金额：合计和各项资金来源都是空的。");
    }
    pp_money_format(sum, PP_UNIT_WAN, PP_MONEY_EXACT, figure);
    pp_words_add(&fix, "请核对各项资金来源；没有错时，把合计填为 %s。", pp_say(c, sum, say));
    return pp_report_line(c, line, PP_COL_TOTAL, &(pp_note){.expected = figure, .fix = fix.text},
                          "这一行没有填合计；各项资金来源相加是 %s。", say);
}

/* The catalogue's name is missing beside a code that it knows. In a column of codes and names (采购品目) the cell is
 * that of the code. */
static bool report_empty_name(pp_checker *c, size_t line)
{
    const pp_source *source = &c->plan->sources[c->plan->source[line]];
    const bool own_cell = source->number[PP_COL_ITEM_NAME] != 0 || source->number[PP_COL_ITEM_CODE] == 0;
    const char *name = pp_item_name(c->catalog, c->items[line]);
    const char *code = pp_item_code(c->catalog, c->items[line]);
    pp_words fix = {0};
    pp_words_add(&fix, "这个编码的名称是“%s”，要买的是它时请填上这个名称。", name);
    return pp_report_line(c, line, own_cell ? PP_COL_ITEM_NAME : PP_COL_ITEM_CODE,
                          &(pp_note){.severity = PP_WARNING, .expected = name, .fix = fix.text},
                          "这一行只有品目编码 %s，没有填品目名称，看不出编码有没有抄错。", code);
}

/* Whether names of items are to be expected in a source: it has a column of them, or one of codes and names. */
static bool expects_names(const pp_checker *c, size_t source)
{
    const char *title = c->plan->sources[source].title[PP_COL_ITEM_CODE];
    if (c->plan->column[PP_COL_ITEM_NAME].any != NULL &&
        (c->source_lacks[source] & PP_COLUMN_BIT(PP_COL_ITEM_NAME)) == 0) {
        return true;
    }
    return title != NULL &&
           (strstr(title, "名称") != NULL || (strstr(title, "编码") == NULL && strstr(title, "代码") == NULL));
}

static bool check_names(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        if (c->items[i] != PP_NO_ITEM && pp_plan_id(c->plan, i, PP_COL_ITEM_NAME) == 0 &&
            expects_names(c, c->plan->source[i]) && !report_empty_name(c, i)) {
            return false;
        }
    }
    return true;
}

bool pp_check_cells(pp_checker *c)
{
    static const pp_column REQUIRED[] = {PP_COL_FUNCTION_CODE, PP_COL_ITEM_CODE, PP_COL_KIND};
    for (size_t k = 0; k < sizeof REQUIRED / sizeof REQUIRED[0]; k++) {
        const pp_column column = REQUIRED[k];
        const uint32_t *cells = c->plan->column[column].text;
        for (size_t i = 0; cells != NULL && i < c->plan->lines; i++) {
            if (cells[i] == 0 && pp_line_has(c, i, column) && !report_empty_text(c, i, column)) {
                return false;
            }
        }
    }
    const pp_money *totals = c->plan->column[PP_COL_TOTAL].number;
    for (size_t i = 0; totals != NULL && i < c->plan->lines; i++) {
        if (totals[i] == PP_MONEY_NONE && pp_line_has(c, i, PP_COL_TOTAL) && !report_empty_total(c, i)) {
            return false;
        }
    }
    const pp_money *reserves = c->plan->column[PP_COL_RESERVE].number;
    for (size_t i = 0; reserves != NULL && i < c->plan->lines; i++) {
        if (reserves[i] == PP_MONEY_NONE && pp_line_has(c, i, PP_COL_RESERVE) &&
            !pp_report_line(c, i, PP_COL_RESERVE,
                            &(pp_note){.severity = PP_WARNING,
                                       .fix = "预留的请填上金额；没有预留的请填 0.00，不要留空或只写短横。"},
                            "这一行没有填中小企业预留份额，看不出是没有预留还是漏填了。")) {
            return false;
        }
    }
    return check_names(c);
}
