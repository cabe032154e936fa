/* Finding what somebody meant: codes as people write them, and the items most like a code that does not exist. */
#include "model/catalog.h"

#include "base/text.h"

#include <string.h>

enum {
    CODE = 16,         /* characters of a written code that are looked at */
    NAME = 64,         /* characters of a name that are looked at */
    SURE = 1000,       /* parts of likeness */
    PER_EDIT = 1000,   /* cost of one wrong, missing, extra or swapped character of the code */
    NAME_WORTH = 9000, /* what the very same name is worth: as much as a wholly different code costs */
    PER_SAME = 300,    /* worth of each character with which both codes begin: mistakes rarely change the class */
    LAST_LEVEL = 5,    /* worth of being usable in a plan */
    MAX_EDITS = 3,     /* a code further away than this, or than half of it, is no suggestion... */
    LIKE = 400         /* ...unless the names are this much alike */
};

/* Writes the code that the text begins with, brackets before it passed over: letters (as capitals) and digits,
 * half-width, up to the first other character. Returns its length; only the first CODE-1 characters are kept. */
static size_t written_code(const char *text, char code[CODE])
{
    const char *end = text + strlen(text);
    size_t length = 0;
    while (text < end && length < CODE - 1) {
        const char *start = text;
        uint32_t c;
        pp_utf8_next(&text, end);
        const size_t count = pp_spell(start, (size_t)(text - start), &c, 1);
        if (count == 1 && c < 0x80) {
            code[length++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        } else if (count > 0 || length > 0) {
            break;
        }
    }
    code[length] = '\0';
    return length;
}

pp_item pp_catalog_find_written(const pp_catalog *catalog, const char *text)
{
    char code[CODE];
    written_code(text, code);
    return pp_catalog_find(catalog, code);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Edits that turn a into b, where swapping two neighbours is one edit (optimal string alignment). Both are shorter than
 * CODE. */
static int edits(const char *a, const char *b)
{
    int rows[3][CODE + 1]; /* of the table: two before, one before, this */
    const int la = (int)strlen(a), lb = (int)strlen(b);
    for (int j = 0; j <= lb; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= la; i++) {
        const int *before = rows[(i + 1) % 3], *last = rows[(i - 1) % 3];
        int *row = rows[i % 3];
        row[0] = i;
        for (int j = 1; j <= lb; j++) {
            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
    }
    return rows[la % 3][lb];
}

/* How much two names are alike, 0 to SURE: twice the longest common subsequence to the sum of the lengths. */
static int likeness(const uint32_t *a, size_t la, const uint32_t *b, size_t lb)
{
    int row[NAME + 1] = {0};
    for (size_t i = 0; i < la; i++) {
        int diagonal = 0;
        for (size_t j = 0; j < lb; j++) {
            const int above = row[j + 1];
            if (a[i] == b[j]) {
                row[j + 1] = diagonal + 1;
            } else if (row[j] > above) {
                row[j + 1] = row[j];
            }
            diagonal = above;
        }
    }
    return la + lb == 0 ? 0 : 2 * SURE * row[lb] / (int)(la + lb);
}

static size_t spell_name(const char *name, uint32_t out[NAME])
{
    const size_t length = pp_spell(name, strlen(name), out, NAME);
    return length < NAME ? length : NAME;
}

typedef struct question {
    char code[CODE];
    char padded[CODE]; /* the code with the zeros of the levels that were left out */
    size_t code_length;
    uint32_t name[NAME];
    size_t name_length;
} question;

/* What it costs to take this item for what was asked: less is nearer. -1 when it is too unlike. */
static int cost_of(const question *q, const pp_catalog *catalog, pp_item item)
{
    const char *code = pp_item_code(catalog, item);
    const int bound = least(MAX_EDITS, (int)q->code_length / 2);
    const int distance = least(edits(q->code, code), edits(q->padded, code));
    int alike = 0;
    if (q->name_length > 0) {
        uint32_t name[NAME];
        const size_t length = spell_name(pp_item_name(catalog, item), name);
        alike = likeness(q->name, q->name_length, name, length);
    }
    if (distance > bound && alike < LIKE) {
        return -1;
    }
    int same = 0;
    while (code[same] != '\0' && code[same] == q->code[same]) {
        same++;
    }
    const int worth = NAME_WORTH / SURE * alike / SURE * alike + PER_SAME * same +
                      (pp_item_is_last_level(catalog, item) ? LAST_LEVEL : 0);
    return PER_EDIT * distance - worth + NAME_WORTH + PER_SAME * PP_CODE_SIZE + LAST_LEVEL; /* never negative */
}

/* Puts the item where it belongs in the list, the nearest first. Returns the list's new length. */
static size_t insert(pp_item *items, int *costs, size_t count, size_t max, pp_item item, int cost)
{
    size_t at = count < max ? count++ : max - 1;
    while (at > 0 && costs[at - 1] > cost) {
        costs[at] = costs[at - 1];
        items[at] = items[at - 1];
        at--;
    }
    costs[at] = cost;
    items[at] = item;
    return count;
}

size_t pp_catalog_nearest(const pp_catalog *catalog, const char *code, const char *name, pp_item *items, size_t max)
{
    enum { MOST = 32 };
    int costs[MOST];
    question q;
    size_t count = 0;
    max = max < MOST ? max : MOST;
    q.code_length = written_code(code, q.code);
    q.name_length = name == NULL ? 0 : spell_name(name, q.name);
    strcpy(q.padded, q.code);
    for (size_t i = q.code_length; i < PP_CODE_SIZE - 1 && pp_kind_of_code(q.code) != PP_KIND_NONE; i++) {
        q.padded[i] = '0';
        q.padded[i + 1] = '\0';
    }
    if (max == 0 || (q.code_length == 0 && q.name_length == 0)) {
        return 0;
    }
    for (pp_item item = 0; item < catalog->size; item++) {
        const int cost = cost_of(&q, catalog, item);
        if (cost >= 0 && (count < max || cost < costs[count - 1])) {
            count = insert(items, costs, count, max, item, cost);
        }
    }
    return count;
}
