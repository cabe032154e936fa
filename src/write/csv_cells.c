#include "write/csv_cells.h"

#include <string.h>

/* What a spreadsheet program would take for a formula, and what already looks guarded. */
static bool needs_guard(const char *text)
{
    return *text != '\0' && strchr("=+-@'", *text) != NULL;
}

static void put(pp_csv_out *csv, const char *guard, const char *text)
{
    if (csv->begun) {
        putc_unlocked(',', csv->out);
    }
    csv->begun = true;
    csv->row_size += strlen(text) + 4;
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs_unlocked(guard, csv->out);
        fputs_unlocked(text, csv->out);
        return;
    }
    putc_unlocked('"', csv->out);
    fputs_unlocked(guard, csv->out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            putc_unlocked('"', csv->out);
        }
        putc_unlocked(*text, csv->out);
    }
    putc_unlocked('"', csv->out);
}

void pp_csv_put(pp_csv_out *csv, const char *text)
{
    put(csv, "", text);
}

void pp_csv_put_text(pp_csv_out *csv, const char *text)
{
    put(csv, needs_guard(text) ? "'" : "", text);
}

void pp_csv_end_row(pp_csv_out *csv)
{
    fputs_unlocked("\r\n", csv->out);
    csv->begun = false;
    csv->row_size = 0;
}

const char *pp_csv_unit_mark(pp_money_unit unit)
{
    return unit == PP_UNIT_YUAN ? "（元）" : "（万元）";
}

pp_money_unit pp_csv_plan_unit(const pp_plan *plan)
{
    const char *unit = pp_plan_about(plan, PP_ABOUT_UNIT);
    return unit != NULL && strcmp(unit, "元") == 0 ? PP_UNIT_YUAN : PP_UNIT_WAN;
}
