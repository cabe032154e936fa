/* Marks what libprocplan exports; everything else stays inside the shared library. */
#ifndef PROCPLAN_API_H
#define PROCPLAN_API_H

#if defined(__GNUC__)
#define PP_API __attribute__((visibility("default")))
#define PP_PRINTF(text, values) __attribute__((format(printf, text, values)))
#else
#define PP_API
#define PP_PRINTF(text, values)
#endif

#endif
