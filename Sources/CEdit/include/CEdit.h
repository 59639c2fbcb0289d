#ifndef YEEUU_CEDIT_H
#define YEEUU_CEDIT_H

/* A line editor with history on the process's terminal: libedit behind functions that are not
   variadic, since Swift cannot call el_set and history. One at a time, from one thread. */

typedef struct cedit cedit;

enum { CEDIT_LINE = 1, CEDIT_END = 0, CEDIT_INTERRUPTED = -1 };

/* An editor that remembers at most `size` lines; NULL when the terminal cannot be used. */
cedit *cedit_open(const char *program, int size);
void cedit_close(cedit *edit);

/* Reads one line, without its line feed, into *line (valid until the next call).
   Ctrl-C gives CEDIT_INTERRUPTED, Ctrl-D on an empty line CEDIT_END. */
int cedit_read(cedit *edit, const char *prompt, const char **line);

void cedit_remember(cedit *edit, const char *line);

/* Both return 0, or -1 when the file cannot be read or written. A saved file is 0600. */
int cedit_load(cedit *edit, const char *path);
int cedit_save(cedit *edit, const char *path);

#endif
