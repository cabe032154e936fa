/* Reading a finished workbook back. libxlsxwriter collects the parts in temporary files and does not notice when a full
 * disk swallows some of what it writes there: it then delivers a damaged file and reports success. */
#ifndef PP_WRITE_PACKAGE_H
#define PP_WRITE_PACKAGE_H

#include "procplan/error.h"

#include <stddef.h>

/* True when every part of the package is there, unharmed and complete: all XML elements are closed, sheet n (from 0)
 * has cells[n] cells, and the table of shared texts as many entries as it says. False with *error otherwise;
 * `path` is the file to read, `shown` the name to give in messages. */
bool pp_package_verify(const char *path, const char *shown, const size_t *cells, size_t sheets, pp_error *error);

#endif
