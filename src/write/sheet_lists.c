/* The hidden sheet 列表: what the drop-downs offer, a column each. Cells of a sheet have no limit of length, which a
 * list written into the drop-down itself has (255 characters), and the library takes only ASCII there. */
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const TITLES[PP_LIST_COUNT] = {
    [PP_LIST_KIND] = "采购类别",
    [PP_LIST_MODE] = "预留方式",
    [PP_LIST_CASE] = "不预留理由",
    [PP_LIST_METHOD] = "采购方式",
    [PP_LIST_ORGANISATION] = "采购组织形式",
    [PP_LIST_JUDGEMENT] = "判断",
    [PP_LIST_MONTH] = "预计采购时间",
};

enum { MONTHS = 12 };

/* The words of the policy tables that fill a list. */
static pp_word_kind words_of(pp_list list)
{
    return list == PP_LIST_MODE ? PP_WORD_MODE : list == PP_LIST_METHOD ? PP_WORD_METHOD : PP_WORD_ORGANISATION;
}

static size_t length_of(const pp_book *book, pp_list list)
{
    if (list == PP_LIST_KIND) {
        return PP_KIND_COUNT - 1; /* without PP_KIND_NONE */
    }
    if (list == PP_LIST_MONTH) {
        return book->months ? MONTHS : 0;
    }
    if (book->policy == NULL) {
        return 0;
    }
    if (list == PP_LIST_JUDGEMENT) {
        return PP_JUDGEMENT_COUNT;
    }
    return list == PP_LIST_CASE ? pp_policy_exemptions(book->policy) : pp_policy_words(book->policy, words_of(list));
}

static const char *entry(pp_book *book, pp_list list, size_t index)
{
    if (list == PP_LIST_KIND) {
        return pp_kind_name((pp_kind)(index + 1));
    }
    if (list == PP_LIST_MONTH) {
        return book->year == 0 ? pp_cells_print(&book->cells, "%zu月", index + 1)
                               : pp_cells_print(&book->cells, "%d年%zu月", book->year, index + 1);
    }
    if (list == PP_LIST_JUDGEMENT) {
        return pp_judgement_name((pp_judgement)index);
    }
    if (list == PP_LIST_CASE) {
        const pp_exemption *exemption = pp_policy_exemption_at(book->policy, index);
        return pp_cells_print(&book->cells, "（%s）%s", exemption->numeral, exemption->text);
    }
    return pp_cells_sentence(&book->cells, pp_policy_word_at(book->policy, words_of(list), index)->word);
}

bool pp_lists_range(pp_book *book, pp_list list, char out[96])
{
    const size_t length = length_of(book, list);
    snprintf(out, 96, "'" PP_LISTS_SHEET "'!$%c$2:$%c$%zu", 'A' + (int)list, 'A' + (int)list, length + 1);
    book->lists_used |= length > 0;
    return length > 0;
}

/* The library (1.1.4) copies the formula of a list twice and forgets one copy. So it makes another kind of check first,
 * one with a number, and that becomes the list. */
void pp_put_choices(pp_tab *sheet, const char *range, char *title, char *prompt, lxw_row_t first_row,
                    lxw_col_t first_column, lxw_row_t last_row, lxw_col_t last_column)
{
    char *copy = strdup(range);
    if (copy == NULL) {
        sheet->cells->no_memory = true;
        return;
    }
    /* Only a warning: 联合体 40% says more than the list does. */
    lxw_data_validation check = {.validate = LXW_VALIDATION_TYPE_LENGTH,
                                 .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN,
                                 .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
                                 .error_title = "不在列表中",
                                 .error_message = "填写的内容不在下拉列表中，确实需要时可以保留。",
                                 .input_title = title,
                                 .input_message = prompt};
    const lxw_error e =
        worksheet_data_validation_range(sheet->xlsx, first_row, first_column, last_row, last_column, &check);
    lxw_data_val_obj *made = NULL, *each = NULL;
    STAILQ_FOREACH(each, sheet->xlsx->data_validations, list_pointers)
    {
        made = each; /* the last of them */
    }
    if (e == LXW_NO_ERROR && made != NULL) {
        made->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        made->criteria = LXW_VALIDATION_CRITERIA_NONE;
        made->value_formula = copy; /* the library frees it */
    } else {
        free(copy);
        sheet->cells->failed = e;
    }
}

void pp_lists_offer(pp_book *book, pp_tab *sheet, pp_list list, lxw_row_t first_row, lxw_col_t first_column,
                    lxw_row_t last_row, lxw_col_t last_column)
{
    char range[96];
    if (pp_lists_range(book, list, range)) {
        pp_put_choices(sheet, range, NULL, NULL, first_row, first_column, last_row, last_column);
    }
}

void pp_sheet_lists(pp_book *book)
{
    pp_tab *sheet = &book->lists;
    size_t longest = 0;
    const int lists = book->months ? PP_LIST_COUNT : PP_LIST_MONTH;
    pp_put_page(sheet);
    for (int l = 0; l < lists; l++) {
        const size_t length = length_of(book, (pp_list)l);
        longest = length > longest ? length : longest;
        pp_put_text(sheet, 0, (lxw_col_t)l, TITLES[l], PP_STYLE_HEADING);
        pp_put_width(sheet, (lxw_col_t)l, (lxw_col_t)l, l == PP_LIST_CASE ? 60 : l == PP_LIST_JUDGEMENT ? 26 : 18);
    }
    for (size_t i = 0; i < longest; i++) {
        for (int l = 0; l < lists; l++) {
            if (i < length_of(book, (pp_list)l)) {
                pp_put_text(sheet, (lxw_row_t)(i + 1), (lxw_col_t)l, entry(book, (pp_list)l, i), PP_STYLE_TEXT);
            }
        }
    }
    worksheet_repeat_rows(sheet->xlsx, 0, 0);
}
