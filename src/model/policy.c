/* Questions to the policy: which row is in force for a region and a year, which word or case a text names. */
#include "model/policy.h"

#include "base/file.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATOR "、"
#define NATIONAL "全国"

/* ---- Loading ---- */

/* Reads the table that the folder has, else the compiled one. */
static bool load_table(pp_policy *policy, pp_policy_table table, const char *dir, pp_error *error)
{
    const pp_embedded *compiled = &pp_policy_compiled[table];
    char *path = NULL;
    bool ok;
    if (dir != NULL) {
        path = pp_path_join(dir, pp_policy_file(table));
        if (path == NULL) {
            return pp_error_memory(error);
        }
    }
    if (path != NULL && pp_file_look(path) != PP_FILE_MISSING) {
        ok = pp_policy_read(policy, table, path, NULL, 0, error);
    } else {
        ok = pp_policy_read(policy, table, pp_policy_file(table), compiled->text, compiled->size, error);
    }
    free(path);
    return ok;
}

/* Adds one spelling of a row. False when memory is short. */
static bool add_spelling(pp_policy *policy, pp_spellings *s, const char *text, size_t length, const pp_policy_row *row)
{
    static const char negated[] = PP_NEGATED_WORD;
    char folded[PP_POLICY_FOLDED];
    size_t n = pp_text_fold(text, length, folded, sizeof folded);
    const bool denied = strncmp(folded, negated, sizeof negated - 1) == 0;
    const size_t begin = denied ? sizeof negated - 1 : 0;
    n -= begin;
    if (n == 0) {
        return true;
    }
    if ((s->count & (s->count - 1)) == 0) { /* room: always the least power of two that holds them */
        pp_spelling *all = pp_arena_alloc(policy->arena, (s->count == 0 ? 1 : s->count * 2) * sizeof *all);
        if (all == NULL) {
            return false;
        }
        if (s->count > 0) {
            memcpy(all, s->all, s->count * sizeof *all);
        }
        s->all = all;
    }
    const char *copy = pp_arena_copy(policy->arena, folded + begin, n);
    s->all[s->count++] = (pp_spelling){copy, n, row, denied};
    return copy != NULL;
}

/* Adds each spelling of a list with 、 between them. */
static bool add_spellings(pp_policy *policy, pp_spellings *s, const char *list, const pp_policy_row *row)
{
    for (const char *at = list;;) {
        const char *end = strstr(at, SEPARATOR);
        if (!add_spelling(policy, s, at, end == NULL ? strlen(at) : (size_t)(end - at), row)) {
            return false;
        }
        if (end == NULL) {
            return true;
        }
        at = end + strlen(SEPARATOR);
    }
}

