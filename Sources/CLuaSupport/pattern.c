/* A matcher for Lua patterns that agrees with the stock one on every input, results and error
   texts alike, and counts its steps and the bytes of classes and captures that it reads: every 16,384 it looks whether the run is to end. (Stock's
   can burn minutes on `.-.-.-.-b`, out of reach of every hook.) */
#include "pattern.h"

#include <ctype.h>

enum { DEEPEST = 200, STEPS = 1 << 14 };

static const char *match(yl_match *m, const char *s, const char *p);

static inline int byte_at(const char *p) { return (unsigned char)*p; }

static void look(yl_match *m) {
    m->steps = 0;
    yl_poll(m->L, m->S);
}

static inline void step(yl_match *m) {
    if (++m->steps >= STEPS) look(m);
}

/* Bytes that one step reads: a class or a capture may be as long as any text. */
static inline void spend(yl_match *m, size_t bytes) {
    if (bytes < 64) return;
    size_t steps = bytes / 4 + m->steps;
    m->steps = steps < STEPS ? (unsigned)steps : STEPS;
    if (m->steps >= STEPS) look(m);
}

/* Behind the single-character class that begins at p. */
static const char *class_end(yl_match *m, const char *p) {
    if (*p++ == '%') {
        if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 1;
    }
    if (p[-1] != '[') return p;
    const char *begin = p;
    if (*p == '^') p++;
    do {
        if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
        if (*p++ == '%' && p < m->pattern_end) p++;
    } while (*p != ']');
    spend(m, (size_t)(p - begin));
    return p + 1;
}

static int in_class(int c, int class) {
    int found;
    switch (tolower(class)) {
    case 'a': found = isalpha(c); break;
    case 'c': found = iscntrl(c); break;
    case 'd': found = isdigit(c); break;
    case 'g': found = isgraph(c); break;
    case 'l': found = islower(c); break;
    case 'p': found = ispunct(c); break;
    case 's': found = isspace(c); break;
    case 'u': found = isupper(c); break;
    case 'w': found = isalnum(c); break;
    case 'x': found = isxdigit(c); break;
    case 'z': found = c == 0; break; /* deprecated, and still there */
    default: return class == c;
    }
    return isupper(class) ? !found : found != 0;
}

/* p is at '[', last at the closing ']'. */
static int in_set(int c, const char *p, const char *last) {
    int found = 1;
    if (p[1] == '^') {
        found = 0;
        p++;
    }
    while (++p < last) {
        if (*p == '%') {
            p++;
            if (in_class(c, byte_at(p))) return found;
        } else if (p[1] == '-' && p + 2 < last) {
            p += 2;
            if (byte_at(p - 2) <= c && c <= byte_at(p)) return found;
        } else if (byte_at(p) == c) {
            return found;
        }
    }
    return !found;
}

static inline int single(yl_match *m, const char *s, const char *p, const char *behind) {
    if (s >= m->end) return 0;
    int c = byte_at(s);
    switch (*p) {
    case '.': return 1;
    case '%': return in_class(c, byte_at(p + 1));
    case '[':
        spend(m, (size_t)(behind - p));
        return in_set(c, p, behind - 1);
    default: return byte_at(p) == c;
    }
}

static const char *balanced(yl_match *m, const char *s, const char *p) {
    if (p >= m->pattern_end - 1)
        luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
    if (s >= m->end || *s != *p) return NULL;
    int open = *p, close = p[1], nested = 1;
    while (++s < m->end) {
        step(m);
        if (*s == close) {
            if (--nested == 0) return s + 1;
        } else if (*s == open) {
            nested++;
        }
    }
    return NULL;
}

static const char *longest(yl_match *m, const char *s, const char *p, const char *behind) {
    ptrdiff_t i = 0;
    while (single(m, s + i, p, behind)) {
        step(m);
        i++;
    }
    for (; i >= 0; i--) {
        step(m);
        const char *e = match(m, s + i, behind + 1);
        if (e) return e;
    }
    return NULL;
}

static const char *shortest(yl_match *m, const char *s, const char *p, const char *behind) {
    for (;;) {
        step(m);
        const char *e = match(m, s, behind + 1);
        if (e) return e;
        if (!single(m, s, p, behind)) return NULL;
        s++;
    }
}

static const char *open_capture(yl_match *m, const char *s, const char *p, ptrdiff_t what) {
    int level = m->level;
    if (level >= YL_MOST_CAPTURES) luaL_error(m->L, "too many captures");
    m->capture[level].start = s;
    m->capture[level].length = what;
    m->level = level + 1;
    const char *e = match(m, s, p);
    if (!e) m->level--;
    return e;
}

static const char *close_capture(yl_match *m, const char *s, const char *p) {
    int level = m->level - 1;
    while (level >= 0 && m->capture[level].length != YL_UNFINISHED) level--;
    if (level < 0) luaL_error(m->L, "invalid pattern capture");
    m->capture[level].length = s - m->capture[level].start;
    const char *e = match(m, s, p);
    if (!e) m->capture[level].length = YL_UNFINISHED;
    return e;
}

