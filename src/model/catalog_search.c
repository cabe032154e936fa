/* Search in the catalogue. Every item is looked at: a few thousand names take about a millisecond. */
#include "model/catalog.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = 32, QUERY = 256, NAME = 512, MIN_INITIALS = 2 };

/* How an item was found, the weakest first. */
typedef enum rank {
    NO_MATCH,
    BY_MIXED_WORDS,     /* each word by text, initials or code */
    BY_INITIALS_INSIDE, /* jsj in 台式计算机 */
    BY_INITIALS_PREFIX,
    BY_INITIALS,
    BY_WORDS,  /* all words in the name, in any order */
    BY_PHRASE, /* all words in the name, side by side as asked for */
    BY_NAME_PREFIX,
    BY_CODE_PREFIX,
    BY_NAME,
    BY_SHORT_CODE, /* A0201 for A02010000 */
    BY_CODE
} rank;

typedef struct word {
    const uint32_t *text; /* spelled */
    size_t length;
    bool initials; /* may stand for pinyin: letters a to z and digits, not digits only, not too short */
} word;

typedef struct query {
    uint32_t text[QUERY]; /* the words one after the other */
    word all;             /* that text as one word */
    word words[WORDS];
    size_t word_count;
    char code[PP_CODE_SIZE]; /* the text as the beginning of a code, "" when it cannot be one */
} query;

typedef struct spelled_name {
    uint32_t text[NAME];
    uint64_t initials[NAME]; /* sets as pp_initials gives them; filled only when the query may be initials */
    size_t length;
} spelled_name;

/* ---- The question ---- */

static bool may_be_initials(const uint32_t *text, size_t length)
{
    bool letter = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= 0x80) {
            return false;
        }
        letter = letter || text[i] >= 'a';
    }
    return letter && length >= MIN_INITIALS;
}

/* Writes the beginning of a code that the word spells (letter A to C, digits), "" when it is none. */
static void code_of(const word *w, char code[PP_CODE_SIZE])
{
    code[0] = '\0';
    if (w->length >= PP_CODE_SIZE || w->text[0] < 'a' || w->text[0] > 'c') {
        return;
    }
    for (size_t i = 1; i < w->length; i++) {
        if (w->text[i] < '0' || w->text[i] > '9') {
            return;
        }
    }
    code[0] = (char)(w->text[0] - 'a' + 'A');
    for (size_t i = 1; i < w->length; i++) {
        code[i] = (char)w->text[i];
    }
    code[w->length] = '\0';
}

/* The next run of characters that are not white space, from *at, which moves behind it; NULL at the end. */
static const char *next_run(const char **at, const char *end, size_t *length)
{
    size_t left = (size_t)(end - *at);
    const char *start = pp_text_trim(*at, &left);
    const char *stop = start;
    *at = end;
    while (stop < end) {
        const char *next = stop;
        pp_utf8_next(&next, end);
        size_t one = (size_t)(next - stop);
        pp_text_trim(stop, &one);
        if (one == 0) {
            *at = next;
            break;
        }
        stop = next;
    }
    *length = (size_t)(stop - start);
    return *length > 0 ? start : NULL;
}

/* Splits the words. False when nothing searchable is there, or more than any name could answer to. */
static bool parse(query *q, const char *text)
{
    const char *end = text + strlen(text), *run;
    size_t used = 0, length;
    q->word_count = 0;
    while ((run = next_run(&text, end, &length)) != NULL) {
        const size_t count = pp_spell(run, length, q->text + used, QUERY - used);
        if (count == 0) {
            continue;
        }
        if (count > QUERY - used || q->word_count == WORDS) {
            return false;
        }
        const uint32_t *start = q->text + used;
        q->words[q->word_count++] = (word){start, count, may_be_initials(start, count)};
        used += count;
    }
    q->all = (word){q->text, used, may_be_initials(q->text, used)};
    if (used > 0) {
        code_of(&q->all, q->code);
    }
    return used > 0;
}

/* ---- One item ---- */

/* Where the word begins in the name, -1 when it is not there. */
static int find_text(const spelled_name *name, const word *w)
{
    for (size_t at = 0; at + w->length <= name->length; at++) {
        if (name->text[at] == w->text[0] && memcmp(name->text + at, w->text, w->length * sizeof *w->text) == 0) {
            return (int)at;
        }
    }
    return -1;
}

/* Where the word begins in the initials of the name, -1 when it is not there or is no initials. */
static int find_initials(const spelled_name *name, const word *w)
{
    if (!w->initials) {
        return -1;
    }
    for (size_t at = 0; at + w->length <= name->length; at++) {
        size_t same = 0;
        while (same < w->length && (name->initials[at + same] & pp_initials(w->text[same])) != 0) {
            same++;
        }
        if (same == w->length) {
            return (int)at;
        }
    }
    return -1;
}

static rank match_code(const query *q, const char *code)
{
    const size_t length = strlen(q->code);
    if (length == 0 || strncmp(code, q->code, length) != 0) {
        return NO_MATCH;
    }
    if (code[length] == '\0') {
        return BY_CODE;
    }
    const bool whole_levels = length % 2 == 1 && length > 1;
    return whole_levels && strspn(code + length, "0") == strlen(code + length) ? BY_SHORT_CODE : BY_CODE_PREFIX;
}

