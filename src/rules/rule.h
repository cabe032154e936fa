/* The inside of checking: what a rule is, what it is given, and how it says what it found.
 *
 * A rule is one function that walks the plan's columns and one row of the table in registry.c. It reads what is worked
 * out once for all rules from the checker, works out about a text only once (by its number in the pool), and never
 * compares lines in pairs: a plan may have a million of them. A rule never holds a number of the law: it asks the
 * policy (procplan/policy.h) or the ledger (procplan/reserve.h), and says where the number comes from. */
#ifndef PP_RULES_RULE_H
#define PP_RULES_RULE_H

#include "base/arena.h"
#include "model/plan.h"
#include "procplan/check.h"

typedef struct pp_rule_entry pp_rule_entry;

/* What is known about an item of the catalogue, by its index: so that a walk over the lines calls nothing. */
enum { PP_FLAG_KIND = 3 /* mask: a pp_kind */, PP_FLAG_LAST_LEVEL = 4, PP_FLAG_CATCH_ALL = 8 };

/* What the rules share during one check. */
typedef struct pp_checker {
    const pp_plan *plan;
    const pp_catalog *catalog;
    const pp_totals *totals;
    pp_level level;
    pp_report *report;
    const pp_policy *policy;   /* NULL: none, and then no ledger */
    const pp_ledger *ledger;   /* the report's */
    const char *region;        /* NULL: not known */
    int year;                  /* 0: not known */
    int today;                 /* yyyymmdd, 0: not known */
    const pp_rule_entry *rule; /* the one that runs */
    const char *plan_file;     /* for findings about the plan as a whole; NULL when it came from no file */
    const char *plan_sheet;
    pp_item *items;                    /* by line: its item, PP_NO_ITEM when the catalogue has no such code */
    pp_money *amounts;                 /* by line: pp_plan_amount */
    uint8_t *kinds;                    /* by pool number: pp_plan_kinds */
    uint8_t *item_flags;               /* by item */
    uint32_t *named;                   /* by pool number: what pp_named found, plus 2; 0: not looked up yet */
    uint64_t *source_lacks;            /* by source: bits of the columns that other sources have and this one lacks */
    size_t judged[PP_JUDGEMENT_COUNT]; /* lines of the ledger so judged */
    unsigned kinds_present;            /* bits 1u << PP_GOODS … of the ledger's lines */
    unsigned kinds_unruled;            /* of them those for which no rule on reserves is in force */
    const pp_origin *origin;           /* the last one that pp_keep_basis was asked for */
    const char *article, *basis;       /* with which article, and what it gave */
    struct pp_budget_tails *tails;     /* of the tables of the budget (budget.h); NULL: none was met */
} pp_checker;

#define PP_COLUMN_BIT(column) (UINT64_C(1) << (column))

/* Besides columns a rule may need the policy tables, and with them a year, without which no dated row is in force. */
#define PP_NEEDS_POLICY (UINT64_C(1) << 62)
#define PP_NEEDS_YEAR (UINT64_C(1) << 63)

/* … or the other tables of the budget: without them it is silent. */
#define PP_NEEDS_BUDGET (UINT64_C(1) << 61)

/* True when the file that the line comes from has the column (as a heading, or set by a program). */
static inline bool pp_line_has(const pp_checker *c, size_t line, pp_column column)
{
    return c->plan->column[column].any != NULL && (c->source_lacks[c->plan->source[line]] & PP_COLUMN_BIT(column)) == 0;
}

/* Walks the plan and reports. False only when memory is short. */
typedef bool pp_check_fn(pp_checker *c);

struct pp_rule_entry {
    pp_rule_info info;
    uint64_t needs; /* bits of the columns that the plan must all have, and PP_NEEDS_…, else the rule is listed as not
                       checked */
    uint64_t any;   /* bits of columns of which the plan must have one; 0: none is asked for */
    pp_check_fn *check;
};

/* The item whose name this text of the pool is, looked up once; PP_NO_ITEM when it is none (or empty). */
pp_item pp_named(pp_checker *c, uint32_t id);

/* The registry, in the order in which rules run and are shown. */
extern const pp_rule_entry PP_RULES[];
extern const size_t PP_RULE_COUNT;

/* ---- Saying what was found (report.c) ---- */

/* What a finding says besides its message. Texts are copied, actual, expected and difference up to 600 bytes and … for
 * the rest; NULL where there is nothing to say. */
