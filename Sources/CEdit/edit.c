#define _GNU_SOURCE
#include "CEdit.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

struct cedit {
    EditLine *el;
    History *history;
    const char *prompt;
    char *line;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number) {
    (void)number;
    interrupted = 1;
}

static char *show_prompt(EditLine *el) {
    cedit *edit = NULL;
    el_get(el, EL_CLIENTDATA, &edit);
    return (char *)edit->prompt;
}

/* libedit's own reader goes on after EINTR; this one gives the line up. */
static int read_character(EditLine *el, wchar_t *character) {
    mbstate_t state = {0};
    (void)el;
    for (;;) {
        char byte;
        ssize_t got = interrupted ? -1 : read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR && !interrupted) continue;
        if (got <= 0) return (int)got;
        size_t used = mbrtowc(character, &byte, 1, &state);
        if (used == (size_t)-2) continue;
        if (used == (size_t)-1) {
            memset(&state, 0, sizeof state);
            continue;
        }
        return 1;
    }
}

cedit *cedit_open(const char *program, int size) {
    HistEvent event;
    cedit *edit = calloc(1, sizeof *edit);
    if (!edit) return NULL;
    setlocale(LC_CTYPE, "C.UTF-8");
    edit->prompt = "";
    edit->el = el_init(program, stdin, stdout, stderr);
    edit->history = history_init();
    if (!edit->el || !edit->history) {
        cedit_close(edit);
        return NULL;
    }
    history(edit->history, &event, H_SETSIZE, size);
    history(edit->history, &event, H_SETUNIQUE, 1);
    el_set(edit->el, EL_CLIENTDATA, edit);
    el_set(edit->el, EL_EDITOR, "emacs");
    el_set(edit->el, EL_PROMPT, show_prompt);
    el_set(edit->el, EL_HIST, history, edit->history);
    el_set(edit->el, EL_GETCFN, read_character);
    el_set(edit->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
    return edit;
}

void cedit_close(cedit *edit) {
    if (!edit) return;
    if (edit->el) el_end(edit->el);
    if (edit->history) history_end(edit->history);
    free(edit->line);
    free(edit);
}

int cedit_read(cedit *edit, const char *prompt, const char **line) {
    struct sigaction action = {0}, before;
    int count = 0;
    action.sa_handler = on_interrupt;
    interrupted = 0;
    sigaction(SIGINT, &action, &before);
    edit->prompt = prompt;
    const char *text = el_gets(edit->el, &count);
    edit->prompt = "";
    sigaction(SIGINT, &before, NULL);
    if (interrupted) {
        el_reset(edit->el);
        return CEDIT_INTERRUPTED;
    }
    if (!text || count <= 0) return CEDIT_END;
    free(edit->line);
    edit->line = strndup(text, text[count - 1] == '\n' ? (size_t)count - 1 : (size_t)count);
    if (!edit->line) return CEDIT_END;
    *line = edit->line;
    return CEDIT_LINE;
}

void cedit_remember(cedit *edit, const char *line) {
    HistEvent event;
    history(edit->history, &event, H_ENTER, line);
}

int cedit_load(cedit *edit, const char *path) {
    HistEvent event;
    return history(edit->history, &event, H_LOAD, path) < 0 ? -1 : 0;
}

int cedit_save(cedit *edit, const char *path) {
    HistEvent event;
    mode_t mask = umask(0077);
    int result = history(edit->history, &event, H_SAVE, path);
    umask(mask);
    return result < 0 ? -1 : 0;
}