/* Words that each stand in the name: by text only, or by initials and code too. *at: the leftmost. */
static rank match_words(const query *q, const spelled_name *name, const char *code, int *at)
{
    rank found = BY_WORDS;
    *at = NAME;
    for (size_t i = 0; i < q->word_count; i++) {
        int place = find_text(name, &q->words[i]);
        if (place < 0) {
            char prefix[PP_CODE_SIZE];
            code_of(&q->words[i], prefix);
            place =
                prefix[0] != '\0' && strncmp(code, prefix, strlen(prefix)) == 0 ? 0 : find_initials(name, &q->words[i]);
            found = BY_MIXED_WORDS;
        }
        if (place < 0) {
            return NO_MATCH;
        }
        *at = place < *at ? place : *at;
    }
    return found;
}

/* The best way in which the item answers. *at is where in the name, 0 where that means nothing. */
static rank match(const query *q, const spelled_name *name, const char *code, int *at)
{
    *at = 0;
    const rank by_code = match_code(q, code);
    if (by_code != NO_MATCH) {
        return by_code;
    }
    const int text = find_text(name, &q->all);
    if (text >= 0) {
        *at = text;
        return text > 0 ? BY_PHRASE : name->length == q->all.length ? BY_NAME : BY_NAME_PREFIX;
    }
    const rank by_words = match_words(q, name, code, at);
    if (by_words == BY_WORDS) {
        return by_words;
    }
    const int initials = find_initials(name, &q->all);
    if (initials >= 0) {
        *at = initials;
        return initials > 0 ? BY_INITIALS_INSIDE : name->length == q->all.length ? BY_INITIALS : BY_INITIALS_PREFIX;
    }
    return by_words;
}

/* Rank first; then the earlier the words stand and the less else there is in the name; then last-level items. */
static int score_of(rank found, int at, size_t rest, bool last_level)
{
    enum { STEPS = 64 };
    const int early = at < STEPS ? STEPS - 1 - at : 0;
    const int brief = rest < STEPS ? STEPS - 1 - (int)rest : 0;
    return (((int)found * STEPS + early) * STEPS + brief) * 2 + (last_level ? 1 : 0);
}

static void spell_name(spelled_name *name, const char *text, bool with_initials)
{
    const size_t length = pp_spell(text, strlen(text), name->text, NAME);
    name->length = length < NAME ? length : NAME;
    for (size_t i = 0; with_initials && i < name->length; i++) {
        name->initials[i] = pp_initials(name->text[i]);
    }
}

/* ---- The best of all ---- */

/* Orders matches best first; equal ones by code. */
static int best_first(const void *a, const void *b)
{
    const pp_catalog_match *x = a, *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return (x->item > y->item) - (x->item < y->item);
}

/* Moves the match at `at` down until the heap has its worst match on top again. */
static void sift_down(pp_catalog_match *heap, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && best_first(&heap[child + 1], &heap[child]) > 0) {
            child++;
        }
        if (best_first(&heap[at], &heap[child]) >= 0) {
            return;
        }
        const pp_catalog_match swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

/* Keeps the match among the `max` best of those seen; `seen` counts those before it. */
static void keep(pp_catalog_match *best, size_t max, size_t seen, pp_catalog_match found)
{
    if (seen < max) {
        best[seen] = found;
        for (size_t at = max; seen + 1 == max && at-- > 0;) { /* full now: from here on the worst goes first */
            sift_down(best, max, at);
        }
    } else if (max > 0 && best_first(&found, &best[0]) < 0) {
        best[0] = found;
        sift_down(best, max, 0);
    }
}

/* The item of a code that stands before its name, as plans write it: [A02010105]台式计算机. A lone letter is a word. */
static pp_item written_item(const pp_catalog *catalog, const char *words)
{
    const pp_item item = pp_catalog_find_written(catalog, words);
    return item != PP_NO_ITEM && pp_item_level(catalog, item) > 0 ? item : PP_NO_ITEM;
}

size_t pp_catalog_search(const pp_catalog *catalog, const char *words, pp_catalog_match *matches, size_t max)
{
    query q;
    spelled_name name;
    if (!parse(&q, words)) {
        return 0;
    }
    bool with_initials = q.all.initials;
    for (size_t i = 0; i < q.word_count; i++) {
        with_initials = with_initials || q.words[i].initials;
    }
    size_t count = 0;
    const pp_item written = written_item(catalog, words);
    for (pp_item item = 0; item < catalog->size; item++) {
        int at = 0;
        spell_name(&name, pp_item_name(catalog, item), with_initials);
        const rank found = item == written ? BY_CODE : match(&q, &name, pp_item_code(catalog, item), &at);
        if (found == NO_MATCH) {
            continue;
        }
        const bool by_code = found >= BY_SHORT_CODE || found == BY_CODE_PREFIX;
        const size_t rest = by_code || name.length < q.all.length ? 0 : name.length - q.all.length;
        /* What the beginning of a code leads to is a piece of the tree, and stays in its order. */
        const bool last_level = !by_code && pp_item_is_last_level(catalog, item);
        const int score = score_of(found, at, rest, last_level);
        keep(matches, max, count, (pp_catalog_match){item, score});
        count++;
    }
    if (max > 0) {
        qsort(matches, count < max ? count : max, sizeof *matches, best_first);
    }
    return count;
}
