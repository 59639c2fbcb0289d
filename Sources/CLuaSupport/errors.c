/* Errors that a script's author can read: positions and tracebacks name the script's own lines
   (C and prelude frames are skipped), and structured errors are tables with a hidden metatable. */
#include "internal.h"

#include <stdio.h>

static int is_script(const lua_Debug *ar) {
    return ar->currentline > 0 && strncmp(ar->source, YL_HIDDEN, strlen(YL_HIDDEN)) != 0;
}

/* The innermost line of the script at this level or further out. */
int yl_where(lua_State *L, int level, lua_Debug *ar) {
    for (; lua_getstack(L, level, ar); level++) {
        lua_getinfo(L, "Sl", ar);
        if (is_script(ar)) return 1;
    }
    return 0;
}

void yl_push_where(lua_State *L, int level) {
    lua_Debug ar;
    if (yl_where(L, level, &ar)) lua_pushfstring(L, "%s:%d: ", ar.short_src, ar.currentline);
    else lua_pushliteral(L, "");
}

/* luaL_error with the script's line, also when a prelude made the call. */
int yl_error(lua_State *L, const char *format, ...) {
    va_list values;
    yl_push_where(L, 1);
    va_start(values, format);
    lua_pushvfstring(L, format, values);
    va_end(values);
    lua_concat(L, 2);
    return lua_error(L);
}

static int write_frame(const lua_Debug *ar, char *out, size_t size) {
    int written;
    if (*ar->what == 'm')
        written = snprintf(out, size, "%s:%d: in main chunk\n", ar->short_src, ar->currentline);
    else if (*ar->namewhat)
        written = snprintf(out, size, "%s:%d: in %s '%s'\n", ar->short_src, ar->currentline,
                           *ar->namewhat == 'm' ? "method" : "function", ar->name);
    else
        written = snprintf(out, size, "%s:%d: in function <%s:%d>\n", ar->short_src,
                           ar->currentline, ar->short_src, ar->linedefined);
    return written > 0 && (size_t)written < size ? written : 0;
}

/* At most 24 frames, a line each, appended to what `out` holds. */
void yl_write_trace(lua_State *L, char *out, size_t size) {
    lua_Debug ar;
    size_t used = strlen(out);
    for (int level = 0, frames = 0; frames < 24 && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Slnt", &ar);
        if (!is_script(&ar)) continue;
        int written = write_frame(&ar, out + used, size - used);
        if (!written) break;
        used += (size_t)written;
        frames += 1;
    }
    out[used] = 0;
}

/* An error leaves a coroutine (value on top of L's stack at `value`): keep its frames. */
void yl_note_leaving(yl_state *S, lua_State *co, lua_State *L, int value) {
    const void *pointer = lua_topointer(L, value);
    if (!pointer || pointer != S->prior_value) S->prior[0] = 0;
    if (co) yl_write_trace(co, S->prior, sizeof S->prior);
    S->prior_value = pointer;
}

/* Outermost handler of every host coroutine: the frames are still there. */
int yl_message_handler(lua_State *L) {
    yl_state *S = yl_of(L);
    if (S->kill) return 1;
    S->trace[0] = 0;
    const void *pointer = lua_topointer(L, 1);
    if (pointer && pointer == S->prior_value) memcpy(S->trace, S->prior, sizeof S->trace);
    S->prior_value = NULL;
    yl_write_trace(L, S->trace, sizeof S->trace);
    return 1;
}

/* Buffer: message, table of fields, whether the script's position belongs to it. */
int yl_raise_failure(lua_State *L, yl_state *S) {
    yl_push_values(L, S);
    int positioned = lua_toboolean(L, -1);
    lua_pop(L, 1);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "message");
    lua_Debug ar;
    if (positioned && yl_where(L, 1, &ar)) {
        lua_pushfstring(L, "%s:%d", ar.short_src, ar.currentline);
        lua_setfield(L, -2, "position");
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_error);
    lua_setmetatable(L, -2);
    return lua_error(L);
}

static int error_tostring(lua_State *L) {
    if (lua_type(L, 1) != LUA_TTABLE) return luaL_typeerror(L, 1, "error");
    lua_settop(L, 1);
    lua_pushliteral(L, "position");
    int positioned = lua_rawget(L, 1) == LUA_TSTRING;
    lua_pushliteral(L, "message");
    if (lua_rawget(L, 1) != LUA_TSTRING) {
        lua_pop(L, 1);
        lua_pushliteral(L, "error");
    }
    if (!positioned) return 1;
    lua_pushfstring(L, "%s: %s", lua_tostring(L, 2), lua_tostring(L, 3));
    return 1;
}

int yl_error_describe(lua_State *L) {
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING) return 1;
    if (yl_is_error(L, yl_of(L), 1)) return error_tostring(L);
    if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL || lua_isnumber(L, 1)) {
        luaL_tolstring(L, 1, NULL);
        return 1;
    }
    lua_pushfstring(L, "(error value is a %s)", luaL_typename(L, 1));
    return 1;
}

void yl_open_errors(lua_State *L, yl_state *S) {
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, error_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "error");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    S->ref_error = luaL_ref(L, LUA_REGISTRYINDEX);
}
