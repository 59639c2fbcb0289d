/* What Swift may read of a call. Nothing here allocates in Lua or raises. */
#include "internal.h"

#include <math.h>
#include <stdio.h>

const yl_object *yl_object_at(lua_State *L, int i) {
    if (lua_type(L, i) != LUA_TUSERDATA || lua_rawlen(L, i) < sizeof(yl_object)) return NULL;
    const yl_object *object = lua_touserdata(L, i);
    return object->magic == YL_OBJECT_MAGIC ? object : NULL;
}

int yl_integer_at(lua_State *L, int i, int64_t *value) {
    if (lua_type(L, i) != LUA_TNUMBER) return 0;
    int exact = 0;
    *value = lua_tointegerx(L, i, &exact);
    return exact;
}

/* Only strings: lua_tolstring would turn a number into one, in place. */
const char *yl_bytes_at(lua_State *L, int i, size_t *length) {
    if (lua_type(L, i) != LUA_TSTRING) return NULL;
    return lua_tolstring(L, i, length);
}

/* The shape of a strict table, or -1. */
int yl_shape_at(lua_State *L, int i) {
    int shape = -1;
    if (!lua_getmetatable(L, i)) return -1;
    if (lua_rawgetp(L, -1, &yl_shape_key) == LUA_TNUMBER) shape = (int)lua_tointeger(L, -1);
    lua_pop(L, 2);
    return shape;
}

/* Pushes the hidden origin of a strict table (a string, which is then to be popped), if any. */
int yl_push_origin(lua_State *L, yl_state *S, int i) {
    i = lua_absindex(L, i);
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_origins);
    lua_pushvalue(L, i);
    int found = lua_rawget(L, -2) == LUA_TSTRING;
    lua_remove(L, -2);
    if (!found) lua_pop(L, 1);
    return found;
}

int yl_is_error(lua_State *L, yl_state *S, int i) {
    if (lua_type(L, i) != LUA_TTABLE || !lua_getmetatable(L, i)) return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_error);
    int same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

/* The script's line that called; 0: there is none. */
int yl_script_position(lua_State *L, char *file, size_t size) {
    lua_Debug ar;
    if (!yl_where(L, 1, &ar)) return 0;
    snprintf(file, size, "%s", ar.short_src);
    return ar.currentline;
}

/* Room for one more level of a walk through tables. */
int yl_can_descend(lua_State *L) { return lua_checkstack(L, 8); }

int yl_push_global(lua_State *L, yl_state *S) {
    return lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_globals);
}

/* Pushes the table of a type's methods, or of its fields. */
int yl_push_members(lua_State *L, yl_state *S, int type, int fields) {
    if (type < 0 || type >= S->type_count) return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->types[type].ref);
    lua_rawgeti(L, -1, fields ? 2 : 1);
    lua_remove(L, -2);
    return 1;
}
