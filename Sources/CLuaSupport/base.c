/* The base library of the sandbox: an allow-list of stock functions, and our own where stock
   ones reach outside, load bytecode, or would let a script outlive its limits. */
#include "internal.h"

#include <stdio.h>

/* ---- errors and protected calls ---- */

static int raise_error(lua_State *L) {
    int level = (int)luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
        yl_push_where(L, level);
        lua_pushvalue(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

/* In a protected call's context: the run was being ended when it began. */
enum { BEGAN_ENDING = 16 };

static int protected_end(lua_State *L, int status, lua_KContext context) {
    yl_pass_on(L, yl_of(L), context & BEGAN_ENDING);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)(context & ~BEGAN_ENDING);
}

static int protected_call(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    lua_KContext context = yl_of(L)->ending ? BEGAN_ENDING : 0;
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, context, protected_end);
    return protected_end(L, status, context);
}

/* A handler of the script's would run once more for each error inside itself. */
static int living_handler(lua_State *L) {
    yl_state *S = yl_of(L);
    if (S->kill && (!S->ending || S->over || lua_touserdata(L, 1) == S)) return 1;
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

static int protected_handled(lua_State *L) {
    int count = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, living_handler, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    lua_KContext context = 2 | (yl_of(L)->ending ? BEGAN_ENDING : 0);
    int status = lua_pcallk(L, count - 2, LUA_MULTRET, 2, context, protected_end);
    return protected_end(L, status, context);
}

static int traceback(lua_State *L) {
    char text[2048] = "";
    lua_State *co = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    int at = co == L && !lua_isthread(L, 1) ? 1 : 2;
    if (!lua_isnoneornil(L, at) && lua_type(L, at) != LUA_TSTRING) {
        lua_settop(L, at);
        return 1;
    }
    yl_write_trace(co, text, sizeof text);
    lua_pushfstring(L, "%s%sstack traceback:\n%s", luaL_optstring(L, at, ""),
                    lua_isnoneornil(L, at) ? "" : "\n", text);
    return 1;
}

/* ---- loading text ---- */

typedef struct reading { const char *text; size_t left; } reading;

static const char *read_piece(lua_State *L, void *context, size_t *size) {
    reading *r = context;
    yl_poll(L, yl_of(L));
    *size = r->left < 65536 ? r->left : 65536;
    const char *piece = r->text;
    r->text += *size;
    r->left -= *size;
    return *size ? piece : NULL;
}

static const char *read_function(lua_State *L, void *context, size_t *size) {
    (void)context;
    yl_poll(L, yl_of(L));
    luaL_checkstack(L, 2, "too many nested functions");
    lua_pushvalue(L, 1);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        *size = 0;
        return NULL;
    }
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "reader function must return a string");
    lua_replace(L, 5); /* kept from the collector */
    return lua_tolstring(L, 5, size);
}

/* Pushes the function's _ENV, a local one before an upvalue; 0: it has none. */
static int push_environment(lua_State *L, lua_Debug *ar) {
    const char *name;
    int base = lua_gettop(L);
    for (int i = 1; (name = lua_getlocal(L, ar, i)) != NULL; i++) {
        if (strcmp(name, "_ENV") == 0) lua_replace(L, base);
        else lua_pop(L, 1);
    }
    if (!lua_isnil(L, base)) return 1;
    lua_getinfo(L, "f", ar);
    for (int i = 1; (name = lua_getupvalue(L, -1, i)) != NULL; i++) {
        if (strcmp(name, "_ENV") == 0) lua_replace(L, base);
        else lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return !lua_isnil(L, base);
}

/* Pushes the environment of the innermost Lua function that has one, else the globals. */
static void push_caller_environment(lua_State *L) {
    lua_Debug ar;
    lua_pushnil(L);
    for (int level = 1; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "S", &ar);
        if (*ar.what != 'C' && push_environment(L, &ar)) return;
    }
    lua_pop(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, yl_of(L)->ref_globals);
}

static int load_text(lua_State *L) {
    const char *mode = luaL_optstring(L, 3, "t");
    int has_environment = !lua_isnone(L, 4);
    size_t length = 0;
    const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &length) : NULL;
    const char *name = luaL_optstring(L, 2, text ? text : "=(load)");
    if (!text) luaL_checktype(L, 1, LUA_TFUNCTION);
    if (strncmp(name, YL_HIDDEN, strlen(YL_HIDDEN)) == 0)
        return luaL_argerror(L, 2, "this chunk name belongs to the host");
    if (!strchr(mode, 't')) return luaL_argerror(L, 3, "only text can be loaded; use \"t\"");
    lua_settop(L, 5);
    reading whole = {text, length};
    int ending = yl_of(L)->ending;
    int status = lua_load(L, text ? read_piece : read_function, &whole, name, "t");
    if (status != LUA_OK) {
        yl_pass_on(L, yl_of(L), ending);
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    if (has_environment) lua_pushvalue(L, 4);
    else push_caller_environment(L);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
    return 1;
}

/* ---- metatables, memory, output ---- */

static void refuse_event(lua_State *L, const char *event, const char *remedy) {
    lua_pushstring(L, event);
    if (lua_rawget(L, 2) != LUA_TNIL)
        luaL_error(L, "setmetatable: '%s' cannot be set by scripts; %s", event, remedy);
    lua_pop(L, 1);
}

