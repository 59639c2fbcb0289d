/* Values on their way out of Swift: the buffer is written by Swift and pushed here, after Swift
   has returned, so that an allocation failure finds no Swift frame to jump over. */
#include "internal.h"

#include <stdio.h>

int yl_grow(yl_buffer *b, size_t more) {
    size_t capacity = b->capacity ? b->capacity : 512;
    while (capacity < b->used + more) capacity *= 2;
    unsigned char *data = realloc(b->data, capacity);
    if (!data) {
        b->failed = 1;
        return 0;
    }
    b->data = data;
    b->capacity = capacity;
    return 1;
}

static int32_t read32(const unsigned char **at) {
    int32_t value;
    memcpy(&value, *at, 4);
    *at += 4;
    return value;
}

static void push_value(lua_State *L, yl_state *S, const unsigned char **at);

static void set_origin(lua_State *L, yl_state *S, const unsigned char **at) {
    uint32_t length = (uint32_t)read32(at);
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_origins);
    lua_pushvalue(L, -2);
    lua_pushlstring(L, (const char *)*at, length);
    *at += length;
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* A key that cannot be one (nil, NaN) drops its value: the writer never makes one. */
static void set_field(lua_State *L, yl_state *S, const unsigned char **at) {
    push_value(L, S, at);
    push_value(L, S, at);
    lua_Number n = lua_type(L, -2) == LUA_TNUMBER ? lua_tonumber(L, -2) : 0;
    if (lua_isnil(L, -2) || n != n) lua_pop(L, 2);
    else lua_rawset(L, -3);
}

static void push_table(lua_State *L, yl_state *S, const unsigned char **at) {
    const unsigned char *end = S->out.data + S->out.used;
    int elements = read32(at), fields = read32(at), shape = read32(at);
    luaL_checkstack(L, 6, "answer is nested too deep");
    lua_createtable(L, elements, fields);
    lua_Integer n = 0;
    while (*at < end && **at != YL_T_END) {
        if (**at == YL_T_KEY) {
            *at += 1;
            set_field(L, S, at);
        } else if (**at == YL_T_ORIGIN) {
            *at += 1;
            set_origin(L, S, at);
        } else {
            push_value(L, S, at);
            lua_rawseti(L, -2, ++n);
        }
    }
    if (*at < end) *at += 1;
    if (shape >= 0) {
        yl_shape_metatable(L, S, shape);
        lua_setmetatable(L, -2);
    }
}

static void push_argument(lua_State *L, int index) {
    if (index >= 1 && index <= lua_gettop(L)) lua_pushvalue(L, index);
    else lua_pushnil(L);
}

static void push_value(lua_State *L, yl_state *S, const unsigned char **at) {
    int64_t integer;
    double number;
    switch (*(*at)++) {
    case YL_T_FALSE: lua_pushboolean(L, 0); break;
    case YL_T_TRUE: lua_pushboolean(L, 1); break;
    case YL_T_INTEGER:
        memcpy(&integer, *at, 8);
        *at += 8;
        lua_pushinteger(L, integer);
        break;
    case YL_T_NUMBER:
        memcpy(&number, *at, 8);
        *at += 8;
        lua_pushnumber(L, number);
        break;
    case YL_T_STRING: {
        uint32_t length = (uint32_t)read32(at);
        lua_pushlstring(L, (const char *)*at, length);
        *at += length;
        break;
    }
    case YL_T_TABLE: push_table(L, S, at); break;
    case YL_T_OBJECT: {
        int type = read32(at);
        memcpy(&integer, *at, 8);
        *at += 8;
        yl_push_object(L, S, type, integer);
        break;
    }
    case YL_T_ARGUMENT: push_argument(L, read32(at)); break;
    case YL_T_FUNCTION: yl_push_function(L, read32(at)); break;
    default: lua_pushnil(L);
    }
}

/* Pushes all values of the buffer and empties it; answers how many. */
int yl_push_values(lua_State *L, yl_state *S) {
    if (S->out.failed) luaL_error(L, "not enough memory for an answer");
    const unsigned char *at = S->out.data, *end = at + S->out.used;
    int count = 0;
    while (at < end) {
        if (count >= 4) luaL_checkstack(L, 8, "too many results");
        push_value(L, S, &at);
        count += 1;
    }
    S->out.used = 0;
    if (S->out.capacity > 1 << 20) {
        free(S->out.data);
        S->out.data = NULL;
        S->out.capacity = 0;
    }
    return count;
}