static const char *back_reference(yl_match *m, const char *s, int digit) {
    int i = digit - '1';
    if (i < 0 || i >= m->level || m->capture[i].length == YL_UNFINISHED)
        luaL_error(m->L, "invalid capture index %%%d", i + 1);
    size_t length = (size_t)m->capture[i].length;
    spend(m, length);
    if ((size_t)(m->end - s) < length || memcmp(m->capture[i].start, s, length) != 0) return NULL;
    return s + length;
}

static int at_frontier(yl_match *m, const char *s, const char *p, const char *behind) {
    int before = s == m->begin ? 0 : byte_at(s - 1);
    int here = s < m->end ? byte_at(s) : 0;
    spend(m, (size_t)(behind - p));
    return !in_set(before, p, behind - 1) && in_set(here, p, behind - 1);
}

/* A class and what follows it. Answers in `next` where the match goes on, if it does. */
static const char *repeated(yl_match *m, const char **s, const char **next, const char *p) {
    const char *behind = class_end(m, p);
    int fits = single(m, *s, p, behind);
    int suffix = behind < m->pattern_end ? *behind : 0;
    *next = NULL;
    switch (suffix) {
    case '?': {
        const char *e = fits ? match(m, *s + 1, behind + 1) : NULL;
        if (!e) *next = behind + 1;
        return e;
    }
    case '+': return fits ? longest(m, *s + 1, p, behind) : NULL;
    case '*': return longest(m, *s, p, behind);
    case '-': return shortest(m, *s, p, behind);
    default:
        if (fits) {
            *s += 1;
            *next = behind;
        }
        return NULL;
    }
}

static const char *match_on(yl_match *m, const char *s, const char *p) {
    while (p != m->pattern_end) {
        const char *next, *e;
        step(m);
        if (*p == '(')
            return p[1] == ')' ? open_capture(m, s, p + 2, YL_POSITION)
                               : open_capture(m, s, p + 1, YL_UNFINISHED);
        if (*p == ')') return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->pattern_end) return s == m->end ? s : NULL;
        if (*p == '%' && p[1] == 'b') {
            s = balanced(m, s, p + 2);
            if (!s) return NULL;
            p += 4;
            continue;
        }
        if (*p == '%' && p[1] == 'f') {
            p += 2;
            if (*p != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
            next = class_end(m, p);
            if (!at_frontier(m, s, p, next)) return NULL;
            p = next;
            continue;
        }
        if (*p == '%' && isdigit(byte_at(p + 1))) {
            s = back_reference(m, s, byte_at(p + 1));
            if (!s) return NULL;
            p += 2;
            continue;
        }
        e = repeated(m, &s, &next, p);
        if (!next) return e;
        p = next;
    }
    return s;
}

static const char *match(yl_match *m, const char *s, const char *p) {
    if (m->depth-- == 0) luaL_error(m->L, "pattern too complex");
    const char *e = match_on(m, s, p);
    m->depth++;
    return e;
}

void yl_match_prepare(yl_match *m, lua_State *L, const char *s, size_t ls, const char *p,
                      size_t lp) {
    m->L = L;
    m->S = yl_of(L);
    m->begin = s;
    m->end = s + ls;
    m->pattern_end = p + lp;
    m->steps = 0;
}

const char *yl_match_at(yl_match *m, const char *s, const char *p) {
    step(m);
    m->level = 0;
    m->depth = DEEPEST;
    return match(m, s, p);
}

/* Length of capture i, or YL_POSITION after pushing the position; the whole match is capture 0
   of a pattern that has none. */
ptrdiff_t yl_match_capture(yl_match *m, int i, const char *s, const char *e, const char **start) {
    if (i >= m->level) {
        if (i != 0) luaL_error(m->L, "invalid capture index %%%d", i + 1);
        *start = s;
        return e - s;
    }
    ptrdiff_t length = m->capture[i].length;
    *start = m->capture[i].start;
    if (length == YL_UNFINISHED) luaL_error(m->L, "unfinished capture");
    if (length == YL_POSITION) lua_pushinteger(m->L, m->capture[i].start - m->begin + 1);
    return length;
}

void yl_match_push_one(yl_match *m, int i, const char *s, const char *e) {
    const char *start;
    ptrdiff_t length = yl_match_capture(m, i, s, e, &start);
    if (length != YL_POSITION) lua_pushlstring(m->L, start, (size_t)length);
}

int yl_match_push(yl_match *m, const char *s, const char *e) {
    int count = m->level == 0 && s ? 1 : m->level;
    luaL_checkstack(m->L, count, "too many captures");
    for (int i = 0; i < count; i++) yl_match_push_one(m, i, s, e);
    return count;
}