static int set_metatable(lua_State *L) {
    int type = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    if (type == LUA_TTABLE) {
        refuse_event(L, "__gc", "use a to-be-closed variable (local x <close>)");
        refuse_event(L, "__mode", "remove entries yourself");
        yl_note_metatable(L, yl_of(L), 2);
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int collect_garbage(lua_State *L) {
    const char *option = luaL_optstring(L, 1, "collect");
    if (strcmp(option, "count") != 0)
        return luaL_error(L, "collectgarbage: '%s' is not available to scripts; only 'count' is",
                          option);
    lua_pushnumber(L, (lua_Number)yl_of(L)->used / 1024);
    return 1;
}

static int print(lua_State *L) {
    int count = lua_gettop(L);
    luaL_Buffer b;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    luaL_buffinit(L, &b);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addchar(&b, '\t');
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&b);
    }
    luaL_addchar(&b, '\n');
    luaL_pushresult(&b);
    lua_insert(L, 1);
    lua_settop(L, 1);
    return yl_ask(L, yl_of(L), YL_ASK_PRINT, 0);
}

/* ---- globals ---- */

static int missing_global(lua_State *L) {
    lua_settop(L, 2);
    if (yl_is_empty_local(L, 2)) return 0;
    if (yl_of(L)->evaluating && lua_type(L, 2) == LUA_TSTRING &&
        strcmp(lua_tostring(L, 2), "__keep_locals") == 0) {
        lua_pushcfunction(L, yl_keep_locals);
        return 1;
    }
    return yl_ask(L, yl_of(L), YL_ASK_GLOBAL, 0);
}

static int new_global(lua_State *L) {
    yl_state *S = yl_of(L);
    lua_settop(L, 3);
    if (yl_in_task(S)) yl_ask(L, S, YL_ASK_WARN, 0);
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 0;
}

static void protect_globals(lua_State *L) {
    lua_pushglobaltable(L);
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, missing_global);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, new_global);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

/* ---- what preludes get ---- */

static int host_fail(lua_State *L) {
    yl_state *S = yl_of(L);
    luaL_checkstring(L, 1);
    if (!lua_istable(L, 2)) {
        yl_push_where(L, 1);
        lua_pushvalue(L, 1);
        lua_concat(L, 2);
        return lua_error(L);
    }
    lua_Debug ar;
    lua_settop(L, 2);
    lua_pushliteral(L, "message");
    lua_pushvalue(L, 1);
    lua_rawset(L, 2);
    if (yl_where(L, 1, &ar)) {
        lua_pushliteral(L, "position");
        lua_pushfstring(L, "%s:%d", ar.short_src, ar.currentline);
        lua_rawset(L, 2);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_error);
    lua_setmetatable(L, 2);
    return lua_error(L);
}

static int host_rethrow(lua_State *L) {
    yl_state *S = yl_of(L);
    size_t length = 0;
    const char *trace = luaL_optlstring(L, 2, "", &length);
    if (length >= sizeof S->prior) length = sizeof S->prior - 1;
    memcpy(S->prior, trace, length);
    S->prior[length] = 0;
    S->prior_value = lua_topointer(L, 1);
    lua_settop(L, 1);
    return lua_error(L);
}

static int host_is_error(lua_State *L) {
    lua_pushboolean(L, yl_is_error(L, yl_of(L), 1));
    return 1;
}

static int host_describe(lua_State *L) {
    int ending = yl_of(L)->ending;
    lua_settop(L, 1);
    lua_pushcfunction(L, yl_error_describe);
    lua_insert(L, 1);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK) return 1;
    yl_pass_on(L, yl_of(L), ending);
    lua_pushliteral(L, "(no description)");
    return 1;
}

static int host_origin(lua_State *L) {
    return lua_istable(L, 1) && yl_push_origin(L, yl_of(L), 1) ? 1 : 0;
}

static void make_host_table(lua_State *L, yl_state *S) {
    static const luaL_Reg functions[] = {
        {"fail", host_fail}, {"rethrow", host_rethrow}, {"is_error", host_is_error},
        {"describe", host_describe}, {"origin", host_origin}, {NULL, NULL},
    };
    luaL_newlib(L, functions);
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_globals);
    lua_setfield(L, -2, "globals");
    lua_newtable(L);
    lua_setfield(L, -2, "methods");
    lua_newtable(L);
    lua_setfield(L, -2, "stock");
    S->ref_host = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* ---- opening ---- */

static void open_weak_origins(lua_State *L, yl_state *S) {
    lua_newtable(L);
    S->ref_shapes = luaL_ref(L, LUA_REGISTRYINDEX);
    yl_push_weak(L, "k");
    S->ref_origins = luaL_ref(L, LUA_REGISTRYINDEX);
}

static void remove_globals(lua_State *L) {
    static const char *const gone[] = {"dofile", "loadfile", "warn", "require", NULL};
    for (int i = 0; gone[i]; i++) {
        lua_pushnil(L);
        lua_setglobal(L, gone[i]);
    }
}

void yl_open_base(lua_State *L, yl_state *S) {
    static const luaL_Reg own[] = {
        {"error", raise_error}, {"pcall", protected_call}, {"xpcall", protected_handled},
        {"load", load_text}, {"setmetatable", set_metatable}, {"print", print},
        {"collectgarbage", collect_garbage}, {NULL, NULL},
    };
    luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
    luaL_setfuncs(L, own, 0);
    lua_pushvalue(L, -1);
    S->ref_globals = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_pop(L, 1);
    remove_globals(L);
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
    lua_pop(L, 2);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, traceback);
    lua_setfield(L, -2, "traceback");
    lua_setglobal(L, "debug");
    open_weak_origins(L, S);
    make_host_table(L, S);
    protect_globals(L);
}
