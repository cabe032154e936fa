/* Which of the five cases of 第六条 (财库〔2020〕46号) a reason names. A number settles it; without one, the words of
 * reserve-exemptions.csv do, unless the reason denies them: 无专利 is no patent. */
#include "base/text.h"
#include "model/policy.h"

#include <string.h>

/* ---- Pieces of a folded text ---- */

/* Moves *at behind a word when it stands there. */
static bool take(const char **at, const char *word)
{
    const size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0) {
        return false;
    }
    *at += length;
    return true;
}

static bool take_any(const char **at, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (take(at, *words)) {
            return true;
        }
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number at *at, 1 to 5, moving it; 0 when there is none, or a greater one (12), or when it counts something (二次)
 * or begins a word (一般). */
static int take_number(const char **at)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五"};
    static const char *const others[] = {"般", "致", "样", "些", "直", "定", "旦", "次", "年", "月", "批",
                                         "期", "家", "个", "台", "套", "人", "号", "级", "手", NULL};
    for (int i = 0; i < 5; i++) {
        const char digit[] = {(char)('1' + i), '\0'};
        if (take(at, numerals[i]) || take(at, digit)) {
            const char *next = *at;
            return is_digit(*next) || take_any(&next, others) ? 0 : i + 1;
        }
    }
    return 0;
}

/* ---- Numbers ---- */

/* The case whose number begins a folded text: 一, (一), 情形一, 第(一)项, 第六条第一项, 1, (1) … 0 when none does. A
 * bare number counts only where nothing follows, or a mark that ends it: 一次性采购 and 1.5 name no case. */
static int number_at_beginning(const char *at)
{
    static const char *const leads[] = {
        "属于",         "符合",   "按照", "根据", "依据", "财库〔2020〕46号", "《政府采购促进中小企业发展管理办法》",
        "第六条第一款", "第六条", NULL};
    static const char *const brackets[] = {"(", "[", "【", NULL};
    static const char *const items[] = {"项", "款", "种", "情形", NULL};
    static const char *const ends[] = {")", "]", "】", "、", ";", "。", "—", NULL};
    static const char *const points[] = {".", ",", ":", "-", NULL}; /* these may also stand within a number */
    while (take_any(&at, leads)) {
    }
    const bool named = take(&at, "情形"), nth = take(&at, "第"), bracket = take_any(&at, brackets);
    const int number = take_number(&at);
    if (number == 0) {
        return 0;
    }
    const bool ended = *at == '\0' || take_any(&at, ends) || (take_any(&at, points) && (bracket || !is_digit(*at)));
    const bool explicit = bracket ? ended : nth ? take_any(&at, items) : named || ended;
    return explicit ? number : 0;
}

/* The case that is named at *at within a text, moving it: 情形(二), 第六条第(二)项, 第二种情形. 0 when none is. */
static int take_named_case(const char **at)
{
    const char *p = *at;
    const bool article = take(&p, "第六条"), named = !article && take(&p, "情形");
    if (article) {
        (void)take(&p, "第一款");
    }
    const bool nth = take(&p, "第");
    if (!article && !named && !nth) {
        return 0;
    }
    const bool bracket = take(&p, "(");
    const int number = take_number(&p);
    if (number == 0 || (bracket && !take(&p, ")"))) {
        return 0;
    }
    if (!article && !named && !take(&p, "种情形") && !take(&p, "类情形")) { /* 合同第二项 is no case */
        return 0;
    }
    if (article && nth && !bracket && !take(&p, "项") && !take(&p, "种") && !take(&p, "款")) {
        return 0;
    }
    *at = p;
    return number;
}

/* ---- Words ---- */

/* Words that deny what follows. */
static const char *const DENIALS[] = {"不足以", "无法", "不能", "不足", "未能", "难以", "缺乏", "缺少",
                                      "无",     "没",   "不",   "非",   "未",   "免",   NULL};

