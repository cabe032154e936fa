#include "write/json.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

json_t *pp_json_text(const char *text)
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

json_t *pp_json_optional(const char *text)
{
    return pp_json_text(text != NULL && text[0] == '\0' ? NULL : text);
}

json_t *pp_json_money(pp_money m)
{
    char text[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_WAN, PP_MONEY_PLAIN, text);
    return pp_json_text(text);
}

json_t *pp_json_number(uint32_t n)
{
    return n == 0 ? json_null() : json_integer(n);
}

bool pp_json_dump(json_t *value, FILE *out)
{
    const bool ok = value != NULL && json_dumpf(value, out, JSON_COMPACT | JSON_ENCODE_ANY) == 0;
    json_decref(value);
    return ok;
}

bool pp_json_failed(FILE *out, pp_error *error)
{
    if (errno == ENOMEM || !ferror(out)) {
        return pp_error_memory(error);
    }
    return pp_error_set(error, PP_ERROR_SYSTEM, "无法写出结果，请检查磁盘空间后重试。");
}

bool pp_json_finish(FILE *out, pp_error *error)
{
    return !ferror(out) || pp_json_failed(out, error);
}
