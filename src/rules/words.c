/* Putting amounts and texts of a plan into the words of a message. */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <string.h>

enum { QUOTED_CHARACTERS = 60, DISTANCE_LIMIT = 64, LINES_NAMED = 8 };

void pp_words_add(pp_words *words, const char *format, ...)
{
    char piece[sizeof words->text + 4]; /* so that vsnprintf cuts no character that the buffer could still take */
    va_list values;
    va_start(values, format);
    vsnprintf(piece, sizeof piece, format, values);
    va_end(values);
    size_t length = strlen(piece);
    length = pp_utf8_cut(piece, length, sizeof words->text - 1 - words->length);
    memcpy(words->text + words->length, piece, length);
    words->length += length;
    words->text[words->length] = '\0';
}

void pp_words_item(pp_words *words, const pp_catalog *catalog, pp_item item)
{
    char name[PP_QUOTE];
    pp_words_add(words, "%s %s", pp_item_code(catalog, item), pp_say_text(pp_item_name(catalog, item), name));
}

void pp_words_kinds(pp_words *words, unsigned kinds)
{
    bool first = true;
    for (int kind = PP_GOODS; kind < PP_KIND_COUNT; kind++) {
        if ((kinds & (1u << kind)) != 0) {
            pp_words_add(words, "%s%s", first ? "" : "、", pp_kind_name((pp_kind)kind));
            first = false;
        }
    }
}

void pp_words_line(pp_words *words, const pp_checker *c, size_t line, size_t count)
{
    if (count >= LINES_NAMED) {
        return;
    }
    char amount[PP_SAY], code[PP_QUOTE], file[PP_QUOTE];
    const pp_money m = c->amounts[line];
    const pp_item item = c->items[line];
    pp_words_add(words, "%s", count == 0 ? "" : "、");
    if (c->plan->source_count > 1) {
        pp_words_add(words, "“%s”", pp_say_text(c->plan->sources[c->plan->source[line]].file, file));
    }
    pp_words_add(words, "第 %u 行（", c->plan->row[line]);
    if (item != PP_NO_ITEM) {
        pp_words_item(words, c->catalog, item);
    } else {
        pp_words_add(words, "%s", pp_say_text(pp_plan_text(c->plan, line, PP_COL_ITEM_CODE), code));
    }
    pp_words_add(words, "，%s）", pp_say(c, m, amount));
}

void pp_words_more(pp_words *words, size_t count)
{
    if (count > LINES_NAMED) {
        pp_words_add(words, "等 %zu 行", count);
    }
}

const char *pp_say_text(const char *text, char out[PP_QUOTE])
{
    const char *end = text + strnlen(text, (QUOTED_CHARACTERS + 1) * 4); /* as far as is looked at */
    size_t used = 0;
    for (int count = 0; text < end; count++) {
        if (count == QUOTED_CHARACTERS) {
            memcpy(out + used, "…", strlen("…"));
            used += strlen("…");
            break;
        }
        const char *start = text;
        const uint32_t character = pp_utf8_next(&text, end);
        if (character < ' ' || (character >= 0x7F && character < 0xA0)) {
            out[used++] = ' ';
            continue;
        }
        memcpy(out + used, start, (size_t)(text - start));
        used += (size_t)(text - start);
    }
    out[used] = '\0';
    return out;
}

pp_money_unit pp_unit_of_plan(const pp_plan *plan)
{
    const char *unit = pp_plan_about(plan, PP_ABOUT_UNIT);
    return unit != NULL && pp_text_same(unit, "元") ? PP_UNIT_YUAN : PP_UNIT_WAN;
}

const char *pp_say(const pp_checker *c, pp_money m, char out[PP_SAY])
{
    char wan[PP_MONEY_TEXT], yuan[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_YUAN, PP_MONEY_GROUPED, yuan);
    if (pp_unit_of_plan(c->plan) == PP_UNIT_YUAN) {
        snprintf(out, PP_SAY, "%s 元", yuan);
        return out;
    }
    pp_money_format(m, PP_UNIT_WAN, PP_MONEY_FULL, wan);
    if (m % PP_MONEY_PRINTED == 0) {
        snprintf(out, PP_SAY, "%s 万元", wan);
    } else {
        snprintf(out, PP_SAY, "%s 万元（%s 元）", wan, yuan);
    }
    return out;
}

const char *pp_figure(pp_money m, char out[PP_MONEY_TEXT])
{
    pp_money_format(m, PP_UNIT_WAN, pp_money_round_wan(m) == 0 ? PP_MONEY_EXACT : PP_MONEY_PLAIN, out);
    return out;
}

pp_comparison *pp_compare(const pp_checker *c, pp_comparison *figures, pp_money actual, pp_money expected)
{
    *figures = (pp_comparison){.note = {.actual = figures->actual, .expected = figures->expected}};
    const bool fits = pp_money_subtract(actual, expected, &figures->difference);
    const pp_money_style style = pp_money_hides(actual, expected) ? PP_MONEY_EXACT : PP_MONEY_PLAIN;
    pp_money_format(actual, PP_UNIT_WAN, style, figures->actual);
    pp_money_format(expected, PP_UNIT_WAN, style, figures->expected);
    pp_say(c, actual, figures->say_actual);
    pp_say(c, expected, figures->say_expected);
    if (!fits) {
        snprintf(figures->say_gap, sizeof figures->say_gap, "相差太大");
        return figures;
    }
    pp_money_format(figures->difference, PP_UNIT_WAN, style, figures->difference_text);
    figures->note.difference = figures->difference_text;
    char gap[PP_SAY];
    const pp_money d = figures->difference;
    snprintf(figures->say_gap, sizeof figures->say_gap, "%s %s", d < 0 ? "少" : "多", pp_say(c, d < 0 ? -d : d, gap));
    return figures;
}

static unsigned decode(const char *text, uint32_t out[DISTANCE_LIMIT])
{
    const char *end = text + strlen(text);
    unsigned count = 0;
    while (text < end && count < DISTANCE_LIMIT) {
        out[count++] = pp_utf8_next(&text, end);
    }
    return count;
}

unsigned pp_text_distance(const char *a, const char *b)
{
    uint32_t from[DISTANCE_LIMIT], to[DISTANCE_LIMIT];
    unsigned row[DISTANCE_LIMIT + 1];
    const unsigned n = decode(a, from), m = decode(b, to);
    for (unsigned j = 0; j <= m; j++) {
        row[j] = j;
    }
    for (unsigned i = 1; i <= n; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            const unsigned above = row[j];
            unsigned best = diagonal + (from[i - 1] != to[j - 1]);
            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[m];
}
