/* BUD-01 to BUD-06: the tables of a budget, each in itself and among themselves. */
#include "rules/budget.h"

#include <string.h>

/* ---- BUD-01 ---- */

static bool report_unreadable(pp_checker *c, const pp_budget_unreadable *u)
{
    char text[PP_QUOTE];
    pp_words name = {0};
    const pp_figure_at at = {u->table, u->row, u->amount};
    const char *why = u->status == PP_MONEY_BEYOND_FEN   ? "有小于 1 分（百分数是 0.01%）的数字"
                      : u->status == PP_MONEY_OTHER_UNIT ? "单位不是万元、元或 %"
                                                         : "不是一个数";
    pp_words_figure_name(&name, c, at);
    return pp_report_budget(c, at, &(pp_note){.actual = u->text}, "%s写的是“%s”，%s，读不出来。", name.text,
                            pp_say_text(u->text, text), why);
}

/* Amounts that a table must have but whose column is missing. */
static bool report_columns(pp_checker *c, pp_budget_table table)
{
    const pp_budget_table_info *info = pp_budget_describe(table);
    pp_words missing = {0};
    for (int a = info->texts; a < info->texts + info->amounts; a++) {
        if (!pp_budget_has_column(c->plan->budget, table, a)) {
            pp_words_add(&missing, "%s“%s”", missing.length == 0 ? "" : "、", info->columns[a].title);
        }
    }
    if (missing.length == 0) {
        return true;
    }
    return pp_report_budget_table(c, table, &(pp_note){.severity = PP_WARNING, .fix = "请在表头补上这些列并填写。"},
                                  "预算表“%s”没有%s列，与这些列有关的核对没有做。", info->name, missing.text);
}

bool pp_check_budget_cells(pp_checker *c)
{
    const pp_budget *budget = c->plan->budget;
    pp_words missing = {0};
    for (size_t i = 0; i < pp_budget_unreadables(budget); i++) {
        const pp_budget_unreadable u = pp_budget_unreadable_at(budget, i);
        if (!report_unreadable(c, &u)) {
            return false;
        }
    }
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        if (!pp_budget_has(budget, (pp_budget_table)t)) {
            pp_words_add(&missing, "%s“%s”", missing.length == 0 ? "" : "、",
                         pp_budget_describe((pp_budget_table)t)->name);
        } else if (!report_columns(c, (pp_budget_table)t)) {
            return false;
        }
    }
    if (missing.length > 0) {
        pp_words reason = {0};
        pp_words_add(&reason, "预算中没有%s，与这些表有关的核对没有做；需要核对时请补上。", missing.text);
        return pp_report_skip(c, reason.text);
    }
    return true;
}

/* ---- BUD-02, BUD-05: figures that must agree ---- */

enum { TERMS = 3 };

/* A figure and those that must add up to it. */
typedef struct agreement {
    pp_term left;
    pp_term right[TERMS];
} agreement;

#define IN(row)                                                                                                        \
    {                                                                                                                  \
        PP_BUDGET_BALANCE, row, BALANCE_IN                                                                             \
    }
#define OUT(row)                                                                                                       \
    {                                                                                                                  \
        PP_BUDGET_BALANCE, row, BALANCE_OUT                                                                            \
    }
#define FISCAL(row, amount)                                                                                            \
    {                                                                                                                  \
        PP_BUDGET_FISCAL, row, FISCAL_##amount                                                                         \
    }
#define ALL(table, amount)                                                                                             \
    {                                                                                                                  \
        PP_BUDGET_##table, PP_ALL_ROWS, table##_##amount                                                               \
    }
#define BY(table, amount)                                                                                              \
    {                                                                                                                  \
        PP_BUDGET_##table, PP_ALL_ROWS, ECONOMY_##amount                                                               \
    }

#define YEAR_IN "本年收入合计"
#define YEAR_OUT "本年支出合计"
#define ALL_IN "收入总计"
#define ALL_OUT "支出总计"
#define LAST_YEAR "上年结转结余|上年结转|上年结余"
#define NEXT_YEAR "年终结转结余|结转下年|年终结转"
#define FISCAL_LAST "年初财政拨款结转和结余|上年结转|上年财政拨款结转"
#define FISCAL_NEXT "年末财政拨款结转和结余|结转下年|年终结转结余"