typedef struct pp_note {
    pp_severity severity; /* PP_OFF (0): the severity that the rule has at the level of the check */
    const char *actual, *expected, *difference;
    const char *fix;   /* what to do here; NULL: what the rule says in general */
    const char *basis; /* what it rests on here; NULL: what the rule says in general. Not copied: pp_keep_basis */
    const char *title; /* heading of a column that procplan does not know; NULL: the heading of the cell's column. Not
                          copied: it belongs to the plan */
} pp_note;

/* Reports a cell of a line, or the whole line with PP_NO_COLUMN. note may be NULL. False when memory is short. */
bool pp_report_line(pp_checker *c, size_t line, pp_column column, const pp_note *note, const char *format, ...)
    PP_PRINTF(5, 6);

/* Reports something about the plan as a whole: it stands at the plan's (first) file; title (may be NULL) names the
 * heading or entry it is about. False when memory is short. */
bool pp_report_plan(pp_checker *c, const char *title, const pp_note *note, const char *format, ...) PP_PRINTF(4, 5);

/* Reports an entry of about.csv (or of the rows above the table): where it stands, or where it should. False when
 * memory is short. */
bool pp_report_about(pp_checker *c, pp_about_key key, const pp_note *note, const char *format, ...) PP_PRINTF(4, 5);

/* Reports a heading of one source. False when memory is short. */
bool pp_report_source(pp_checker *c, size_t source, const char *title, const pp_note *note, const char *format, ...)
    PP_PRINTF(5, 6);

/* Reports a control, at its amount. False when memory is short. */
bool pp_report_control_row(pp_checker *c, const pp_control *control, const pp_note *note, const char *format, ...)
    PP_PRINTF(4, 5);

/* The same at its key: the whole row where the cell of the key is not known. */
bool pp_report_control_key(pp_checker *c, const pp_control *control, const pp_note *note, const char *format, ...)
    PP_PRINTF(4, 5);

/* Lists the running rule as not checked, in whole or in part, for this reason (a whole sentence, copied). To be called
 * once a rule at most. False when memory is short. */
bool pp_report_skip(pp_checker *c, const char *reason);

/* Lists the running rule as not checked for these kinds (bits 1u << PP_GOODS …; 0: for the whole plan), because no row
 * of the policy table `file` is in force on `what` (预留规定). False when memory is short. */
bool pp_report_no_row(pp_checker *c, const char *what, const char *file, unsigned kinds);

/* The text as it lives as long as the report, kept once; NULL when memory is short. */
const char *pp_keep(pp_checker *c, const char *text);

/* Where a number of the law comes from, with how sure that is: 财库〔2020〕46号 第八条（把握程度：press 95%）. article,
 * if not NULL, is put before it: the article that a regional row gives its number for. Lives as long as the report, and
 * is kept once for findings of the same origin; NULL when memory is short. */
const char *pp_keep_basis(pp_checker *c, const pp_origin *origin, const char *article);

/* How the controls fare: pp_plan_controls of them, in the plan's order. */
const pp_control_result *pp_report_results(const pp_checker *c);

/* ---- The report's making (report.c), for check.c ---- */

/* A new report that takes over totals and holds the controls against them; NULL when memory is short (totals is freed
 * then too). region is copied and may be NULL. */
pp_report *pp_report_new(const pp_plan *plan, pp_totals *totals, pp_level level, int year, const char *region);

/* Makes the ledger under a policy for the report's region and year; the report keeps both. False when memory is short.
 */
bool pp_report_make_ledger(pp_report *report, const pp_plan *plan, const pp_policy *policy);

/* Puts the findings in order: worst first, then by source, row, column and rule. */
void pp_report_sort(pp_report *report);

/* ---- Words (words.c) ---- */

/* A short text being put together; what does not fit is cut at a character boundary. */
typedef struct pp_words {
    size_t length;
    char text[1536];
} pp_words;

void pp_words_add(pp_words *words, const char *format, ...) PP_PRINTF(2, 3);

/* Adds “code name” of an item. */
void pp_words_item(pp_words *words, const pp_catalog *catalog, pp_item item);

enum { PP_QUOTE = 256, PP_SAY = 2 * PP_MONEY_TEXT + 32 };

/* Text from a plan as it may stand in a message: at most 60 characters (… for the rest), control characters as spaces.
 * Returns out. */
const char *pp_say_text(const char *text, char out[PP_QUOTE]);

/* The unit that the plan's amounts are written in. */
pp_money_unit pp_unit_of_plan(const pp_plan *plan);

