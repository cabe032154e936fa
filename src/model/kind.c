/* Kinds of procurement: the letter that a code begins with. */
#include "procplan/catalog.h"

const char *pp_kind_name(pp_kind kind)
{
    static const char *const names[PP_KIND_COUNT] = {"", "货物", "工程", "服务"};
    return (unsigned)kind < PP_KIND_COUNT ? names[kind] : "";
}

pp_kind pp_kind_of_code(const char *code)
{
    static const pp_kind kinds[] = {PP_GOODS, PP_WORKS, PP_SERVICES};
    if (code == NULL || code[0] < 'A' || code[0] > 'C') {
        return PP_KIND_NONE;
    }
    for (const char *digit = code + 1; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9') {
            return PP_KIND_NONE;
        }
    }
    return kinds[code[0] - 'A'];
}
