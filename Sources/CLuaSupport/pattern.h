/* Lua patterns, matched with a budget: see pattern.c. */
#ifndef YEEUU_LUA_PATTERN_H
#define YEEUU_LUA_PATTERN_H

#include "internal.h"

enum { YL_MOST_CAPTURES = 32, YL_UNFINISHED = -1, YL_POSITION = -2 };

typedef struct yl_match {
    lua_State *L;
    yl_state *S;
    const char *begin, *end;    /* subject */
    const char *pattern_end;
    unsigned steps;             /* polled every 16,384 */
    int depth, level;
    struct { const char *start; ptrdiff_t length; } capture[YL_MOST_CAPTURES];
} yl_match;

void yl_match_prepare(yl_match *m, lua_State *L, const char *s, size_t ls, const char *p,
                      size_t lp);
const char *yl_match_at(yl_match *m, const char *s, const char *p);
ptrdiff_t yl_match_capture(yl_match *m, int i, const char *s, const char *e, const char **start);
int yl_match_push(yl_match *m, const char *s, const char *e);
void yl_match_push_one(yl_match *m, int i, const char *s, const char *e);

#endif
