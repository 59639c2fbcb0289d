#define _GNU_SOURCE
/* The string library: stock functions where they are linear in their subject, our own `find`,
   `match`, `gmatch`, `gsub` over the matcher that can be ended, and `rep` in one piece. */
#include "pattern.h"

#include <ctype.h>
#include <limits.h>

static size_t start_of(lua_Integer position, size_t length) {
    if (position > 0) return (size_t)position;
    if (position == 0 || position < -(lua_Integer)length) return 1;
    return length + (size_t)position + 1;
}

static int is_plain(const char *p, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (p[i] && strchr("^$*+?.([%-", p[i])) return 0;
    return 1;
}

static int find_plain(lua_State *L, const char *s, size_t ls, size_t init) {
    size_t lp;
    const char *p = lua_tolstring(L, 2, &lp);
    const char *at = lp ? memmem(s + init, ls - init, p, lp) : s + init;
    if (!at) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at - s + 1);
    lua_pushinteger(L, at - s + (lua_Integer)lp);
    return 2;
}

static int search(lua_State *L, int find) {
    size_t ls, lp;
    const char *s = luaL_checklstring(L, 1, &ls), *p = luaL_checklstring(L, 2, &lp);
    size_t init = start_of(luaL_optinteger(L, 3, 1), ls) - 1;
    if (init > ls) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(p, lp))) return find_plain(L, s, ls, init);
    yl_match m;
    int anchored = *p == '^';
    yl_match_prepare(&m, L, s, ls, p, lp);
    p += anchored;
    for (const char *at = s + init; at <= m.end; at++) {
        const char *e = yl_match_at(&m, at, p);
        if (e && !find) return yl_match_push(&m, at, e);
        if (e) {
            lua_pushinteger(L, at - s + 1);
            lua_pushinteger(L, e - s);
            return yl_match_push(&m, NULL, NULL) + 2;
        }
        if (anchored) break;
    }
    lua_pushnil(L);
    return 1;
}

static int find(lua_State *L) { return search(L, 1); }

static int match(lua_State *L) { return search(L, 0); }

typedef struct walk { const char *at, *pattern, *last; yl_match m; } walk;

static int walk_on(lua_State *L) {
    walk *w = lua_touserdata(L, lua_upvalueindex(3));
    w->m.L = L;
    for (const char *at = w->at; at <= w->m.end; at++) {
        const char *e = yl_match_at(&w->m, at, w->pattern);
        if (!e || e == w->last) continue;
        w->at = w->last = e;
        return yl_match_push(&w->m, at, e);
    }
    return 0;
}

static int gmatch(lua_State *L) {
    size_t ls, lp;
    const char *s = luaL_checklstring(L, 1, &ls), *p = luaL_checklstring(L, 2, &lp);
    size_t init = start_of(luaL_optinteger(L, 3, 1), ls) - 1;
    lua_settop(L, 2);
    if (init > ls) init = ls + 1;
    walk *w = lua_newuserdatauv(L, sizeof *w, 0);
    yl_match_prepare(&w->m, L, s, ls, p, lp);
    w->at = s + init;
    w->pattern = p;
    w->last = NULL;
    lua_pushcclosure(L, walk_on, 3);
    return 1;
}

static void add_text(yl_match *m, luaL_Buffer *b, const char *s, const char *e) {
    lua_State *L = m->L;
    size_t left;
    const char *text = lua_tolstring(L, 3, &left), *p;
    while ((p = memchr(text, '%', left)) != NULL) {
        const char *start;
        luaL_addlstring(b, text, (size_t)(p - text));
        p++;
        if (*p == '%') {
            luaL_addchar(b, *p);
        } else if (*p == '0') {
            luaL_addlstring(b, s, (size_t)(e - s));
        } else if (isdigit((unsigned char)*p)) {
            ptrdiff_t length = yl_match_capture(m, *p - '1', s, e, &start);
            if (length == YL_POSITION) luaL_addvalue(b);
            else luaL_addlstring(b, start, (size_t)length);
        } else {
            luaL_error(L, "invalid use of '%c' in replacement string", '%');
        }
        left -= (size_t)(p + 1 - text);
        text = p + 1;
    }
    luaL_addlstring(b, text, left);
}

