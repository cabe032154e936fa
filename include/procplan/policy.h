/* Policy: the dated parameters of the law, as data. Thresholds, shares, methods and ceilings are rows of the tables in
 * catalog/, each with the days on which it is in force, its region, its basis and how sure that basis is. A plan is
 * checked under the rows in force on 1 January of its year; a row of the plan's region goes before one of 全国. */
#ifndef PROCPLAN_POLICY_H
#define PROCPLAN_POLICY_H

#include "api.h"
#include "catalog.h"
#include "error.h"
#include "money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pp_policy pp_policy;

/* Reads the policy tables: those that `dir` has from there, all others as compiled in. dir may be NULL. Returns what
 * the caller frees with pp_policy_free, or NULL with *error: a malformed row, or two rows of one table that would be in
 * force for the same thing on the same day (both row numbers are named). */
PP_API pp_policy *pp_policy_load(const char *dir, pp_error *error);

/* Frees a policy and all that it gave out; NULL is allowed. */
PP_API void pp_policy_free(pp_policy *policy);

/* Where a parameter comes from: travels with it to the screen. Owned by the policy. */
typedef struct pp_origin {
    const char *file;   /* sme-reserve.csv */
    uint32_t row;       /* from 1, the heading included */
    int valid_from;     /* yyyymmdd, 0: always */
    int valid_to;       /* yyyymmdd, the last day; 0: still in force */
    const char *region; /* 全国, 中央, 青岛 … */
    const char *basis;  /* document and article */
    const char *sure;   /* official, press, recalled 90% … */
} pp_origin;

enum { PP_SURE_TEXT = 96 };

/* How sure a basis is, for people: press 85% -> 报刊转述 85%, official -> 官方文本, recalled 90% -> 凭记忆，待核 90%;
 * any other word as it is, cut to fit. Returns out. */
PP_API char *pp_sure_name(const char *sure, char out[PP_SURE_TEXT]);

/* True when the region is 全国, or one of those that the dated tables (reserves, thresholds, intentions) have rows for,
 * or lies in it by its own name: 山东省, 青岛市市南区, 山东省青岛市. NULL and "" (no region is given) are known. */
PP_API bool pp_policy_knows_region(const pp_policy *policy, const char *region);

/* Adds up the names of the regions with rows of their own, 、 between them, in the tables' order: 青岛、中央、山东. Cut
 * with … where they do not fit; size must be at least 4. Returns out. */
PP_API char *pp_policy_regions(const pp_policy *policy, char *out, size_t size);

/* A share, in ten-thousandths: 4500 is 45%. */
typedef int32_t pp_share;

/* part of m, rounded up to whole 分 (a duty of at least that share). m must not be negative. */
PP_API pp_money pp_share_of(pp_money m, pp_share share);

/* "45%" or "45.5%". Returns out. */
PP_API char *pp_share_format(pp_share share, char out[16]);

/* sme-reserve.csv: 财库〔2020〕46号 第七条、第八条 and what followed. */
typedef struct pp_reserve_policy {
    pp_origin origin;
    unsigned kinds;         /* bits 1u << PP_GOODS … : their lines above the threshold are one pool */
    const char *kind_names; /* 货物、服务 */
    pp_money threshold;     /* 分; a project at or below it is reserved whole, one above it with its share */
    pp_share share;         /* of the suitable projects above the threshold, taken together */
    pp_share micro_share;   /* of what is reserved: for 小微企业 */
} pp_reserve_policy;

/* The row for a kind, NULL when none is in force. region may be NULL (全国). year as 2024. */
PP_API const pp_reserve_policy *pp_policy_reserve(const pp_policy *policy, pp_kind kind, const char *region, int year);

/* 《中小企业促进法》 第四十条: the share of the whole yearly budget, a row of sme-reserve.csv whose kind is 年度总额;
 * NULL when none is in force. Its threshold is 0. */
PP_API const pp_reserve_policy *pp_policy_act(const pp_policy *policy, const char *region, int year);

/* thresholds.csv */
typedef enum pp_threshold_kind {
    PP_THRESHOLD_DISPERSED /* 分散采购限额 */,
    PP_THRESHOLD_OPEN_TENDER /* 公开招标数额标准 */
} pp_threshold_kind;

typedef struct pp_threshold {
    pp_origin origin;
    pp_threshold_kind name;
    unsigned kinds;  /* bits 1u << PP_GOODS … */
    pp_money amount; /* 分 */
    int level; /* level of the catalogue over which lines are cumulated: 0: last level, 2: 二级品目 (A02010000) */
} pp_threshold;

/* The threshold of that name for a kind, NULL when no row is in force. region may be NULL (全国). Owned by the policy.
 */
PP_API const pp_threshold *pp_policy_threshold(const pp_policy *policy, pp_threshold_kind name, pp_kind kind,
                                               const char *region, int year);