static bool hold_all(pp_checker *c, const agreement *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t terms = 0;
        while (terms < TERMS && all[i].right[terms].row != NULL) {
            terms++;
        }
        if (!pp_hold_terms(c, &all[i].left, all[i].right, terms)) {
            return false;
        }
    }
    return true;
}

#define HOLD_ALL(c, all) hold_all(c, all, sizeof(all) / sizeof((all)[0]))

bool pp_check_budget_balance(pp_checker *c)
{
    static const agreement EQUAL[] = {
        {IN(ALL_IN), {OUT(ALL_OUT)}},
        {FISCAL(ALL_IN, IN), {FISCAL(ALL_OUT, TOTAL)}},
    };
    /* Without anything carried over, what comes in this year is what goes out this year. */
    static const struct {
        agreement equal;
        pp_term carried[2];
    } YEARS[] = {
        {{IN(YEAR_IN), {OUT(YEAR_OUT)}}, {IN(LAST_YEAR), OUT(NEXT_YEAR)}},
        {{FISCAL(YEAR_IN, IN), {FISCAL(YEAR_OUT, TOTAL)}}, {FISCAL(FISCAL_LAST, IN), FISCAL(FISCAL_NEXT, TOTAL)}},
    };
    for (size_t i = 0; i < sizeof YEARS / sizeof YEARS[0]; i++) {
        bool carried = false;
        for (size_t k = 0; k < 2; k++) {
            const pp_term *t = &YEARS[i].carried[k];
            size_t row;
            carried |= pp_find_row(c->plan->budget, t, &row) &&
                       pp_money_or_zero(pp_budget_row_at(c->plan->budget, t->table, row)->amount[t->amount]) != 0;
        }
        if (!carried && !hold_all(c, &YEARS[i].equal, 1)) {
            return false;
        }
    }
    return HOLD_ALL(c, EQUAL);
}

/* ---- BUD-03: across a row ---- */

/* An amount that is the sum of others of its row: those from first to last, and one more. */
typedef struct row_sum {
    pp_budget_table table;
    int amount, first, last;
    int more; /* -1: none */
} row_sum;

static bool hold_row(pp_checker *c, const row_sum *s, size_t row)
{
    const pp_budget_row *r = pp_budget_row_at(c->plan->budget, s->table, row);
    const int texts = pp_budget_describe(s->table)->texts;
    pp_figure_sum sum = {0};
    bool any = r->amount[s->amount] != PP_MONEY_NONE;
    for (int a = 0; a < PP_BUDGET_AMOUNTS; a++) {
        if (((a >= s->first && a <= s->last) || a == s->more) && a != s->amount &&
            pp_budget_has_column(c->plan->budget, s->table, texts + a)) {
            pp_sum_add(c, &sum, (pp_figure_at){s->table, row, a});
            any |= r->amount[a] != PP_MONEY_NONE;
        }
    }
    return !any || sum.count == 0 || pp_hold_figure(c, (pp_figure_at){s->table, row, s->amount}, &sum);
}

