/* Objects (userdata with a type and a handle into Swift's arrays, no finalizer) and strict
   tables. Reading a name that is not there is a question to Swift, which knows the nearest. */
#include "internal.h"

#include <stdio.h>

const char yl_shape_key = 0;

static const yl_object *check_object(lua_State *L, int i, int type) {
    const yl_object *object = yl_object_at(L, i);
    if (!object || object->type != type)
        luaL_typeerror(L, i, yl_of(L)->types[type].name);
    return object;
}

/* Upvalues: type, methods, fields (name -> number). */
static int object_index(lua_State *L) {
    yl_state *S = yl_of(L);
    int type = (int)lua_tointeger(L, lua_upvalueindex(1));
    lua_settop(L, 2);
    check_object(L, 1, type);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(3)) == LUA_TNUMBER) {
        int field = (int)lua_tointeger(L, -1);
        lua_settop(L, 2);
        return yl_ask(L, S, S->types[type].read, field);
    }
    lua_settop(L, 2);
    return yl_ask(L, S, YL_ASK_MEMBER, type);
}

static int object_newindex(lua_State *L) {
    return yl_ask(L, yl_of(L), YL_ASK_ASSIGN, (int)lua_tointeger(L, lua_upvalueindex(1)));
}

static int object_equal(lua_State *L) {
    yl_state *S = yl_of(L);
    const yl_object *a = yl_object_at(L, 1), *b = yl_object_at(L, 2);
    if (!a || !b || a->type != b->type) {
        lua_pushboolean(L, 0);
        return 1;
    }
    int equal = S->types[a->type].equal;
    if (equal >= 0) return yl_ask(L, S, equal, a->type);
    lua_pushboolean(L, a->handle == b->handle);
    return 1;
}

/* tostring and length: upvalues type, function number. */
static int object_question(lua_State *L) {
    check_object(L, 1, (int)lua_tointeger(L, lua_upvalueindex(1)));
    return yl_ask(L, yl_of(L), (int)lua_tointeger(L, lua_upvalueindex(2)), 0);
}

static void set_question(lua_State *L, const char *event, int type, int function) {
    if (function < 0) return;
    lua_pushinteger(L, type);
    lua_pushinteger(L, function);
    lua_pushcclosure(L, object_question, 2);
    lua_setfield(L, -2, event);
}

static void set_index(lua_State *L, int type) {
    lua_pushinteger(L, type);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    lua_pushcclosure(L, object_index, 3);
    lua_setfield(L, -2, "__index");
    lua_pushinteger(L, type);
    lua_pushcclosure(L, object_newindex, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, object_equal);
    lua_setfield(L, -2, "__eq");
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushvalue(L, 2);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, 3);
    lua_rawseti(L, -2, 2);
}

/* Also into host.methods, where preludes add theirs. */
static void publish_methods(lua_State *L, yl_state *S) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_host);
    lua_getfield(L, -1, "methods");
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_rawset(L, -3);
    lua_pop(L, 2);
}

/* Buffer: name, methods, fields, read, describe, equal, length (function numbers), interned. */
int yl_define_type(lua_State *L) {
    yl_state *S = yl_of(L);
    yl_push_values(L, S);
    int id = S->type_count;
    yl_type *types = realloc(S->types, (size_t)(id + 1) * sizeof *types);
    if (!types) return luaL_error(L, "not enough memory");
    S->types = types;
    yl_type *type = &types[id];
    memset(type, 0, sizeof *type);
    snprintf(type->name, sizeof type->name, "%s", lua_tostring(L, 1));
    type->read = (int)lua_tointeger(L, 4);
    type->describe = (int)lua_tointeger(L, 5);
    type->equal = (int)lua_tointeger(L, 6);
    type->length = (int)lua_tointeger(L, 7);
    type->interned = LUA_NOREF;
    int interned = lua_toboolean(L, 8);
    lua_createtable(L, 2, 8);
    set_index(L, id);
    set_question(L, "__tostring", id, type->describe);
    set_question(L, "__len", id, type->length);
    type->ref = luaL_ref(L, LUA_REGISTRYINDEX);
    if (interned) {
        yl_push_weak(L, "v");
        type->interned = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    publish_methods(L, S);
    S->type_count = id + 1;
    return 0;
}

static void new_object(lua_State *L, yl_state *S, int type, int64_t handle) {
    yl_object *object = lua_newuserdatauv(L, sizeof *object, 0);
    *object = (yl_object){YL_OBJECT_MAGIC, type, handle};
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->types[type].ref);
    lua_setmetatable(L, -2);
}

void yl_push_object(lua_State *L, yl_state *S, int type, int64_t handle) {
    if (type < 0 || type >= S->type_count) {
        luaL_error(L, "object of an unknown type");
        return;
    }
    if (S->types[type].interned == LUA_NOREF) {
        new_object(L, S, type, handle);
        return;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->types[type].interned);
    if (lua_rawgeti(L, -1, handle) == LUA_TNIL) {
        lua_pop(L, 1);
        new_object(L, S, type, handle);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, handle);
    }
    lua_remove(L, -2);
}

static int shape_index(lua_State *L) {
    lua_settop(L, 2);
    return yl_ask(L, yl_of(L), YL_ASK_FIELD, (int)lua_tointeger(L, lua_upvalueindex(1)));
}

/* Pushes the metatable of a shape, made when first used. */
int yl_shape_metatable(lua_State *L, yl_state *S, int shape) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_shapes);
    if (lua_rawgeti(L, -1, shape + 1) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 3);
        lua_pushinteger(L, shape);
        lua_rawsetp(L, -2, &yl_shape_key);
        lua_pushinteger(L, shape);
        lua_pushcclosure(L, shape_index, 1);
        lua_setfield(L, -2, "__index");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, shape + 1);
    }
    lua_remove(L, -2);
    return 1;
}
