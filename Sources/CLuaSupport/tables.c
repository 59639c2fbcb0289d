/* The table library: what loops over a range that a script chooses (or a `__len` of 2^60)
   is our own, and looks every 1,024 elements whether the run is to end. */
#include "internal.h"

#include <limits.h>

enum { READ = 1, WRITE = 2, LENGTH = 4, PIECE = 1024 };

static void need(lua_State *L, const char *event, int wanted, int *missing) {
    if (!wanted) return;
    lua_pushstring(L, event);
    if (lua_rawget(L, -2) == LUA_TNIL) *missing = 1;
    lua_pop(L, 1);
}

/* A table, or anything whose metatable makes it behave like one. */
static void check_table(lua_State *L, int arg, int what) {
    if (lua_type(L, arg) == LUA_TTABLE) return;
    int missing = !lua_getmetatable(L, arg);
    if (!missing) {
        need(L, "__index", what & READ, &missing);
        need(L, "__newindex", what & WRITE, &missing);
        need(L, "__len", what & LENGTH, &missing);
        lua_pop(L, 1);
    }
    if (missing) luaL_checktype(L, arg, LUA_TTABLE);
}

static lua_Integer length_of(lua_State *L, int what) {
    check_table(L, 1, what | LENGTH);
    return luaL_len(L, 1);
}

static inline void poll_piece(lua_State *L, lua_Integer i) {
    if ((i & (PIECE - 1)) == 0) yl_poll(L, yl_of(L));
}

static int insert(lua_State *L) {
    lua_Integer end = (lua_Integer)((lua_Unsigned)length_of(L, READ | WRITE) + 1u);
    lua_Integer position = end;
    switch (lua_gettop(L)) {
    case 2: break;
    case 3:
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (lua_Unsigned)position - 1u < (lua_Unsigned)end, 2,
                      "position out of bounds");
        for (lua_Integer i = end; i > position; i--) {
            poll_piece(L, i);
            lua_geti(L, 1, i - 1);
            lua_seti(L, 1, i);
        }
        break;
    default: return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    lua_seti(L, 1, position);
    return 0;
}

static int removed(lua_State *L) {
    lua_Integer size = length_of(L, READ | WRITE), position = luaL_optinteger(L, 2, size);
    if (position != size)
        luaL_argcheck(L, (lua_Unsigned)position - 1u <= (lua_Unsigned)size, 1,
                      "position out of bounds");
    lua_geti(L, 1, position);
    for (; position < size; position++) {
        poll_piece(L, position);
        lua_geti(L, 1, position + 1);
        lua_seti(L, 1, position);
    }
    lua_pushnil(L);
    lua_seti(L, 1, position);
    return 1;
}

static void move_one(lua_State *L, int to, lua_Integer from, lua_Integer at) {
    lua_geti(L, 1, from);
    lua_seti(L, to, at);
}

static int move(lua_State *L) {
    lua_Integer f = luaL_checkinteger(L, 2), e = luaL_checkinteger(L, 3);
    lua_Integer t = luaL_checkinteger(L, 4);
    int to = lua_isnoneornil(L, 5) ? 1 : 5;
    check_table(L, 1, READ);
    check_table(L, to, WRITE);
    if (e >= f) {
        luaL_argcheck(L, f > 0 || e < LUA_MAXINTEGER + f, 3, "too many elements to move");
        lua_Integer n = e - f + 1;
        luaL_argcheck(L, t <= LUA_MAXINTEGER - n + 1, 4, "destination wrap around");
        int up = t > e || t <= f || (to != 1 && !lua_compare(L, 1, to, LUA_OPEQ));
        for (lua_Integer i = 0; i < n; i++) {
            lua_Integer at = up ? i : n - 1 - i;
            poll_piece(L, i);
            move_one(L, to, f + at, t + at);
        }
    }
    lua_pushvalue(L, to);
    return 1;
}

static void add_field(lua_State *L, luaL_Buffer *b, lua_Integer i) {
    lua_geti(L, 1, i);
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1),
                   (LUAI_UACINT)i);
    luaL_addvalue(b);
}

static int concat(lua_State *L) {
    lua_Integer last = length_of(L, READ);
    size_t lsep;
    const char *sep = luaL_optlstring(L, 2, "", &lsep);
    lua_Integer i = luaL_optinteger(L, 3, 1);
    last = luaL_optinteger(L, 4, last);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (; i < last; i++) {
        poll_piece(L, i);
        add_field(L, &b, i);
        luaL_addlstring(&b, sep, lsep);
    }
    if (i == last) add_field(L, &b, i);
    luaL_pushresult(&b);
    return 1;
}

/* ---- sort: stock's, always with a comparator that can end ---- */

static int less(lua_State *L) {
    yl_poll(L, yl_of(L));
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
}

static int less_by(lua_State *L) {
    yl_poll(L, yl_of(L));
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

static int sort(lua_State *L) {
    lua_Integer n = length_of(L, READ | WRITE);
    if (n > 1) {
        luaL_argcheck(L, n < INT_MAX, 1, "array too big");
        if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    }
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    if (lua_isnil(L, 2)) {
        lua_pop(L, 1);
        lua_pushcfunction(L, less);
    } else {
        lua_pushcclosure(L, less_by, 1);
    }
    lua_call(L, 2, 0);
    return 0;
}

void yl_open_tables(lua_State *L) {
    static const luaL_Reg own[] = {
        {"insert", insert}, {"remove", removed}, {"move", move}, {"concat", concat},
        {NULL, NULL},
    };
    static const luaL_Reg sorting[] = {{"sort", sort}, {NULL, NULL}};
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
    yl_keep_stock(L, own);
    yl_keep_stock(L, sorting);
    luaL_setfuncs(L, own, 0);
    lua_getfield(L, -1, "sort");
    luaL_setfuncs(L, sorting, 1);
    lua_pop(L, 1);
}
