/* The report for programs: one JSON document, written piece by piece so that its size costs no memory. */
#include "procplan/write.h"

#include "base/text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A JSON string, null for NULL. File names need not be UTF-8: what is not becomes U+FFFD. */
static json_t *text_value(const char *text)
{
    if (text == NULL) {
        return json_null();
    }
    json_t *value = json_string(text);
    if (value != NULL) {
        return value;
    }
    size_t length = strlen(text), used = 0;
    char *mended = malloc(3 * length + 1);
    if (mended == NULL) {
        return NULL;
    }
    for (const char *at = text; length > 0;) {
        const size_t good = pp_utf8_valid(at, length);
        memcpy(mended + used, at, good);
        used += good;
        at += good;
        length -= good;
        if (length > 0) {
            memcpy(mended + used, "\xEF\xBF\xBD", 3);
            used += 3;
            at++;
            length--;
        }
    }
    value = json_stringn(mended, used);
    free(mended);
    return value;
}

/* null for "" as well: a key without a value is null. */
static json_t *optional_text(const char *text)
{
    return text_value(text != NULL && text[0] == '\0' ? NULL : text);
}

static json_t *styled_money(pp_money m, pp_money_style style)
{
    char text[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_WAN, style, text);
    return text_value(text);
}

static json_t *money_value(pp_money m)
{
    return styled_money(m, PP_MONEY_PLAIN);
}

static json_t *number_value(uint32_t n)
{
    return n == 0 ? json_null() : json_integer(n);
}

/* Dumps an object and lets it go. */
static bool dump(json_t *value, FILE *out)
{
    const bool ok = value != NULL && json_dumpf(value, out, JSON_COMPACT) == 0;
    json_decref(value);
    return ok;
}

static json_t *plan_object(const pp_plan *plan, const pp_report *report)
{
    const int year = pp_report_year(report);
    return json_pack("{s:o, s:o, s:o, s:I}", "department", optional_text(pp_plan_about(plan, PP_ABOUT_DEPARTMENT)),
                     "year", year == 0 ? json_null() : json_integer(year), "region",
                     optional_text(pp_report_region(report)), "lines", (json_int_t)pp_plan_lines(plan));
}

static json_t *totals_object(const pp_plan *plan, const pp_totals *totals)
{
    size_t count;
    const pp_sum *all = pp_totals_all(totals);
    const pp_sum *kinds = pp_totals_by(totals, PP_BY_KIND, &count);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "total", money_value(all->money[PP_COL_TOTAL]), "goods",
        money_value(kinds[0].money[PP_COL_TOTAL]), "works", money_value(kinds[1].money[PP_COL_TOTAL]), "services",
        money_value(kinds[2].money[PP_COL_TOTAL]), "reserve", money_value(all->money[PP_COL_RESERVE]), "reserve_micro",
        pp_plan_has(plan, PP_COL_RESERVE_MICRO) ? money_value(all->money[PP_COL_RESERVE_MICRO]) : json_null());
}

static json_t *control_object(const pp_control_result *result)
{
    const pp_control *control = result->control;
    const pp_money_style style = pp_control_hides(result) ? PP_MONEY_EXACT : PP_MONEY_PLAIN;
    return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:b}", "control", text_value(control->name), "key",
                     optional_text(control->key), "relation", control->relation == PP_AT_MOST ? "<=" : "=", "expected",
                     styled_money(control->amount, style), "actual", styled_money(result->actual, style), "difference",
                     styled_money(result->difference, style), "met", result->met);
}

static json_t *finding_object(const pp_finding *f)
{
    char cell[PP_CELL_TEXT], place[1024] = "";
    pp_cell_name(f->where.row, f->where.column, cell);
    if (cell[0] != '\0') {
        snprintf(place, sizeof place, "%s%s%s", f->where.sheet == NULL ? "" : f->where.sheet,
                 f->where.sheet == NULL ? "" : "!", cell);
    }
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rule", f->rule->id,
                     "severity", pp_severity_key(f->severity), "message", text_value(f->message), "file",
                     optional_text(f->where.file), "sheet", optional_text(f->where.sheet), "row",
                     number_value(f->where.row), "column", number_value(f->where.column), "cell", optional_text(place),
                     "title", optional_text(f->where.title), "actual", text_value(f->actual), "expected",
                     text_value(f->expected), "difference", text_value(f->difference), "fix", text_value(f->fix),
                     "basis", text_value(f->basis));
}

static bool write_document(const pp_plan *plan, const pp_report *report, FILE *out)
{
    bool ok = fputs("{\"plan\":", out) >= 0 && dump(plan_object(plan, report), out);
    ok = ok && fputs(",\n\"totals\":", out) >= 0 && dump(totals_object(plan, pp_report_totals(report)), out);
    ok = ok && fputs(",\n\"controls\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_report_controls(report); i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 && dump(control_object(pp_report_control(report, i)), out);
    }
    ok = ok && fputs("],\n\"findings\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_report_findings(report); i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 && dump(finding_object(pp_report_finding(report, i)), out);
    }
    ok = ok && fputs("],\n\"not_checked\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_report_not_checked(report); i++) {
        const pp_not_checked *n = pp_report_not_checked_at(report, i);
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 &&
             dump(json_pack("{s:s, s:o}", "rule", n->rule, "reason", text_value(n->reason)), out);
    }
    ok = ok && fputs("],\n\"summary\":", out) >= 0 &&
         dump(json_pack("{s:I, s:I, s:I}", "error", (json_int_t)pp_report_count(report, PP_ERROR), "warning",
                        (json_int_t)pp_report_count(report, PP_WARNING), "info",
                        (json_int_t)pp_report_count(report, PP_INFO)),
              out);
    return ok && fputs("}\n", out) >= 0;
}

bool pp_write_json(const pp_plan *plan, const pp_report *report, FILE *out, pp_error *error)
{
    errno = 0;
    if (write_document(plan, report, out) && !ferror(out)) {
        return true;
    }
    if (errno == ENOMEM || !ferror(out)) {
        return pp_error_memory(error);
    }
    return pp_error_set(error, PP_ERROR_SYSTEM, "无法写出结果，请检查磁盘空间后重试。");
}