static int longest_first(const void *a, const void *b)
{
    const pp_spelling *x = a, *y = b;
    if (x->length != y->length) {
        return x->length > y->length ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

static void sort_spellings(pp_spellings *s)
{
    if (s->count > 1) {
        qsort(s->all, s->count, sizeof *s->all, longest_first);
    }
}

/* Folds the words by which texts are recognised, once for all. */
static bool spell_words(pp_policy *policy)
{
    static const pp_policy_table tables[] = {PP_TABLE_METHODS, PP_TABLE_MODES};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (size_t i = 0; i < policy->tables[tables[t]].count; i++) {
            const pp_policy_row *row = pp_policy_row_at(policy, tables[t], i);
            pp_spellings *s = &policy->words[row->word.kind];
            if (!add_spelling(policy, s, row->word.word, strlen(row->word.word), row) ||
                !add_spellings(policy, s, row->word.synonyms, row)) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < policy->tables[PP_TABLE_EXEMPTIONS].count; i++) {
        const pp_policy_row *row = pp_policy_row_at(policy, PP_TABLE_EXEMPTIONS, i);
        if (!add_spellings(policy, &policy->exemptions, row->exemption.words, row)) {
            return false;
        }
    }
    for (size_t k = 0; k < sizeof policy->words / sizeof *policy->words; k++) {
        sort_spellings(&policy->words[k]);
    }
    sort_spellings(&policy->exemptions);
    return true;
}

static int by_item_then_row(const void *a, const void *b)
{
    const pp_asset_standard *x = a, *y = b;
    const int order = strcmp(x->item_code, y->item_code);
    return order != 0 ? order : (x->origin.row > y->origin.row) - (x->origin.row < y->origin.row);
}

static bool load_tables(pp_policy *policy, const char *dir, pp_error *error)
{
    if (dir != NULL && pp_file_look(dir) != PP_FILE_FOLDER) {
        pp_error_set(error, PP_ERROR_SYSTEM, "没有文件夹“%s”，请检查 --catalog-dir 后面的路径。", dir);
        return pp_error_at(error, dir, 0, 0);
    }
    for (int t = 0; t < PP_POLICY_TABLE_COUNT; t++) {
        if (!load_table(policy, (pp_policy_table)t, dir, error)) {
            return false;
        }
    }
    const pp_policy_rows *assets = &policy->tables[PP_TABLE_ASSETS];
    if (assets->count > 1) {
        qsort(assets->rows, assets->count, assets->size, by_item_then_row);
    }
    return spell_words(policy) || pp_error_memory(error);
}

pp_policy *pp_policy_load(const char *dir, pp_error *error)
{
    pp_policy *policy = calloc(1, sizeof *policy);
    if (policy == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    policy->arena = pp_arena_new();
    if (policy->arena == NULL) {
        free(policy);
        pp_error_memory(error);
        return NULL;
    }
    if (!load_tables(policy, dir, error)) {
        pp_policy_free(policy);
        return NULL;
    }
    return policy;
}

void pp_policy_free(pp_policy *policy)
{
    if (policy != NULL) {
        pp_policy_clear(policy);
        free(policy);
    }
}

/* ---- Shares ---- */

pp_money pp_share_of(pp_money m, pp_share share)
{
    __extension__ typedef __int128 wide; /* the product of any amount and any share fits */
    const wide part = ((wide)m * share + 9999) / 10000;
    return part > PP_MONEY_MAX ? PP_MONEY_MAX : (pp_money)part;
}

char *pp_sure_name(const char *sure, char out[PP_SURE_TEXT])
{
    static const struct {
        const char *word, *shown;
    } WORDS[] = {{"official", "官方文本"}, {"press", "报刊转述"}, {"recalled", "凭记忆，待核"}};
    const char *shown = "";
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        const size_t length = strlen(WORDS[i].word);
        if (strncmp(sure, WORDS[i].word, length) == 0) {
            shown = WORDS[i].shown;
            sure += length;
            break;
        }
    }
    return pp_text_format(out, PP_SURE_TEXT, "%s%s", shown, sure);
}

char *pp_share_format(pp_share share, char out[16])
{
    char digits[16];
    size_t n = sizeof digits, length;
    bool point = false;
    digits[--n] = '\0';
    digits[--n] = '%';
    for (int place = 0; place < 3 || share > 0; place++, share /= 10) {
        if (place == 2 && point) {
            digits[--n] = '.';
        }
        if (place >= 2 || point || share % 10 != 0) { /* no zeros at the end of the fraction */
            digits[--n] = (char)('0' + share % 10);
            point = true;
        }
    }
    length = sizeof digits - n;
    memcpy(out, digits + n, length);
    return out;
}

pp_share pp_share_in(const char *text)
{
    char folded[PP_POLICY_FOLDED];
    pp_share share = 0;
    pp_text_fold(text, strlen(text), folded, sizeof folded);
    for (const char *sign = strchr(folded, '%'); sign != NULL; sign = strchr(sign + 1, '%')) {
        const char *from = sign;
        while (from > folded && ((from[-1] >= '0' && from[-1] <= '9') || from[-1] == '.')) {
            from--;
        }
        if (pp_share_read(from, (size_t)(sign + 1 - from), &share)) {
            return share;
        }
    }
    return 0;
}

/* ---- Rows in force ---- */

/* True for what is behind a street's name: 山东路 lies anywhere. */
static bool names_street(const char *behind)
{
    static const char *const STREETS[] = {"路",   "街",   "大道", "大街", "东路", "西路", "南路",
                                          "北路", "中路", "东街", "西街", "南街", "北街"};
    for (size_t i = 0; i < sizeof STREETS / sizeof STREETS[0]; i++) {
        if (strncmp(behind, STREETS[i], strlen(STREETS[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* How well a row's region fits the plan's, both folded: 0: not at all, 1: nationwide, else the more the longer the name
 * and then the later it stands (山东省青岛市: both fit, 青岛 better). */
static uint64_t region_fit(const char *row_region, const char *plan_region)
{
    char folded[PP_POLICY_FOLDED];
    const size_t length = pp_text_fold(row_region, strlen(row_region), folded, sizeof folded);
    const char *last = NULL;
    if (strcmp(folded, NATIONAL) == 0) {
        return 1;
    }
    for (const char *at = strstr(plan_region, folded); at != NULL; at = strstr(at + 1, folded)) {
        last = names_street(at + length) ? last : at;
    }
    return last == NULL ? 0 : ((uint64_t)length << 32) + (uint64_t)(last - plan_region) + 1;
}

/* The tables whose rows are chosen by region. */
static const pp_policy_table REGIONAL[] = {PP_TABLE_RESERVE, PP_TABLE_THRESHOLDS, PP_TABLE_INTENTION};
enum { REGIONAL_COUNT = sizeof REGIONAL / sizeof REGIONAL[0] };

bool pp_policy_knows_region(const pp_policy *policy, const char *region)
{
    char folded[PP_POLICY_FOLDED] = "";
    pp_text_fold(region == NULL ? "" : region, region == NULL ? 0 : strlen(region), folded, sizeof folded);
    bool known = folded[0] == '\0' || strstr(folded, NATIONAL) != NULL;
    for (size_t t = 0; !known && t < REGIONAL_COUNT; t++) {
        for (size_t i = 0; !known && i < policy->tables[REGIONAL[t]].count; i++) {
            const pp_origin *origin = pp_policy_row_at(policy, REGIONAL[t], i); /* every row begins with it */
            known = region_fit(origin->region, folded) > 1;
        }
    }
    return known;
}

char *pp_policy_regions(const pp_policy *policy, char *out, size_t size)
{
    enum { DIFFERENT = 64 }; /* more are not listed */
    const char *names[DIFFERENT];
    size_t count = 0, used = 0;
    for (size_t t = 0; t < REGIONAL_COUNT; t++) {
        for (size_t i = 0; count < DIFFERENT && i < policy->tables[REGIONAL[t]].count; i++) {
            const pp_origin *origin = pp_policy_row_at(policy, REGIONAL[t], i);
            const char *name = origin->region;
            bool seen = pp_text_same(name, NATIONAL);
            for (size_t n = 0; !seen && n < count; n++) {
                seen = pp_text_same(name, names[n]);
            }
            if (!seen) {
                names[count++] = name;
            }
        }
    }
    out[0] = '\0';
    for (size_t n = 0; n < count && size - used > 4; n++) {
        pp_text_format(out + used, size - used, "%s%s", n == 0 ? "" : SEPARATOR, names[n]);
        used += strlen(out + used);
    }
    return out;
}

static bool in_force(const pp_origin *origin, int year)
{
    const int day = year * 10000 + 101; /* 1 January */
    return origin->valid_from <= day && (origin->valid_to == 0 || origin->valid_to >= day);
}

/* The row of a table about the same thing as `wanted` that fits region and year best; NULL when none does. */
static const void *find_row(const pp_policy *policy, pp_policy_table table, const void *wanted, const char *region,
                            int year)
{
    char folded[PP_POLICY_FOLDED] = "";
    const pp_policy_row *best = NULL;
    uint64_t best_fit = 0;
    if (year <= 0 || year > 9999) {
        return NULL;
    }
    if (region != NULL) {
        pp_text_fold(region, strlen(region), folded, sizeof folded);
    }
    for (size_t i = 0; i < policy->tables[table].count; i++) {
        const pp_policy_row *row = pp_policy_row_at(policy, table, i);
        if (in_force(&row->origin, year) && pp_policy_same(table, row, wanted)) {
            const uint64_t fit = region_fit(row->origin.region, folded);
            if (fit > best_fit) {
                best_fit = fit;
                best = row;
            }
        }
    }
    return best;
}

const pp_reserve_policy *pp_policy_reserve(const pp_policy *policy, pp_kind kind, const char *region, int year)
{
    const pp_policy_row wanted = {.reserve = {.kinds = 1u << kind}};
    return kind == PP_KIND_NONE ? NULL : find_row(policy, PP_TABLE_RESERVE, &wanted, region, year);
}

const pp_reserve_policy *pp_policy_act(const pp_policy *policy, const char *region, int year)
{
    const pp_policy_row wanted = {.reserve = {.kinds = 1u << PP_KIND_NONE}};
    return find_row(policy, PP_TABLE_RESERVE, &wanted, region, year);
}

const pp_threshold *pp_policy_threshold(const pp_policy *policy, pp_threshold_kind name, pp_kind kind,
                                        const char *region, int year)
{
    const pp_policy_row wanted = {.threshold = {.name = name, .kinds = 1u << kind}};
    return kind == PP_KIND_NONE ? NULL : find_row(policy, PP_TABLE_THRESHOLDS, &wanted, region, year);
}

const pp_intention_policy *pp_policy_intention(const pp_policy *policy, const char *region, int year)
{
    const pp_policy_row wanted = {.intention = {.lead_days = 0}};
    return find_row(policy, PP_TABLE_INTENTION, &wanted, region, year);
}

bool pp_policy_in_force(const pp_origin *origin, const char *region, int year)
{
    char folded[PP_POLICY_FOLDED] = "";
    if (region != NULL) {
        pp_text_fold(region, strlen(region), folded, sizeof folded);
    }
    return year > 0 && year <= 9999 && in_force(origin, year) && region_fit(origin->region, folded) > 0;
}

size_t pp_policy_links(const pp_policy *policy)
{
    return policy->tables[PP_TABLE_LINKS].count;
}

const pp_budget_link *pp_policy_link_at(const pp_policy *policy, size_t index)
{
    return pp_policy_row_at(policy, PP_TABLE_LINKS, index);
}

const pp_asset_standard *pp_policy_assets(const pp_policy *policy, const char *item_code, size_t *count)
{
    const pp_policy_rows *t = &policy->tables[PP_TABLE_ASSETS];
    const pp_asset_standard *all = t->rows, *first = NULL;
    *count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(all[i].item_code, item_code) == 0) {
            first = *count == 0 ? &all[i] : first;
            (*count)++;
        }
    }
    return first;
}

const char *pp_policy_function_name(const pp_policy *policy, const char *code)
{
    const pp_policy_rows *t = &policy->tables[PP_TABLE_FUNCTIONS];
    const pp_function *all = t->rows;
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(all[i].code, code) == 0) {
            return all[i].name;
        }
    }
    return NULL;
}

/* ---- Words ---- */

const pp_word *pp_policy_word(const pp_policy *policy, pp_word_kind kind, const char *text)
{
    char folded[PP_POLICY_FOLDED];
    const pp_spellings *s = &policy->words[kind];
    pp_text_fold(text, strlen(text), folded, sizeof folded);
    for (size_t i = 0; i < s->count; i++) {
        if (strncmp(folded, s->all[i].text, s->all[i].length) == 0) {
            return &s->all[i].row->word;
        }
    }
    return NULL;
}

/* The index-th word of a kind, or, when there is none, NULL and *count words were seen. */
static const pp_word *walk_words(const pp_policy *policy, pp_word_kind kind, size_t index, size_t *count)
{
    const pp_policy_table table = kind == PP_WORD_MODE ? PP_TABLE_MODES : PP_TABLE_METHODS;
    *count = 0;
    for (size_t i = 0; i < policy->tables[table].count; i++) {
        const pp_word *word = pp_policy_row_at(policy, table, i);
        if (word->kind == kind && (*count)++ == index) {
            return word;
        }
    }
    return NULL;
}

size_t pp_policy_words(const pp_policy *policy, pp_word_kind kind)
{
    size_t count;
    walk_words(policy, kind, SIZE_MAX, &count);
    return count;
}

const pp_word *pp_policy_word_at(const pp_policy *policy, pp_word_kind kind, size_t index)
{
    size_t count;
    return walk_words(policy, kind, index, &count);
}

/* ---- The cases of 第六条 ---- */

size_t pp_policy_exemptions(const pp_policy *policy)
{
    return policy->tables[PP_TABLE_EXEMPTIONS].count;
}

const pp_exemption *pp_policy_exemption_at(const pp_policy *policy, size_t index)
{
    return index < pp_policy_exemptions(policy) ? pp_policy_row_at(policy, PP_TABLE_EXEMPTIONS, index) : NULL;
}
