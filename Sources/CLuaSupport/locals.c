/* The locals of a session's lines: they go on as globals. */
#include "internal.h"

/* The key of the names of those that were nil: no value tells that they are declared. */
static const char empty_locals = 0;

int yl_is_empty_local(lua_State *L, int name) {
    int found = 0;
    int top = lua_gettop(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &empty_locals) == LUA_TTABLE) {
        lua_pushvalue(L, name);
        found = lua_rawget(L, -2) != LUA_TNIL;
    }
    lua_settop(L, top);
    return found;
}

static int push_empty_locals(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &empty_locals) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &empty_locals);
    }
    return lua_gettop(L);
}

/* The last statement of an evaluated line. */
int yl_keep_locals(lua_State *L) {
    lua_Debug ar;
    if (!lua_getstack(L, 1, &ar)) return 0;
    int empty = push_empty_locals(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, yl_of(L)->ref_globals);
    const char *name;
    for (int i = 1; (name = lua_getlocal(L, &ar, i)) != NULL; i++) {
        if (*name == '(') {
            lua_pop(L, 1);
            continue;
        }
        lua_pushstring(L, name);
        if (lua_isnil(L, -2)) {
            lua_pushvalue(L, -1);
            lua_pushboolean(L, 1);
            lua_rawset(L, empty);
        }
        lua_insert(L, -2);
        lua_rawset(L, -3);
    }
    return 0;
}