/* asset-standards.csv: price ceilings per piece (财资〔2016〕27号), advisory. */
typedef struct pp_asset_standard {
    pp_origin origin;
    const char *item_code, *item_name;
    const char *grade; /* "" or 司局级 … */
    pp_money ceiling;  /* 分 per piece */
    int min_years;
} pp_asset_standard;

/* The standards of one item code, in the table's order: *count of them, NULL when 0. */
PP_API const pp_asset_standard *pp_policy_assets(const pp_policy *policy, const char *item_code, size_t *count);

/* Words that a column may have: methods.csv (采购方式, 采购组织形式) and reserve-modes.csv (预留方式). */
typedef enum pp_word_kind {
    PP_WORD_METHOD /* 采购方式 */,
    PP_WORD_ORGANISATION /* 采购组织形式 */,
    PP_WORD_MODE /* 预留方式 */
} pp_word_kind;

typedef struct pp_word {
    pp_origin origin;
    pp_word_kind kind;
    const char *word;      /* 公开招标, 整体预留 … */
    const char *synonyms;  /* 、 between them, "" when none */
    bool with_share;       /* a reserve mode that says its percentage: 专门采购包, 联合体, 分包 */
    bool competitive_open; /* 公开招标: needs no approval above the open-tender threshold */
    bool no_intention; /* lines of this method or organisation need not be disclosed as an intention (框架协议采购) */
} pp_word;

/* The word that begins the text (or whose synonym does), the longest that fits; NULL when none does. */
PP_API const pp_word *pp_policy_word(const pp_policy *policy, pp_word_kind kind, const char *text);

/* How many words of a kind the tables have. */
PP_API size_t pp_policy_words(const pp_policy *policy, pp_word_kind kind);

/* The word of a kind at index (from 0), in the table's order. Owned by the policy. */
PP_API const pp_word *pp_policy_word_at(const pp_policy *policy, pp_word_kind kind, size_t index);

/* reserve-exemptions.csv: the five cases of 第六条. */
typedef struct pp_exemption {
    pp_origin origin;
    int number;          /* 1 .. 5 */
    const char *numeral; /* 一 .. 五 */
    const char *text;    /* what the case is, in our words */
    const char *words;   /* words by which a reason without a numeral is known, 、 between them; one that begins with
                            不… only where the reason denies it (无法充分竞争) */
} pp_exemption;

/* The cases that a reason names, as bits 1u << number: by （一）, 一, 情形一, 第（一）项, 1, (1) at its beginning; else
 * by 情形二 or 第六条第（二）项 anywhere in it; else by its words. What the reason denies (无专利, 不属于情形二) does
 * not count. 0 when it names none; several bits when it names several of equal standing. */
PP_API unsigned pp_policy_cases(const pp_policy *policy, const char *reason);

/* The case that a reason names; NULL when it names none, or several (pp_policy_cases). */
PP_API const pp_exemption *pp_policy_exemption(const pp_policy *policy, const char *reason);

/* How many cases of 第六条 the table has. */
PP_API size_t pp_policy_exemptions(const pp_policy *policy);

/* The case at index (from 0), in the table's order. Owned by the policy. */
PP_API const pp_exemption *pp_policy_exemption_at(const pp_policy *policy, size_t index);

/* functions.csv: names of functional codes; NULL when the code is not in it. Class codes (201, 20103) too. */
PP_API const char *pp_policy_function_name(const pp_policy *policy, const char *code);

/* intention.csv: how 政府采购意向公开 is done in a region. */
typedef struct pp_intention_policy {
    pp_origin origin;
    bool reserve_column; /* the form has 拟面向中小企业预留 */
    int lead_days;       /* to be published so many days before the procurement starts */
} pp_intention_policy;

/* The row of a region and year, NULL when none is in force. region may be NULL (全国). Owned by the policy. */
PP_API const pp_intention_policy *pp_policy_intention(const pp_policy *policy, const char *region, int year);

/* budget-links.csv: which items of the catalogue are paid out of which row of the other tables of a budget. */
typedef struct pp_budget_link {
    pp_origin origin;
    const char *item_code, *item_name; /* of any level; what stands below it is meant too */
    const char *table;                 /* 三公经费表 */
    const char *row;                   /* a code, or the words of an item: 公务用车运行维护费 */
} pp_budget_link;

/* How many links the table has. */
PP_API size_t pp_policy_links(const pp_policy *policy);

/* The link at index (from 0), in the table's order. Owned by the policy. */
PP_API const pp_budget_link *pp_policy_link_at(const pp_policy *policy, size_t index);

/* True when the row is in force in that year and region: regional links add to those of 全国. region may be NULL. */
PP_API bool pp_policy_in_force(const pp_origin *origin, const char *region, int year);

#endif
