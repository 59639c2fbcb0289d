/* No script has weak tables: in Debian's 5.4.4 an emergency collection (the one that Lua makes when
   the allocator refuses) can free what an assignment through a weak metatable still uses.
   `setmetatable` refuses `__mode`; where a script adds it afterwards, it is taken away just before
   such a collection. In others a weak table does no harm. */
#include "internal.h"

enum { ROOM = 8 };

void yl_push_weak(lua_State *L, const char *mode) {
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushstring(L, mode);
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
}

/* The sweeper's stack holds the set of metatables and the key, so that nothing is allocated when
   there is nothing left to allocate. */
void yl_open_weak(lua_State *L, yl_state *S) {
    lua_State *sweeper = lua_newthread(L);
    luaL_ref(L, LUA_REGISTRYINDEX);
    luaL_checkstack(sweeper, ROOM, NULL);
    yl_push_weak(L, "k");
    lua_pushvalue(L, -1);
    S->ref_metatables = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_xmove(L, sweeper, 1);
    lua_pushliteral(sweeper, "__mode");
    S->sweeper = sweeper;
}

/* A script uses the table at `index` as a metatable. */
void yl_note_metatable(lua_State *L, yl_state *S, int index) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_metatables);
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pushvalue(L, index);
        lua_pushboolean(L, 1);
        lua_rawset(L, -4);
    }
    lua_pop(L, 2);
}

/* Called by the allocator: reads raw, and sets nothing but existing fields, to nil. */
void yl_strengthen(yl_state *S) {
    lua_State *L = S->sweeper;
    if (!L) return;
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, -3) != LUA_TNIL) {
            lua_pushvalue(L, 2);
            lua_pushnil(L);
            lua_rawset(L, -5);
        }
        lua_pop(L, 2);
    }
}
