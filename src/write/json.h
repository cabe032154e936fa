/* Pieces of the JSON that the program writes. Every function that returns a value gives a new reference, NULL when
 * memory is short; json_pack takes NULL for "o" as a failure and lets the others go. */
#ifndef PP_WRITE_JSON_H
#define PP_WRITE_JSON_H

#include "procplan/check.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A string, null for NULL. File names need not be UTF-8: what is not becomes U+FFFD. */
json_t *pp_json_text(const char *text);

/* null for "" as well: a key without a value is null. */
json_t *pp_json_optional(const char *text);

/* An amount in 万元 with two decimals, as text. */
json_t *pp_json_money(pp_money m);

/* A row or column, null for 0. */
json_t *pp_json_number(uint32_t n);

/* A control and how it fares, and a finding, with the keys of check --format json (report_json.c). */
json_t *pp_json_control(const pp_control_result *result);
json_t *pp_json_finding(const pp_finding *f);

/* Dumps a value on one line and lets it go. False when it is NULL or the stream fails. */
bool pp_json_dump(json_t *value, FILE *out);

/* Ends a document: false with *error when the stream has failed. */
bool pp_json_finish(FILE *out, pp_error *error);

/* Sets *error after a failed write, by errno (set to 0 before the document was begun). Always returns false. */
bool pp_json_failed(FILE *out, pp_error *error);

#endif