bool pp_check_budget_rows(pp_checker *c)
{
    static const row_sum SUMS[] = {
        {PP_BUDGET_INCOME, INCOME_TOTAL, INCOME_YEAR, INCOME_YEAR, INCOME_CARRYOVER},
        {PP_BUDGET_INCOME, INCOME_YEAR, INCOME_FISCAL, INCOME_OTHER, -1},
        {PP_BUDGET_SPENDING, SPENDING_TOTAL, SPENDING_BASIC, SPENDING_BELOW, -1},
        {PP_BUDGET_FISCAL, FISCAL_TOTAL, FISCAL_GENERAL, FISCAL_CAPITAL, -1},
        {PP_BUDGET_GENERAL, GENERAL_TOTAL, GENERAL_BASIC, GENERAL_BASIC, GENERAL_PROJECT},
        {PP_BUDGET_GENERAL, GENERAL_BASIC, GENERAL_STAFF, GENERAL_PUBLIC, -1},
        {PP_BUDGET_DEPARTMENT, ECONOMY_TOTAL, ECONOMY_STAFF, ECONOMY_PUBLIC, -1},
        {PP_BUDGET_GOVERNMENT, ECONOMY_TOTAL, ECONOMY_STAFF, ECONOMY_PUBLIC, -1},
        {PP_BUDGET_FUND, FUND_TOTAL, FUND_BASIC, FUND_PROJECT, -1},
        {PP_BUDGET_PUBLIC, PUBLIC_TOTAL, PUBLIC_GENERAL, PUBLIC_CAPITAL, -1},
    };
    for (size_t i = 0; i < sizeof SUMS / sizeof SUMS[0]; i++) {
        const int texts = pp_budget_describe(SUMS[i].table)->texts;
        if (!pp_budget_has_column(c->plan->budget, SUMS[i].table, texts + SUMS[i].amount)) {
            continue;
        }
        for (size_t row = 0; row < pp_budget_rows(c->plan->budget, SUMS[i].table); row++) {
            if (!hold_row(c, &SUMS[i], row)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- BUD-04: a class and its items, a total and what stands above it ---- */

/* The row whose code is the longest beginning of this row's code; -1 when there is none. */
static long parent_of(const pp_budget *budget, pp_budget_table table, size_t row)
{
    const char *code = pp_budget_row_at(budget, table, row)->item[0];
    long parent = -1;
    size_t longest = 0;
    for (size_t i = 0; i < pp_budget_rows(budget, table); i++) {
        const char *other = pp_budget_row_at(budget, table, i)->item[0];
        const size_t length = strlen(other);
        if (length > longest && length < strlen(code) && memcmp(other, code, length) == 0) {
            longest = length;
            parent = (long)i;
        }
    }
    return parent;
}

/* Holds one amount of a row against the sum of the rows right below it in the tree of codes; parent -1 with the row of
 * 合计: those at the top. */
static bool hold_children(pp_checker *c, pp_budget_table table, size_t row, long parent, const long *parents,
                          int amount)
{
    const pp_budget *budget = c->plan->budget;
    pp_figure_sum sum = {0};
    for (size_t i = 0; i < pp_budget_rows(budget, table); i++) {
        if (parents[i] == parent && pp_budget_row_at(budget, table, i)->item[0][0] != '\0') {
            pp_sum_add(c, &sum, (pp_figure_at){table, i, amount});
        }
    }
    return sum.count == 0 || pp_hold_figure(c, (pp_figure_at){table, row, amount}, &sum);
}

static bool hold_tree(pp_checker *c, pp_budget_table table)
{
    const pp_budget *budget = c->plan->budget;
    const pp_budget_table_info *info = pp_budget_describe(table);
    const size_t rows = pp_budget_rows(budget, table);
    long parents[PP_BUDGET_ROWS] = {0};
    bool is_parent[PP_BUDGET_ROWS] = {false};
    for (size_t i = 0; i < rows; i++) {
        parents[i] = parent_of(budget, table, i);
        if (parents[i] >= 0) {
            is_parent[parents[i]] = true;
        }
    }
    for (size_t i = 0; i < rows; i++) {
        const pp_budget_row *row = pp_budget_row_at(budget, table, i);
        const bool all = row->item[0][0] == '\0' && strcmp(row->item[1], PP_ALL_ROWS) == 0;
        for (int a = 0; a < info->amounts && (all || is_parent[i]); a++) {
            if (pp_budget_has_column(budget, table, info->texts + a) &&
                !hold_children(c, table, i, all ? -1 : (long)i, parents, a)) {
                return false;
            }
        }
    }
    return true;
}

/* A total of a table by words: the sum of the rows behind `after` and before itself. */
typedef struct span {
    pp_budget_table table;
    int first, last;   /* amounts */
    const char *total; /* words of the row of the sum */
    const char *from;  /* the first row that counts; NULL: from the top */
    const char *to;    /* the first row behind them that does not count; NULL: the total's own */
} span;

static bool hold_span(pp_checker *c, const span *s, int amount)
{
    const pp_budget *budget = c->plan->budget;
    const pp_budget_table_info *info = pp_budget_describe(s->table);
    const int side = info->columns[info->texts + amount].side;
    const pp_term total = {s->table, s->total, amount};
    const pp_term first = {s->table, s->from, amount}, end = {s->table, s->to, amount};
    size_t at = 0, from = 0, to = 0;
    pp_figure_sum sum = {0};
    if (!pp_budget_has_column(budget, s->table, info->texts + amount) || !pp_find_row(budget, &total, &at) ||
        (s->from != NULL && !pp_find_row(budget, &first, &from)) ||
        (s->to != NULL && !pp_find_row(budget, &end, &to))) {
        return true;
    }
    to = s->to == NULL ? at : to;
    from += s->to != NULL; /* the parts of a row stand behind it */
    for (size_t i = from; i < to; i++) {
        if (pp_budget_row_at(budget, s->table, i)->item[side][0] != '\0') {
            pp_sum_add(c, &sum, (pp_figure_at){s->table, i, amount});
        }
    }
    return sum.count == 0 || pp_hold_figure(c, (pp_figure_at){s->table, at, amount}, &sum);
}

bool pp_check_budget_classes(pp_checker *c)
{
    static const span SPANS[] = {
        {PP_BUDGET_BALANCE, BALANCE_IN, BALANCE_IN, YEAR_IN, NULL, NULL},
        {PP_BUDGET_BALANCE, BALANCE_OUT, BALANCE_OUT, YEAR_OUT, NULL, NULL},
        {PP_BUDGET_BALANCE, BALANCE_IN, BALANCE_IN, ALL_IN, YEAR_IN, NULL},
        {PP_BUDGET_BALANCE, BALANCE_OUT, BALANCE_OUT, ALL_OUT, YEAR_OUT, NULL},
        {PP_BUDGET_FISCAL, FISCAL_IN, FISCAL_IN, YEAR_IN, NULL, NULL},
        {PP_BUDGET_FISCAL, FISCAL_TOTAL, FISCAL_CAPITAL, YEAR_OUT, NULL, NULL},
        {PP_BUDGET_FISCAL, FISCAL_IN, FISCAL_IN, FISCAL_LAST, FISCAL_LAST, ALL_IN},
        {PP_BUDGET_FISCAL, FISCAL_TOTAL, FISCAL_CAPITAL, ALL_OUT, YEAR_OUT, NULL},
    };
    static const agreement FISCAL_SUM[] = {{FISCAL(ALL_IN, IN), {FISCAL(YEAR_IN, IN), FISCAL(FISCAL_LAST, IN)}}};
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        if (pp_budget_describe((pp_budget_table)t)->key != PP_BUDGET_BY_WORDS && !hold_tree(c, (pp_budget_table)t)) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof SPANS / sizeof SPANS[0]; i++) {
        for (int a = SPANS[i].first; a <= SPANS[i].last; a++) {
            if (!hold_span(c, &SPANS[i], a)) {
                return false;
            }
        }
    }
    return HOLD_ALL(c, FISCAL_SUM);
}

/* ---- BUD-06 ---- */

bool pp_check_budget_public(pp_checker *c)
{
    static const char ALL_THREE[] = "三公经费合计|三公经费";
    static const char CARS[] = "公务用车购置及运行费|公务用车购置及运行维护费|公务用车购置和运行费";
    static const struct {
        const char *left, *right[TERMS];
    } SUMS[] = {
        {PP_ALL_ROWS, {ALL_THREE}},
        {ALL_THREE, {"因公出国(境)费|因公出国(境)费用|因公出国(境)", CARS, "公务接待费"}},
        {CARS, {"公务用车购置费", "公务用车运行维护费|公务用车运行费"}},
    };
    for (size_t i = 0; i < sizeof SUMS / sizeof SUMS[0]; i++) {
        for (int amount = PUBLIC_TOTAL; amount <= PUBLIC_CAPITAL; amount++) {
            pp_term right[TERMS];
            size_t count = 0, row;
            const pp_term left = {PP_BUDGET_PUBLIC, SUMS[i].left, amount};
            for (; count < TERMS && SUMS[i].right[count] != NULL; count++) {
                right[count] = (pp_term){PP_BUDGET_PUBLIC, SUMS[i].right[count], amount};
            }
            /* A table may give the three without a row for the whole table. */
            if (pp_find_row(c->plan->budget, &left, &row) && !pp_hold_terms(c, &left, right, count)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- BUD-05: one figure in several tables ---- */

static bool is_class(const char *code)
{
    return strlen(code) == 3 && strspn(code, "0123456789") == 3;
}

/* Holds what a table by words says of each class of functions against the class in a table by codes. */
static bool hold_names(pp_checker *c, pp_budget_table words, int amount, pp_budget_table codes, int coded)
{
    const pp_budget *budget = c->plan->budget;
    const pp_budget_table_info *info = pp_budget_describe(words);
    const int side = info->columns[info->texts + amount].side;
    const pp_term end = {words, YEAR_OUT, amount};
    size_t last;
    if (!pp_budget_has_column(budget, words, info->texts + amount) ||
        !pp_budget_has_column(budget, codes, pp_budget_describe(codes)->texts + coded) ||
        !pp_find_row(budget, &end, &last)) {
        return true;
    }
    bool taken[PP_BUDGET_ROWS] = {false};
    for (size_t i = 0; i < last; i++) {
        pp_figure_sum sum = {0};
        const char *item = pp_budget_row_at(budget, words, i)->item[side];
        for (size_t k = 0; k < pp_budget_rows(budget, codes) && item[0] != '\0'; k++) {
            const pp_budget_row *row = pp_budget_row_at(budget, codes, k);
            if (!taken[k] && is_class(row->item[0]) && strcmp(row->item[1], item) == 0) {
                taken[k] = true;
                pp_sum_add(c, &sum, (pp_figure_at){codes, k, coded});
            }
        }
        if (item[0] != '\0' && !pp_hold_figure(c, (pp_figure_at){words, i, amount}, &sum)) {
            return false;
        }
    }
    for (size_t k = 0; k < pp_budget_rows(budget, codes); k++) {
        const pp_budget_row *row = pp_budget_row_at(budget, codes, k);
        const pp_figure_at at = {codes, k, coded};
        const pp_figure_sum none = {0};
        if (!taken[k] && is_class(row->item[0]) && !pp_hold_figure(c, at, &none)) {
            return false;
        }
    }
    return true;
}

/* Reports the codes with an amount on the right that the table on the left lacks. */
static bool hold_unmatched(pp_checker *c, const pp_term *left, const pp_term *right)
{
    const pp_budget *budget = c->plan->budget;
    for (size_t i = 0; i < pp_budget_rows(budget, right->table); i++) {
        pp_term own = *left, other = *right;
        size_t row;
        own.row = other.row = pp_budget_row_at(budget, right->table, i)->item[0];
        if (own.row[0] != '\0' && !pp_find_row(budget, &own, &row) && !pp_hold_terms(c, &own, &other, 1)) {
            return false;
        }
    }
    return true;
}

/* Holds each code's amount in one table against the sum of those in others; what only they have is reported too. */
static bool hold_codes(pp_checker *c, const pp_term *left, const pp_term *right, size_t count)
{
    const pp_budget *budget = c->plan->budget;
    for (size_t i = 0; i < pp_budget_rows(budget, left->table); i++) {
        const pp_budget_row *row = pp_budget_row_at(budget, left->table, i);
        pp_term own = *left, others[TERMS];
        own.row = row->item[0][0] == '\0' ? PP_ALL_ROWS : row->item[0];
        if (row->item[0][0] == '\0' && strcmp(row->item[1], PP_ALL_ROWS) != 0) {
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            others[k] = right[k];
            others[k].row = own.row;
        }
        if (!pp_hold_terms(c, &own, others, count)) {
            return false;
        }
    }
    for (size_t k = 0; k < count; k++) {
        if (!hold_unmatched(c, left, &right[k])) {
            return false;
        }
    }
    return true;
}

/* True when all money of the budget is of 一般公共预算 and 政府性基金: then these two tables make up the spending. */
static bool only_two_funds(const pp_budget *budget)
{
    static const pp_term OTHERS[] = {ALL(INCOME, SPECIAL),   ALL(INCOME, BUSINESS),    ALL(INCOME, TRADE),
                                     ALL(INCOME, ABOVE),     ALL(INCOME, BELOW),       ALL(INCOME, OTHER),
                                     ALL(INCOME, CARRYOVER), FISCAL(YEAR_OUT, CAPITAL)};
    bool only = pp_budget_has(budget, PP_BUDGET_INCOME);
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        size_t row;
        only =
            only && (!pp_find_row(budget, &OTHERS[i], &row) ||
                     pp_money_or_zero(pp_budget_row_at(budget, OTHERS[i].table, row)->amount[OTHERS[i].amount]) == 0);
    }
    return only;
}

static bool hold_functions(pp_checker *c)
{
    static const struct {
        pp_term left, right[2];
        size_t count;
        bool only; /* holds when there are no other funds */
    } CODES[] = {
        {ALL(INCOME, TOTAL), {ALL(SPENDING, TOTAL), ALL(SPENDING, CARRYOVER)}, 2, false},
        {ALL(SPENDING, TOTAL), {ALL(GENERAL, TOTAL), ALL(FUND, TOTAL)}, 2, true},
        {ALL(SPENDING, BASIC), {ALL(GENERAL, BASIC), ALL(FUND, BASIC)}, 2, true},
        {ALL(SPENDING, PROJECT), {ALL(GENERAL, PROJECT), ALL(FUND, PROJECT)}, 2, true},
    };
    const bool only = only_two_funds(c->plan->budget);
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if ((only || !CODES[i].only) && !hold_codes(c, &CODES[i].left, CODES[i].right, CODES[i].count)) {
            return false;
        }
    }
    return true;
}

bool pp_check_budget_agreement(pp_checker *c)
{
    static const char GENERAL_IN[] = "一般公共预算拨款收入|一般公共预算拨款";
    static const char FUND_IN[] = "政府性基金预算拨款收入|政府性基金预算拨款";
    static const char CAPITAL_IN[] = "国有资本经营预算拨款收入|国有资本经营预算拨款";
    static const agreement EQUAL[] = {
        {ALL(INCOME, TOTAL), {IN(ALL_IN)}},
        {ALL(INCOME, YEAR), {IN(YEAR_IN)}},
        {ALL(INCOME, FISCAL), {IN(GENERAL_IN), IN(FUND_IN), IN(CAPITAL_IN)}},
        {ALL(INCOME, SPECIAL), {IN("财政专户管理资金收入|财政专户管理资金|财政专户收入")}},
        {ALL(INCOME, BUSINESS), {IN("事业收入")}},
        {ALL(INCOME, TRADE), {IN("事业单位经营收入|经营收入")}},
        {ALL(INCOME, ABOVE), {IN("上级补助收入")}},
        {ALL(INCOME, BELOW), {IN("附属单位上缴收入")}},
        {ALL(INCOME, OTHER), {IN("其他收入")}},
        {ALL(INCOME, CARRYOVER), {IN(LAST_YEAR)}},
        {ALL(SPENDING, TOTAL), {OUT(YEAR_OUT)}},
        {ALL(SPENDING, CARRYOVER), {OUT(NEXT_YEAR)}},
        {FISCAL(GENERAL_IN, IN), {IN(GENERAL_IN)}},
        {FISCAL(FUND_IN, IN), {IN(FUND_IN)}},
        {FISCAL(CAPITAL_IN, IN), {IN(CAPITAL_IN)}},
        {FISCAL(YEAR_OUT, GENERAL), {ALL(GENERAL, TOTAL)}},
        {FISCAL(YEAR_OUT, FUND), {ALL(FUND, TOTAL)}},
        {BY(DEPARTMENT, TOTAL), {ALL(GENERAL, BASIC)}},
        {BY(DEPARTMENT, STAFF), {ALL(GENERAL, STAFF)}},
        {BY(DEPARTMENT, PUBLIC), {ALL(GENERAL, PUBLIC)}},
        {BY(GOVERNMENT, TOTAL), {BY(DEPARTMENT, TOTAL)}},
        {BY(GOVERNMENT, STAFF), {BY(DEPARTMENT, STAFF)}},
        {BY(GOVERNMENT, PUBLIC), {BY(DEPARTMENT, PUBLIC)}},
    };
    return HOLD_ALL(c, EQUAL) && hold_names(c, PP_BUDGET_BALANCE, BALANCE_OUT, PP_BUDGET_SPENDING, SPENDING_TOTAL) &&
           hold_names(c, PP_BUDGET_FISCAL, FISCAL_GENERAL, PP_BUDGET_GENERAL, GENERAL_TOTAL) &&
           hold_names(c, PP_BUDGET_FISCAL, FISCAL_FUND, PP_BUDGET_FUND, FUND_TOTAL) && hold_functions(c);
}
