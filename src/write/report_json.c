/* The report for programs: one JSON document, written piece by piece so that its size costs no memory. */
#include "procplan/write.h"

#include "base/text.h"
#include "write/json.h"

#include <errno.h>

static json_t *styled_money(pp_money m, pp_money_style style)
{
    char text[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_WAN, style, text);
    return pp_json_text(text);
}

static json_t *plan_object(const pp_plan *plan, const pp_report *report)
{
    const int year = pp_report_year(report);
    return json_pack("{s:o, s:o, s:o, s:I}", "department", pp_json_optional(pp_plan_about(plan, PP_ABOUT_DEPARTMENT)),
                     "year", year == 0 ? json_null() : json_integer(year), "region",
                     pp_json_optional(pp_report_region(report)), "lines", (json_int_t)pp_plan_lines(plan));
}

static json_t *totals_object(const pp_plan *plan, const pp_totals *totals)
{
    size_t count;
    const pp_sum *all = pp_totals_all(totals);
    const pp_sum *kinds = pp_totals_by(totals, PP_BY_KIND, &count);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "total", pp_json_money(all->money[PP_COL_TOTAL]), "goods",
                     pp_json_money(kinds[0].money[PP_COL_TOTAL]), "works", pp_json_money(kinds[1].money[PP_COL_TOTAL]),
                     "services", pp_json_money(kinds[2].money[PP_COL_TOTAL]), "reserve",
                     pp_json_money(all->money[PP_COL_RESERVE]), "reserve_micro",
                     pp_plan_has(plan, PP_COL_RESERVE_MICRO) ? pp_json_money(all->money[PP_COL_RESERVE_MICRO])
                                                             : json_null());
}

/* `column` stands there only where the control is about another column than 合计. */
json_t *pp_json_control(const pp_control_result *result)
{
    const pp_control *control = result->control;
    const pp_money_style style = pp_money_hides(result->actual, control->amount) ? PP_MONEY_EXACT : PP_MONEY_PLAIN;
    const char *column = pp_control_column_title(control);
    json_t *object =
        json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:b}", "control", pp_json_text(control->name), "key",
                  pp_json_optional(control->key), "relation", control->relation == PP_AT_MOST ? "<=" : "=", "expected",
                  styled_money(control->amount, style), "actual", styled_money(result->actual, style), "difference",
                  styled_money(result->difference, style), "met", result->met);
    if (object != NULL && column[0] != '\0' && json_object_set_new(object, "column", pp_json_text(column)) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *pp_json_finding(const pp_finding *f)
{
    char cell[PP_CELL_TEXT], place[1024] = "";
    pp_cell_name(f->where.row, f->where.column, cell);
    if (cell[0] != '\0') {
        pp_text_format(place, sizeof place, "%s%s%s", f->where.sheet == NULL ? "" : f->where.sheet,
                       f->where.sheet == NULL ? "" : "!", cell);
    }
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rule", f->rule->id,
                     "severity", pp_severity_key(f->severity), "message", pp_json_text(f->message), "file",
                     pp_json_optional(f->where.file), "sheet", pp_json_optional(f->where.sheet), "row",
                     pp_json_number(f->where.row), "column", pp_json_number(f->where.column), "cell",
                     pp_json_optional(place), "title", pp_json_optional(f->where.title), "actual",
                     pp_json_text(f->actual), "expected", pp_json_text(f->expected), "difference",
                     pp_json_text(f->difference), "fix", pp_json_text(f->fix), "basis", pp_json_text(f->basis));
}

static bool write_document(const pp_plan *plan, const pp_report *report, FILE *out)
{
    bool ok = fputs("{\"plan\":", out) >= 0 && pp_json_dump(plan_object(plan, report), out);
    ok = ok && fputs(",\n\"totals\":", out) >= 0 && pp_json_dump(totals_object(plan, pp_report_totals(report)), out);
    ok = ok && fputs(",\n\"controls\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_report_controls(report); i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 && pp_json_dump(pp_json_control(pp_report_control(report, i)), out);
    }
    ok = ok && fputs("],\n\"findings\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_report_findings(report); i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 && pp_json_dump(pp_json_finding(pp_report_finding(report, i)), out);
    }
    ok = ok && fputs("],\n\"not_checked\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_report_not_checked(report); i++) {
        const pp_not_checked *n = pp_report_not_checked_at(report, i);
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 &&
             pp_json_dump(json_pack("{s:s, s:o}", "rule", n->rule, "reason", pp_json_text(n->reason)), out);
    }
    ok = ok && fputs("],\n\"summary\":", out) >= 0 &&
         pp_json_dump(json_pack("{s:I, s:I, s:I}", "error", (json_int_t)pp_report_count(report, PP_ERROR), "warning",
                                (json_int_t)pp_report_count(report, PP_WARNING), "info",
                                (json_int_t)pp_report_count(report, PP_INFO)),
                      out);
    return ok && fputs("}\n", out) >= 0;
}

bool pp_write_json(const pp_plan *plan, const pp_report *report, FILE *out, pp_error *error)
{
    errno = 0;
    return write_document(plan, report, out) ? pp_json_finish(out, error) : pp_json_failed(out, error);
}
