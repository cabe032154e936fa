/* The sheet 填报说明 of the fill-in workbook: how to fill it in, for whoever opens it first. */
#include "write/template.h"

enum { LAST_COLUMN = 2 };

static const char *const STEPS[] = {
    "在“" PP_FORM_SHEET "”里填报，一行一个采购项。浅黄色的格要填，白色的格会自动算出，不用填。",
    "先填表上方的部门名称、年度、地区，再逐行填写。不用的行留空，不必删除；行不够时，复制中间的一行，在它下面“插入复制"
    "的"
    "单元格”，公式和下拉列表会一起带上。",
    "金额都以万元为单位，最多六位小数（0.000001 万元就是 1 分）；只有“单价”以元为单位。不要在金额里写单位或说明。",
    "采购品目在“" PP_ITEMS_SHEET
    "”里查，把“[编码]名称”整格复制过来，或从下拉列表里选。编码不存在时，采购类别一格会以红字提示“品目不存在”。",
    "合计 = 小计 + 财政专户管理资金 + 单位资金 + 上年结转；小计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算。"
    "表头下面的合计行是各行的和。",
    "填好后保存为 .xlsx，用 procplan check 文件名 检查；改到没有错误，再用 procplan export 文件名 -o 报送表.xlsx "
    "生成报送的表。",
};

static const struct {
    const char *column, *needed, *how;
} COLUMNS[] = {
    {"预算单位", "有几个单位时", "部门所属单位的全称，如：某某局本级。只有一个单位时可以都不填。"},
    {"功能科目编码及名称", "必填", "七位编码加名称，如：[2010301]行政运行。"},
    {"采购品目", "必填", "末级品目的编码加名称，如：[A02010105]台式计算机。"},
    {"采购类别", "自动", "按品目编码的字母得出：A 货物、B 工程、C 服务。需要时可以改选。"},
    {"各项资金", "按实际", "没有的资金来源留空或填 0，不能为负数。"},
    {"中小企业预留份额", "按实际", "面向中小企业预留的金额，不超过合计；其中面向小微企业的部分填在右边一栏。"},
    {"预留方式、不预留理由", "按实际", "预留的选一种方式；达到条件却不预留的，选办法第六条的一种情形。"},
    {"采购方式、组织形式", "送审前", "从下拉列表里选。"},
    {"预计采购时间", "送审前", "到月，从下拉列表里选，或写成 2025年3月。"},
    {"数量、计量单位、单价", "按实际", "填了数量和单价，会核对它们的积与合计是否相符。"},
    {"采购需求概况、备注", "按实际", "文字不限，公开采购意向时会用到需求概况。"},
};

static void steps(pp_tab *sheet, lxw_row_t *row)
{
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        const char *text = pp_cells_print(sheet->cells, "%zu. %s", i + 1, STEPS[i]);
        pp_put_height(sheet, *row, pp_row_height(pp_text_lines(text, 96)));
        pp_put_across(sheet, (*row)++, 0, LAST_COLUMN, text, PP_STYLE_SENTENCE);
    }
}

static void columns(pp_tab *sheet, lxw_row_t *row)
{
    static const char *const TITLES[] = {"栏目", "要不要填", "怎样填"};
    for (int c = 0; c <= LAST_COLUMN; c++) {
        pp_put_text(sheet, *row, (lxw_col_t)c, TITLES[c], PP_STYLE_HEADING);
    }
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        ++*row;
        pp_put_text(sheet, *row, 0, COLUMNS[i].column, PP_STYLE_TEXT);
        pp_put_text(sheet, *row, 1, COLUMNS[i].needed, PP_STYLE_CENTRE);
        pp_put_text(sheet, *row, 2, COLUMNS[i].how, PP_STYLE_TEXT);
    }
}

void pp_template_guide(pp_template *t)
{
    pp_tab *sheet = &t->guide;
    lxw_row_t row = 0;
    pp_put_page(sheet);
    worksheet_fit_to_pages(sheet->xlsx, 1, 1);
    pp_put_width(sheet, 0, 0, 24);
    pp_put_width(sheet, 1, 1, 14);
    pp_put_width(sheet, 2, 2, 76);
    pp_put_height(sheet, row, 40);
    pp_put_across(sheet, row++, 0, LAST_COLUMN, "政府采购计划填报说明", PP_STYLE_TITLE);
    steps(sheet, &row);
    row++;
    columns(sheet, &row);
    worksheet_activate(sheet->xlsx);
}
