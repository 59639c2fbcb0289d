#define _GNU_SOURCE
#include "CEdit.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

struct cedit {
    EditLine *el;
    History *history;
    const char *prompt;
    char *line;
    int wake;
    bool interrupted, pastes;
    cedit_completer completer;
    void *context;
};

static const wchar_t PASTE_END[] = L"\x1b[201~";
enum { PASTE_END_LENGTH = sizeof PASTE_END / sizeof PASTE_END[0] - 1, CTRL_C = 3 };

static cedit *client(EditLine *el) {
    cedit *edit = NULL;
    el_get(el, EL_CLIENTDATA, &edit);
    return edit;
}

static char *show_prompt(EditLine *el) { return (char *)client(el)->prompt; }

/* One byte of the terminal; 0 at the end of input, or when a signal wakes us. */
static int read_byte(cedit *edit, char *byte) {
    struct pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {edit->wake, POLLIN, 0}};
    for (;;) {
        if (poll(sources, edit->wake < 0 ? 1 : 2, -1) < 0) {
            if (errno == EINTR) continue;
            return 0;
        }
        if (edit->wake >= 0 && sources[1].revents) {
            char number = 0;
            if (read(edit->wake, &number, 1) != 1) continue;
            edit->interrupted = number == SIGINT;
            return 0;
        }
        ssize_t got = read(STDIN_FILENO, byte, 1);
        if (got < 0 && errno == EINTR) continue;
        return got == 1;
    }
}

/* The terminal sends no signal for Ctrl-C while a line is typed (-isig below): whoever listens for
   the signal elsewhere in the process may have blocked it in this thread. */
static int read_character(EditLine *el, wchar_t *character) {
    mbstate_t state = {0};
    cedit *edit = client(el);
    char byte;
    while (read_byte(edit, &byte)) {
        if (byte == CTRL_C && mbsinit(&state)) {
            edit->interrupted = true;
            return 0;
        }
        size_t used = mbrtowc(character, &byte, 1, &state);
        if (used == (size_t)-2) continue;
        if (used == (size_t)-1) {
            memset(&state, 0, sizeof state);
            continue;
        }
        return 1;
    }
    return 0;
}

/* ---- a pasted block: one text, however many lines, that Enter runs ---- */

static bool append(wchar_t **text, size_t *count, size_t *space, wchar_t character) {
    if (*count + 2 > *space) {
        size_t larger = *space * 2 + 256;
        wchar_t *moved = realloc(*text, larger * sizeof **text);
        if (!moved) return false;
        *text = moved;
        *space = larger;
    }
    (*text)[(*count)++] = character;
    (*text)[*count] = 0;
    return true;
}

static unsigned char paste(EditLine *el, int key) {
    wchar_t *text = NULL, character;
    size_t count = 0, space = 0;
    (void)key;
    while (el_wgetc(el, &character) == 1) {
        if (!append(&text, &count, &space, character == L'\r' ? L'\n' : character)) break;
        if (count >= PASTE_END_LENGTH
            && wmemcmp(text + count - PASTE_END_LENGTH, PASTE_END, PASTE_END_LENGTH) == 0) {
            count -= PASTE_END_LENGTH;
            break;
        }
    }
    while (count > 0 && text[count - 1] == L'\n') count--;
    if (text) text[count] = 0;
    bool inserted = count > 0 && el_winsertstr(el, text) == 0;
    free(text);
    return client(el)->interrupted ? CC_EOF : inserted ? CC_REFRESH : CC_ERROR;
}

/* ---- Tab ---- */

/* Whether nothing but blanks stands before the cursor in its line. */
static bool begins_line(const char *text, size_t length) {
    while (length > 0 && text[length - 1] != '\n')
        if (!strchr(" \t", text[--length])) return false;
    return true;
}

static unsigned char complete(EditLine *el, int key) {
    cedit *edit = client(el);
    const LineInfo *info = el_line(el);
    size_t length = (size_t)(info->cursor - info->buffer);
    unsigned char result = CC_ERROR;
    (void)key;
    if (begins_line(info->buffer, length))
        return el_insertstr(el, "  ") == 0 ? CC_REFRESH : CC_ERROR;
    char *text = strndup(info->buffer, length);
    if (!text) return CC_ERROR;
    cedit_completion found = edit->completer(edit->context, text);
    free(text);
    if (found.insert && *found.insert && el_insertstr(el, found.insert) == 0) result = CC_REFRESH;
    if (found.listing && *found.listing) {
        fprintf(stdout, "\n%s\n", found.listing);
        fflush(stdout);
        result = CC_REDISPLAY;
    }
    free(found.insert);
    free(found.listing);
    return result;
}

/* ---- the editor ---- */

static void bind_keys(cedit *edit) {
    el_set(edit->el, EL_EDITOR, "emacs");
    el_set(edit->el, EL_SETTY, "-d", "-isig", NULL);
    el_set(edit->el, EL_ADDFN, "yeeuu-complete", "Complete the word", complete);
    el_set(edit->el, EL_ADDFN, "yeeuu-paste", "Take a pasted block", paste);
    el_set(edit->el, EL_BIND, "^I", "yeeuu-complete", NULL);
    el_set(edit->el, EL_BIND, "\\e[200~", "yeeuu-paste", NULL);
    el_set(edit->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
}

cedit *cedit_open(const char *program, int size, int wake, cedit_completer completer,
                  void *context) {
    HistEvent event;
    const char *terminal = getenv("TERM");
    cedit *edit = calloc(1, sizeof *edit);
    if (!edit) return NULL;
    setlocale(LC_CTYPE, "C.UTF-8");
    edit->prompt = "";
    edit->wake = wake;
    edit->completer = completer;
    edit->context = context;
    edit->pastes = terminal && *terminal && strcmp(terminal, "dumb") != 0;
    edit->el = el_init(program, stdin, stdout, stderr);
    edit->history = history_init();
    if (!edit->el || !edit->history) {
        cedit_close(edit);
        return NULL;
    }
    history(edit->history, &event, H_SETSIZE, size);
    history(edit->history, &event, H_SETUNIQUE, 1);
    el_set(edit->el, EL_CLIENTDATA, edit);
    el_set(edit->el, EL_PROMPT, show_prompt);
    el_set(edit->el, EL_HIST, history, edit->history);
    el_set(edit->el, EL_GETCFN, read_character);
    bind_keys(edit);
    return edit;
}

void cedit_close(cedit *edit) {
    if (!edit) return;
    if (edit->el) el_end(edit->el);
    if (edit->history) history_end(edit->history);
    free(edit->line);
    free(edit);
}

static void show(const char *text) {
    fputs(text, stdout);
    fflush(stdout);
}

int cedit_read(cedit *edit, const char *prompt, const char **line) {
    int count = 0;
    edit->interrupted = false;
    edit->prompt = prompt;
    el_resize(edit->el);
    /* Before the prompt is shown: el_gets itself does it after, and what is typed between would be
       echoed twice. */
    el_set(edit->el, EL_PREP_TERM, 1);
    if (edit->pastes) show("\x1b[?2004h");
    const char *text = el_gets(edit->el, &count);
    if (edit->pastes) show("\x1b[?2004l");
    edit->prompt = "";
    el_set(edit->el, EL_PREP_TERM, 0);
    if (edit->interrupted) {
        show("^C\n");
        el_reset(edit->el);
        return CEDIT_INTERRUPTED;
    }
    if (!text || count <= 0) {
        show("\n");
        return CEDIT_END;
    }
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