/* What may stand between a denial and what it denies, and what changes nothing about it. */
static const char *const BETWEEN[] = {
    "不可替代的", "不可替代", "以及", "或者", "任何", "相关", "有关", "其他", "其它", "上述", "存在", "涉及",
    "属于",       "符合",     "采用", "使用", "具有", "具备", "包含", "含有", "确保", "保证", "保障", "形成",
    "实现",       "达到",     "影响", "取得", "拥有", "需要", "列入", "纳入", "面向", "提供", "受到", "因为",
    "有",         "是",       "为",   "受",   "含",   "在",   "由",   "向",   "以",   "或",   "和",   "及",
    "与",         "的",       "、",   "/",    "“",    "\"",   "《",   NULL};

/* What denies the word before it. */
static const char *const DENIED_AFTER[] = {":无",    ":否",    "不存在",   "不涉及", "不适用",
                                           "已过期", "已失效", "不受影响", NULL};

/* The longest spelling at this place, or NULL. */
static const pp_spelling *spelling_at(const pp_policy *policy, const char *at)
{
    for (size_t i = 0; i < policy->exemptions.count; i++) {
        const pp_spelling *s = &policy->exemptions.all[i];
        if (strncmp(at, s->text, s->length) == 0) {
            return s;
        }
    }
    return NULL;
}

/* What a text names, as bits 1u << number. */
typedef struct named {
    unsigned by_number, by_word;
} named;

/* Walks a folded text once from left to right, knowing at each place whether a denial holds there. */
static named read_cases(const pp_policy *policy, const char *at)
{
    named found = {0};
    const char *end = at + strlen(at);
    bool denied = false;
    while (at < end) {
        const pp_spelling *s = spelling_at(policy, at);
        if (s != NULL) {
            at += s->length;
            const char *after = at;
            const bool not = denied || take_any(&after, DENIED_AFTER);
            found.by_word |= not == s->negated ? 1u << s->row->exemption.number : 0;
            continue;
        }
        const int number = take_named_case(&at);
        if (number > 0) {
            found.by_number |= denied ? 0 : 1u << number;
        } else if (take_any(&at, BETWEEN)) {
            continue;
        } else if (take_any(&at, DENIALS)) {
            denied = true;
        } else {
            (void)pp_utf8_next(&at, end);
            denied = false;
        }
    }
    return found;
}

/* ---- What a reason names ---- */

/* Those of the bits that the table has a row for. */
static unsigned in_table(const pp_policy *policy, unsigned cases)
{
    unsigned there = 0;
    for (size_t i = 0; i < pp_policy_exemptions(policy); i++) {
        there |= cases & 1u << pp_policy_exemption_at(policy, i)->number;
    }
    return there;
}

unsigned pp_policy_cases(const pp_policy *policy, const char *reason)
{
    char folded[PP_POLICY_FOLDED];
    size_t length = strlen(reason);
    reason = pp_text_trim(reason, &length);
    pp_text_fold(reason, length, folded, sizeof folded);
    int number = number_at_beginning(folded);
    if (number == 0) { /* 一 不可替代的专利: folding loses the space that ends the number */
        char first[PP_POLICY_FOLDED];
        pp_text_fold(reason, strcspn(reason, " \t"), first, sizeof first);
        number = number_at_beginning(first);
    }
    const unsigned first = number == 0 ? 0 : in_table(policy, 1u << number);
    if (first != 0) {
        return first;
    }
    const named found = read_cases(policy, folded);
    const unsigned by_number = in_table(policy, found.by_number);
    return by_number != 0 ? by_number : found.by_word;
}

const pp_exemption *pp_policy_exemption(const pp_policy *policy, const char *reason)
{
    const unsigned cases = pp_policy_cases(policy, reason);
    for (size_t i = 0; cases != 0 && i < pp_policy_exemptions(policy); i++) {
        if (cases == 1u << pp_policy_exemption_at(policy, i)->number) {
            return pp_policy_exemption_at(policy, i);
        }
    }
    return NULL;
}