/* Adds what replaces s…e; answers whether that is something else. */
static int add_replacement(yl_match *m, luaL_Buffer *b, const char *s, const char *e, int kind) {
    lua_State *L = m->L;
    if (kind == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, yl_match_push(m, s, e), 1);
    } else if (kind == LUA_TTABLE) {
        yl_match_push_one(m, 0, s, e);
        lua_gettable(L, 3);
    } else {
        add_text(m, b, s, e);
        return 1;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(b, s, (size_t)(e - s));
        return 0;
    }
    if (!lua_isstring(L, -1))
        return luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    luaL_addvalue(b);
    return 1;
}

static int gsub(lua_State *L) {
    size_t ls, lp;
    const char *s = luaL_checklstring(L, 1, &ls), *p = luaL_checklstring(L, 2, &lp);
    const char *last = NULL;
    int kind = lua_type(L, 3), anchored = *p == '^', changed = 0;
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)ls + 1), n = 0;
    yl_match m;
    luaL_Buffer b;
    luaL_argexpected(L,
                     kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION ||
                         kind == LUA_TTABLE,
                     3, "string/function/table");
    luaL_buffinit(L, &b);
    yl_match_prepare(&m, L, s, ls, p, lp);
    p += anchored;
    while (n < most) {
        const char *e = yl_match_at(&m, s, p);
        if (e && e != last) {
            n++;
            changed |= add_replacement(&m, &b, s, e, kind);
            s = last = e;
        } else if (s < m.end) {
            luaL_addchar(&b, *s++);
        } else {
            break;
        }
        if (anchored) break;
    }
    if (changed) {
        luaL_addlstring(&b, s, (size_t)(m.end - s));
        luaL_pushresult(&b);
    } else {
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, n);
    return 2;
}

/* A buffer asks for memory without a collection before it gives up: give it one. */
static void make_room(lua_State *L, size_t bytes) {
    yl_state *S = yl_of(L);
    if (S->used + bytes > S->limit) lua_gc(L, LUA_GCCOLLECT);
}

/* Fills by doubling; (""):rep(1e18) is done at once. Stock's largest result is INT_MAX too. */
static int rep(lua_State *L) {
    size_t l, lsep;
    const char *s = luaL_checklstring(L, 1, &l);
    lua_Integer n = luaL_checkinteger(L, 2);
    const char *sep = luaL_optlstring(L, 3, "", &lsep);
    size_t unit = l + lsep;
    if (n <= 0 || unit == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (unit < l || unit > (size_t)INT_MAX / (size_t)n)
        return luaL_error(L, "resulting string too large");
    size_t total = unit * (size_t)n - lsep, filled = unit < total ? unit : total;
    luaL_Buffer b;
    make_room(L, total);
    char *out = luaL_buffinitsize(L, &b, total);
    memcpy(out, s, l);
    if (filled > l) memcpy(out + l, sep, filled - l);
    while (filled < total) {
        size_t more = filled < total - filled ? filled : total - filled;
        memcpy(out + filled, out, more);
        filled += more;
    }
    luaL_pushresultsize(&b, total);
    return 1;
}

/* Stock functions that ours replace stay in host.stock, for comparing. */
void yl_keep_stock(lua_State *L, const luaL_Reg *own) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, yl_of(L)->ref_host);
    lua_getfield(L, -1, "stock");
    for (; own->name; own++) {
        lua_getfield(L, -3, own->name);
        lua_setfield(L, -2, own->name);
    }
    lua_pop(L, 2);
}

void yl_open_strings(lua_State *L) {
    static const luaL_Reg own[] = {
        {"find", find}, {"match", match}, {"gmatch", gmatch}, {"gsub", gsub}, {"rep", rep},
        {NULL, NULL},
    };
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
    yl_keep_stock(L, own);
    luaL_setfuncs(L, own, 0);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}
