/* Files: read whole with a cap; written beside the target and moved there only when complete. */
#ifndef PP_BASE_FILE_H
#define PP_BASE_FILE_H

#include "procplan/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads all of a file into *data (a NUL is put behind it, not counted), which the caller frees. More than `limit` bytes
 * is PP_ERROR_LIMIT. False with *error; nothing is left allocated. */
bool pp_file_read(const char *path, size_t limit, char **data, size_t *size, pp_error *error);

/* Takes a piece of a file. *used is how much of it was taken: the rest comes again at the front of the next piece.
 * `last` is true when nothing follows. False, with *error, ends the reading. */
typedef bool (*pp_piece_fn)(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error);

/* Reads a regular file piece by piece, so that its size costs no memory. A pipe or device is refused: a pipe that
 * nobody writes to would hold the program for ever, and some devices have no end. More than `limit` bytes is
 * PP_ERROR_LIMIT, and so is a full piece (256 KiB) of which nothing is taken. An empty file gives one piece of no
 * bytes. False with *error. */
bool pp_file_pieces(const char *path, size_t limit, pp_piece_fn take, void *context, pp_error *error);

typedef enum pp_file_type {
    PP_FILE_MISSING, /* nothing is there */
    PP_FILE_REGULAR,
    PP_FILE_FOLDER,
    PP_FILE_OTHER,  /* a pipe, a device */
    PP_FILE_UNKNOWN /* something may be there, but cannot be looked at: a link that leads nowhere, a folder without the
                       right to enter it. Reading it says why. */
} pp_file_type;

/* What stands at the path (links followed). */
pp_file_type pp_file_look(const char *path);

/* DIR/NAME in new memory that the caller frees; NULL when memory is short. */
char *pp_path_join(const char *dir, const char *name);

/* What stands behind the last slash of the path; path itself when it has none. */
const char *pp_base_name(const char *path);

/* A file in the making: it is written at `temporary` and comes to stand at the target only by pp_target_commit. Where
 * the file system allows, it has no name until then, so that a process that is killed leaves nothing behind. */
typedef struct pp_target {
    char *path;      /* where it shall stand, links followed */
    char *temporary; /* where to write it: empty, and nobody else's; /proc/self/fd/N, or a file beside the target */
    bool nameless;   /* it is open as `file` and has no name in its folder yet */
    int file;
} pp_target;

/* Creates the temporary file, in the target's folder and with the rights that the target has, or would get. False with
 * *error. */
bool pp_target_open(pp_target *target, const char *path, pp_error *error);

/* Flushes the temporary file to the disk, moves it over the target and flushes the folder. The target is whole at every
 * moment. Signals wait for the moment in which a file without a name has one beside the target. Frees the struct's
 * strings in any case; on failure removes the temporary file and returns false with *error. */
bool pp_target_commit(pp_target *target, pp_error *error);

/* Removes the temporary file and frees the strings. Harmless after commit. */
void pp_target_abandon(pp_target *target);

#endif
