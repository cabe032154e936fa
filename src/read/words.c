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

pp_word pp_word_of(const char *text, size_t length)
{
    char folded[2 * LONGEST_LABEL]; /* cut: only the beginning matters */
    pp_text_fold(text, length, folded, sizeof folded);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(folded, WORDS[i].text) == 0) {
            return WORDS[i].word;
        }
    }
    if (is_note(folded)) {
        return PP_WORD_NOTE;
    }
    return pp_heading_find(text, length).column != PP_NO_COLUMN ? PP_WORD_TITLE : PP_WORD_NONE;
}
