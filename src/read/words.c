#include "read/words.h"

#include "base/text.h"
#include "read/heading.h"

#include <string.h>

static const struct {
    const char *text; /* folded */
    pp_word word;
} WORDS[] = {
    {"合计", PP_WORD_TOTAL},        {"总计", PP_WORD_TOTAL},        {"共计", PP_WORD_TOTAL},
    {"合计:", PP_WORD_TOTAL},       {"总计:", PP_WORD_TOTAL},       {"小计", PP_WORD_SUBTOTAL},
    {"小计:", PP_WORD_SUBTOTAL},    {"单位小计", PP_WORD_SUBTOTAL}, {"本页小计", PP_WORD_SUBTOTAL},
    {"本页合计", PP_WORD_SUBTOTAL},
};

/* What stands before the colon of a remark under or above a table. */
static const char *const LABELS[] = {
    "注",       "注释",     "说明",     "备注",       "填报说明",   "填表说明",   "填报人",   "填表人",   "制表人",
    "经办人",   "审核人",   "复核人",   "审批",       "负责人",     "联系人",     "电话",     "联系电话", "日期",
    "填报日期", "填表日期", "制表日期", "单位负责人", "部门负责人", "财务负责人", "填报单位", "单位盖章",
};

enum { LONGEST_LABEL = 32 };

/* 注： and 注1： alike. */
static int is_note(const char *folded)
{
    const char *colon = strchr(folded, ':');
    if (colon == NULL) {
        return 0;
    }
    size_t length = (size_t)(colon - folded);
    while (length > 0 && folded[length - 1] >= '0' && folded[length - 1] <= '9') {
        length--;
    }
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        if (strlen(LABELS[i]) == length && memcmp(LABELS[i], folded, length) == 0) {
            return 1;
        }
    }
    return 0;
}

/* What the name of a sum ends with. */
static const char *const SUMS[] = {"小计", "合计", "总计", "共计"};

enum { SUM_WORD = 6 }; /* bytes of each */

static const char OF_WHICH[] = "其中";

/* Where the last word for a sum begins, NULL when there is none. */
static const char *find_sum(const char *text, const char *end)
{
    const char *last = NULL;
    for (const char *at = text; end - at >= SUM_WORD; at++) {
        for (size_t i = 0; i < sizeof SUMS / sizeof SUMS[0]; i++) {
            last = memcmp(at, SUMS[i], SUM_WORD) == 0 ? at : last;
        }
    }
    return last;
}

/* True for what may stand behind the word for a sum: 数, 额, 金额, a number, a remark in brackets, a colon. 综合计划处
 * has the word in its midst and is none. */
static bool is_tail(const char *at)
{
    static const char *const ENDS[] = {"数", "额", "金额"};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        if (strncmp(at, ENDS[i], strlen(ENDS[i])) == 0) {
            at += strlen(ENDS[i]);
            break;
        }
    }
    at += strspn(at, "0123456789");
    if (*at == '(' && strchr(at, ')') != NULL) {
        at = strchr(at, ')') + 1;
    }
    at += strspn(at, ":");
    return *at == '\0';
}

static bool is_part(const char *folded)
{
    const char *sum = find_sum(folded, folded + strlen(folded));
    return strncmp(folded, OF_WHICH, strlen(OF_WHICH)) == 0 || (sum != NULL && is_tail(sum + SUM_WORD));
}

/* Skips 一、 or (一) or 1. in front of a name. */
static const char *skip_numeral(const char *text, const char *end)
{
    static const char NUMERALS[] = "一二三四五六七八九十0123456789（(", STOPS[] = "、．.）)";
    const char *at = text;
    while (at < end) {
        const char *next = at;
        pp_utf8_next(&next, end);
        char sign[5] = "";
        memcpy(sign, at, (size_t)(next - at));
        if (at > text && strstr(STOPS, sign) != NULL) {
            return next;
        }
        if (strstr(NUMERALS, sign) == NULL) {
            break;
        }
        at = next;
    }
    return text;
}

const char *pp_word_subject(const char *text, size_t *length)
{
    text = pp_text_trim(text, length);
    const char *end = text + *length;
    text = skip_numeral(text, end);
    *length = (size_t)(end - text);
    text = pp_text_trim(text, length);
    if (*length >= strlen(OF_WHICH) && memcmp(text, OF_WHICH, strlen(OF_WHICH)) == 0) {
        text += strlen(OF_WHICH);
        const char *next = text;
        const uint32_t c = text < end ? pp_utf8_next(&next, end) : 0;
        text = c == ':' || c == 0xFF1A ? next : text;
    }
    const char *sum = find_sum(text, end);
    *length = (size_t)((sum == NULL ? end : sum) - text);
    return pp_text_trim(text, length);
}

pp_word pp_word_of(const char *text, size_t length)
{
    char folded[8 * LONGEST_LABEL]; /* cut: a longer text is no such word */
    pp_text_fold(text, length, folded, sizeof folded);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(folded, WORDS[i].text) == 0) {
            return WORDS[i].word;
        }
    }
    if (is_note(folded)) {
        return PP_WORD_NOTE;
    }
    if (is_part(folded)) {
        return PP_WORD_PART;
    }
    return pp_heading_find(text, length).column != PP_NO_COLUMN ? PP_WORD_TITLE : PP_WORD_NONE;
}
