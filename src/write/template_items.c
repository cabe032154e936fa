/* The sheet 采购品目表 of the fill-in workbook: every item that a plan may name, to be searched by the filter. */
#include "write/template.h"

#include <stdio.h>

enum { HEADING_ROW = 2, PATH_TEXT = 1024 };

static bool may_be_bought(const pp_catalog *catalog, pp_item item)
{
    return pp_item_level(catalog, item) > 0 && pp_item_is_last_level(catalog, item);
}

void pp_template_settle_items(pp_template *t)
{
    lxw_row_t count = 0;
    for (pp_item i = 0; i < pp_catalog_size(t->catalog); i++) {
        count += may_be_bought(t->catalog, i);
    }
    t->items_first = HEADING_ROW + 1;
    t->items_last = count == 0 ? t->items_first : HEADING_ROW + count;
}

void pp_template_items_range(const pp_template *t, int column, char out[96])
{
    const char letter = (char)('A' + column);
    snprintf(out, 96, "'" PP_ITEMS_SHEET "'!$%c$%u:$%c$%u", letter, t->items_first + 1, letter, t->items_last + 1);
}

/* 设备 › 信息化设备 › 计算机: the classes above the item. */
static void path_of(const pp_catalog *catalog, pp_item item, char out[PATH_TEXT])
{
    size_t used = 0;
    out[0] = '\0';
    for (int level = 1; level < pp_item_level(catalog, item) && used < PATH_TEXT; level++) {
        const int n = snprintf(out + used, PATH_TEXT - used, "%s%s", level == 1 ? "" : " › ",
                               pp_item_name(catalog, pp_item_ancestor(catalog, item, level)));
        used += n < 0 ? 0 : (size_t)n;
    }
}

void pp_template_items(pp_template *t)
{
    static const struct {
        const char *title;
        int width;
    } COLUMNS[PP_ITEMS_COLUMNS] = {{"复制这一格", 44}, {"代码", 11}, {"叫法", 36}, {"属于", 8}, {"上级分类", 60}};
    pp_tab *sheet = &t->items;
    pp_cells *cells = &t->book.cells;
    pp_put_page(sheet);
    for (int c = 0; c < PP_ITEMS_COLUMNS; c++) {
        pp_put_width(sheet, (lxw_col_t)c, (lxw_col_t)c, pp_column_width(COLUMNS[c].width));
    }
    pp_put_height(sheet, 0, 36);
    pp_put_across(sheet, 0, 0, PP_ITEMS_COLUMNS - 1, "可以填报的品目（末级）", PP_STYLE_TITLE);
    pp_put_height(sheet, 1, pp_row_height(2));
    pp_put_across(sheet, 1, 0, PP_ITEMS_COLUMNS - 1,
                  "点“叫法”右边的筛选箭头，在搜索框里输入几个字（如：计算机），找到后把左边第一格复制到填报表的“采购品"
                  "目”栏。财政部《政府采购品目分类目录》（2022 年版）。",
                  PP_STYLE_CAPTION);
    for (int c = 0; c < PP_ITEMS_COLUMNS; c++) {
        pp_put_text(sheet, HEADING_ROW, (lxw_col_t)c, COLUMNS[c].title, PP_STYLE_HEADING);
    }
    lxw_row_t row = t->items_first;
    for (pp_item i = 0; i < pp_catalog_size(t->catalog); i++) {
        if (!may_be_bought(t->catalog, i)) {
            continue;
        }
        char path[PATH_TEXT];
        const char *code = pp_item_code(t->catalog, i), *name = pp_item_name(t->catalog, i);
        path_of(t->catalog, i, path);
        pp_put_text(sheet, row, PP_ITEMS_BOTH, pp_cells_print(cells, "[%s]%s", code, name), PP_STYLE_TEXT);
        pp_put_text(sheet, row, PP_ITEMS_CODE, pp_cells_sentence(cells, code), PP_STYLE_CENTRE);
        pp_put_text(sheet, row, PP_ITEMS_NAME, pp_cells_sentence(cells, name), PP_STYLE_TEXT);
        pp_put_text(sheet, row, PP_ITEMS_KIND, pp_kind_name(pp_kind_of_code(code)), PP_STYLE_CENTRE);
        pp_put_text(sheet, row, PP_ITEMS_PATH, pp_cells_print(cells, "%s", path), PP_STYLE_TEXT);
        row++;
    }
    worksheet_autofilter(sheet->xlsx, HEADING_ROW, 0, t->items_last, PP_ITEMS_COLUMNS - 1);
    worksheet_freeze_panes(sheet->xlsx, HEADING_ROW + 1, 1);
    worksheet_repeat_rows(sheet->xlsx, HEADING_ROW, HEADING_ROW);
}
