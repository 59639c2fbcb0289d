#ifndef YEEUU_CEDIT_H
#define YEEUU_CEDIT_H

/* A line editor with history on the process's terminal: libedit behind functions that are not
   variadic, since Swift cannot call el_set and history. One at a time, from one thread. */

typedef struct cedit cedit;

/* Both from malloc, or NULL: what to type for the user, and what to show below the line. */
typedef struct { char *insert, *listing; } cedit_completion;
/* Asked at Tab with the text before the cursor. */
typedef cedit_completion (*cedit_completer)(void *context, const char *text);

enum { CEDIT_LINE = 1, CEDIT_END = 0, CEDIT_INTERRUPTED = -1 };

/* An editor that remembers at most `size` lines; NULL when the terminal cannot be used.
   A byte that can be read from `wake` is a signal's number: SIGINT clears the line, others end
   the reading as the end of input would. -1: there is no such thing. */
cedit *cedit_open(const char *program, int size, int wake, cedit_completer completer,
                  void *context);
void cedit_close(cedit *edit);

/* Reads one line, or a pasted block of them, without its last line feed, into *line (valid until
   the next call). Ctrl-C gives CEDIT_INTERRUPTED, Ctrl-D on an empty line CEDIT_END. */
int cedit_read(cedit *edit, const char *prompt, const char **line);

void cedit_remember(cedit *edit, const char *line);

#endif