/* An amount for people, in the unit in which they wrote the plan and always exact: 18,000.01 元 in a plan in 元; in one
 * in 万元 1,234.56 万元, with the 元 behind it where two decimals do not hold it: 0.000001 万元（0.01 元）. Returns
 * out.
 */
const char *pp_say(const pp_checker *c, pp_money m, char out[PP_SAY]);

/* An amount for the field actual of a finding that compares it with nothing: in 万元 with two decimals, exact where
 * these would show it as 0.00. Returns out. */
const char *pp_figure(pp_money m, char out[PP_MONEY_TEXT]);

/* Two amounts that should agree, in all the forms that a finding needs. */
typedef struct pp_comparison {
    pp_money difference; /* actual - expected; meaningful when note.difference is not NULL */
    pp_note note; /* actual, expected and difference point into this struct: in 万元 with two decimals, all three
                     exact where two decimals would hide the difference */
    char actual[PP_MONEY_TEXT], expected[PP_MONEY_TEXT], difference_text[PP_MONEY_TEXT];
    char say_actual[PP_SAY], say_expected[PP_SAY];
    char say_gap[PP_SAY + 16]; /* 多 0.01 万元 or 少 0.01 万元 */
} pp_comparison;

/* Adds the kinds in these bits: 货物、服务. */
void pp_words_kinds(pp_words *words, unsigned kinds);

/* Adds “第 3 行（C99000000 其他服务，5,837.65 万元）” of a line, behind 、 unless it is the first; from the ninth on
 * nothing. count is how many there were before it. */
void pp_words_line(pp_words *words, const pp_checker *c, size_t line, size_t count);

/* Adds “等 12 行” where pp_words_line left some of `count` lines out. */
void pp_words_more(pp_words *words, size_t count);

/* Fills *figures and returns it. The difference is left out where it does not fit 64 bits. */
pp_comparison *pp_compare(const pp_checker *c, pp_comparison *figures, pp_money actual, pp_money expected);

/* Edit distance of two texts by characters, of at most 64 characters each. */
unsigned pp_text_distance(const char *a, const char *b);

/* ---- The sums of a line (amount_rules.c) ---- */

/* What 小计 (财政拨款小计) should be: the sum of its three parts. False when one is unreadable or it does not fit. */
bool pp_line_subtotal(const pp_plan *plan, size_t line, pp_money *sum);

/* What 合计 should be: 小计 (or, where it is empty, its parts) and the other sources. *any tells whether one of the
 * cells is filled. False when one is unreadable or it does not fit. */
bool pp_line_total(const pp_plan *plan, size_t line, pp_money *sum, bool *any);

/* ---- The rules, by family ---- */

pp_check_fn pp_check_unknown_code, pp_check_last_level, pp_check_name, pp_check_letter, pp_check_catch_all,
    pp_check_edition; /* catalog_rules.c */

pp_check_fn pp_check_readable, pp_check_fen, pp_check_subtotal, pp_check_total, pp_check_sign, pp_check_price,
    pp_check_reserve, pp_check_micro, pp_check_size; /* amount_rules.c */

pp_check_fn pp_check_controls, pp_check_control_keys, pp_check_tails; /* control_rules.c */

pp_check_fn pp_check_headings, pp_check_cells; /* missing_rules.c */

pp_check_fn pp_check_function_code, pp_check_duplicates, pp_check_units, pp_check_kind_word, pp_check_texts,
    pp_check_about, pp_check_region, pp_check_empty, pp_check_function_name; /* form_rules.c */

pp_check_fn pp_check_within, pp_check_pool, pp_check_pool_micro, pp_check_act, pp_check_act_micro, pp_check_reason,
    pp_check_mode, pp_check_needless_reason; /* reserve_rules.c */

pp_check_fn pp_check_method, pp_check_open_tender, pp_check_ceiling, pp_check_organisation,
    pp_check_bought_services; /* method_rules.c */

pp_check_fn pp_check_split, pp_check_split_tender; /* split_rules.c */

pp_check_fn pp_check_when; /* when_rules.c */

pp_check_fn pp_check_budget_cells, pp_check_budget_balance, pp_check_budget_rows, pp_check_budget_classes,
    pp_check_budget_agreement, pp_check_budget_public; /* budget_rules.c */

pp_check_fn pp_check_budget_tails; /* budget_figures.c */

pp_check_fn pp_check_budget_statement, pp_check_budget_changes, pp_check_budget_projects; /* budget_statement_rules.c */

pp_check_fn pp_check_budget_appropriation, pp_check_budget_whole, pp_check_budget_links,
    pp_check_budget_equals; /* budget_plan_rules.c */

#endif
