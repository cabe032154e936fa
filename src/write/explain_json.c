/* An explanation for programs. */
#include "procplan/explain.h"

#include "write/json.h"

#include <errno.h>

/* In 万元 with two decimals, null when it is no amount. */
static json_t *wan_value(pp_money m)
{
    return pp_money_known(m) ? pp_json_money(m) : json_null();
}

/* In 元, exact. */
static json_t *yuan_value(pp_money m)
{
    char text[PP_MONEY_TEXT];
    if (!pp_money_known(m)) {
        return json_null();
    }
    pp_money_format(m, PP_UNIT_YUAN, PP_MONEY_PLAIN, text);
    return pp_json_text(text);
}

static json_t *date_value(int date)
{
    return date == 0 ? json_null() : json_sprintf("%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
}

static json_t *share_value(pp_share share)
{
    char text[16];
    return share == 0 ? json_null() : pp_json_text(pp_share_format(share, text));
}

/* [code]name, or whichever of them there is. */
static json_t *item_value(const pp_plan *plan, size_t line)
{
    const char *code = pp_plan_text(plan, line, PP_COL_ITEM_CODE), *name = pp_plan_text(plan, line, PP_COL_ITEM_NAME);
    if (code[0] == '\0') {
        return pp_json_optional(name);
    }
    return json_sprintf("[%s]%s", code, name);
}

static json_t *line_object(const pp_plan *plan, const pp_explained_line *l)
{
    char cell[PP_CELL_TEXT];
    const pp_place where = pp_plan_place(plan, l->line, l->column);
    pp_cell_name(where.row, where.column, cell);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file", pp_json_optional(where.file), "sheet",
                     pp_json_optional(where.sheet), "row", pp_json_number(where.row), "column",
                     pp_json_number(where.column), "cell", pp_json_optional(cell), "title",
                     pp_json_optional(where.title), "item", item_value(plan, l->line), "amount", wan_value(l->amount),
                     "yuan", yuan_value(l->amount));
}

static json_t *policy_object(const pp_explained_policy *p)
{
    const pp_origin *o = p->origin;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", pp_json_text(p->name),
                     "kind", pp_json_optional(p->kinds), "says", pp_json_text(p->says), "threshold",
                     p->threshold == 0 ? json_null() : wan_value(p->threshold), "share", share_value(p->share),
                     "micro_share", share_value(p->micro), "region", pp_json_text(o->region), "valid_from",
                     date_value(o->valid_from), "valid_to", date_value(o->valid_to), "basis", pp_json_text(o->basis),
                     "sure", pp_json_text(o->sure), "file", pp_json_text(o->file), "row", pp_json_number(o->row));
}

static json_t *rule_object(const pp_rule_info *r)
{
    return r == NULL ? json_null()
                     : json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", r->id, "title", r->title, "checks", r->checks,
                                 "fix", r->fix, "basis", r->basis);
}

static bool write_key(FILE *out, const char *key, json_t *value)
{
    return fprintf(out, ",\n\"%s\":", key) >= 0 && pp_json_dump(value, out);
}

static bool begin_list(FILE *out, const char *key)
{
    return fprintf(out, ",\n\"%s\":[", key) >= 0;
}

static bool put_item(FILE *out, size_t index, json_t *value)
{
    return fputs(index == 0 ? "\n" : ",\n", out) >= 0 && pp_json_dump(value, out);
}

static bool write_document(const pp_plan *plan, const pp_explanation *e, FILE *out)
{
    bool ok = fputs("{\"figure\":", out) >= 0 && pp_json_dump(pp_json_text(e->figure), out) &&
              write_key(out, "cell", pp_json_text(e->cell)) &&
              write_key(out, "holds", pp_json_text(pp_holds_key(e->holds))) &&
              write_key(out, "amount", e->known ? pp_json_money(e->amount) : json_null()) &&
              write_key(out, "yuan", e->known ? yuan_value(e->amount) : json_null()) &&
              write_key(out, "made_of", pp_json_text(e->made_of)) && write_key(out, "text", pp_json_text(e->text)) &&
              write_key(out, "formula", pp_json_text(e->formula)) && write_key(out, "rule", rule_object(e->rule)) &&
              write_key(out, "not_checked", pp_json_text(e->not_checked)) &&
              write_key(out, "part", pp_json_text(e->part)) && begin_list(out, "lines");
    for (size_t i = 0; ok && i < e->line_count; i++) {
        ok = put_item(out, i, line_object(plan, &e->lines[i]));
    }
    ok = ok && fputs("]", out) >= 0 && begin_list(out, "controls");
    for (size_t i = 0; ok && i < e->control_count; i++) {
        ok = put_item(out, i, pp_json_control(e->controls[i]));
    }
    ok = ok && fputs("]", out) >= 0 && begin_list(out, "policy");
    for (size_t i = 0; ok && i < e->policy_count; i++) {
        ok = put_item(out, i, policy_object(&e->policies[i]));
    }
    ok = ok && fputs("]", out) >= 0 && begin_list(out, "findings");
    for (size_t i = 0; ok && i < e->finding_count; i++) {
        ok = put_item(out, i, pp_json_finding(e->findings[i]));
    }
    return ok && fputs("]}\n", out) >= 0;
}

bool pp_write_explanation_json(const pp_plan *plan, const pp_explanation *explanation, FILE *out, pp_error *error)
{
    errno = 0;
    return write_document(plan, explanation, out) ? pp_json_finish(out, error) : pp_json_failed(out, error);
}
