/* The inside of the fill-in workbook: what its sheets know of each other. */
#ifndef PP_WRITE_TEMPLATE_H
#define PP_WRITE_TEMPLATE_H

#include "write/workbook.h"

#define PP_GUIDE_SHEET "填报说明"
#define PP_ITEMS_SHEET "采购品目表"

/* The columns of the sheet of items; none of its titles is one that readers know, so that it is never taken for a plan.
 */
enum { PP_ITEMS_BOTH = 0, PP_ITEMS_CODE, PP_ITEMS_NAME, PP_ITEMS_KIND, PP_ITEMS_PATH, PP_ITEMS_COLUMNS };

typedef struct pp_template {
    pp_book book; /* only its cells, policy, lists and months are used */
    const pp_catalog *catalog;
    const pp_template_options *options;
    pp_tab guide, form, items;
    lxw_row_t items_first, items_last; /* rows of the sheet of items */
} pp_template;

/* Write the sheets; failures are in book.cells. The rows of the items are settled by pp_template_settle_items. */
void pp_template_settle_items(pp_template *t);
void pp_template_guide(pp_template *t);
void pp_template_items(pp_template *t);

/* The cells of a column of the sheet of items, '采购品目表'!$B$4:$B$4304, into out. */
void pp_template_items_range(const pp_template *t, int column, char out[96]);

#endif
