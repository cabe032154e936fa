/* The inside of a policy: the rows of its tables, and how the tables are read. policy_tables.c knows the tables and
 * reads them from text or from a file; it also serves the generator that compiles them in. policy.c answers questions.
 */
#ifndef PP_MODEL_POLICY_H
#define PP_MODEL_POLICY_H

#include "base/arena.h"
#include "procplan/policy.h"

typedef enum pp_policy_table {
    PP_TABLE_RESERVE = 0,
    PP_TABLE_THRESHOLDS,
    PP_TABLE_ASSETS,
    PP_TABLE_METHODS,
    PP_TABLE_MODES,
    PP_TABLE_EXEMPTIONS,
    PP_TABLE_FUNCTIONS,
    PP_TABLE_INTENTION,
    PP_TABLE_LINKS,
    PP_POLICY_TABLE_COUNT
} pp_policy_table;

enum { PP_POLICY_FOLDED = 1204 }; /* room for a folded field: folding makes it at most four times as long */

/* A row of functions.csv. */
typedef struct pp_function {
    pp_origin origin;
    const char *code, *name;
} pp_function;

/* A row of any table: its struct begins with its origin. */
typedef union pp_policy_row {
    pp_origin origin;
    pp_reserve_policy reserve;
    pp_threshold threshold;
    pp_asset_standard asset;
    pp_word word;
    pp_exemption exemption;
    pp_function function;
    pp_intention_policy intention;
    pp_budget_link link;
} pp_policy_row;

/* The rows of one table, an array of that table's struct in the order of the file. */
typedef struct pp_policy_rows {
    void *rows;
    size_t count, size; /* size of one row */
} pp_policy_rows;

/* A text by which a row is known, folded (pp_text_fold). */
typedef struct pp_spelling {
    const char *text;
    size_t length;
    const pp_policy_row *row;
    bool negated; /* it counts where the text denies it: 无法充分竞争 */
} pp_spelling;

/* What such a word begins with in a table (不…充分竞争), folded. */
#define PP_NEGATED_WORD "不..."

typedef struct pp_spellings {
    pp_spelling *all; /* longest first, then in the table's order */
    size_t count;
} pp_spellings;

struct pp_policy {
    pp_arena *arena; /* texts and spellings */
    pp_policy_rows tables[PP_POLICY_TABLE_COUNT];
    pp_spellings words[PP_WORD_MODE + 1]; /* by pp_word_kind */
    pp_spellings exemptions;
};

/* sme-reserve.csv … Static. */
const char *pp_policy_file(pp_policy_table which);

/* Reads a table into policy->tables[which], which must be empty, from text[0..size) or, when text is NULL, from the
 * file at `path`, by which errors are told. Faulty rows and overlapping ones are refused with *error and their row.
 * The rows are freed by pp_policy_clear, also after a failure. */
bool pp_policy_read(pp_policy *policy, pp_policy_table which, const char *path, const char *text, size_t size,
                    pp_error *error);

/* Frees the rows of all tables and the arena. */
void pp_policy_clear(pp_policy *policy);

/* True when both rows of a table speak of the same thing, wherever and whenever they are in force. */
bool pp_policy_same(pp_policy_table which, const void *a, const void *b);

static inline const void *pp_policy_row_at(const pp_policy *policy, pp_policy_table table, size_t index)
{
    const pp_policy_rows *t = &policy->tables[table];
    return (const char *)t->rows + index * t->size;
}

/* Reads "45%" or "45.5%" (any width) from text[0..length): 0% to 100%. False when it is no such share. */
bool pp_share_read(const char *text, size_t length, pp_share *share);

/* The percentage that a text names (专门采购包（45％）), 0 when it names none: digits and a percent sign. */
pp_share pp_share_in(const char *text);

/* ---- Generated from catalog/ while the program is built ---- */

typedef struct pp_embedded {
    const char *text;
    size_t size;
} pp_embedded;

extern const pp_embedded pp_policy_compiled[PP_POLICY_TABLE_COUNT];

#endif
