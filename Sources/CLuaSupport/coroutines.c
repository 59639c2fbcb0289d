/* The coroutine library. A wait for the host passes outward through resume and wrap; the
   coroutine so suspended reports `normal`. Every switch keeps `current` and looks at `kill`. */
#include "internal.h"

/* Upstream bounds closers that close each other only after 5.4.4: there a chain of 20,000
   overflows the C stack. */
enum { MOST_NESTED_CLOSES = 60 };

static lua_State *check_coroutine(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static const char *status_of(lua_State *L, lua_State *co) {
    if (L == co) return "running";
    if (yl_bits(co) & (YL_HOST | YL_WAITING)) return "normal";
    switch (lua_status(co)) {
    case LUA_YIELD: return "suspended";
    case LUA_OK: {
        lua_Debug ar;
        if (lua_getstack(co, 0, &ar)) return "normal";
        return lua_gettop(co) == 0 ? "dead" : "suspended";
    }
    default: return "dead";
    }
}

static int create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    yl_set_bits(co, 0);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

static int drive_on(lua_State *L, int status, lua_KContext wrapped);
static int resume(lua_State *L);
static int wrapped_call(lua_State *L);

/* The coroutine that L resumed and through whose wait it is suspended; NULL: none. */
static lua_State *inner_of(lua_State *L) {
    lua_Debug ar;
    lua_State *inner = NULL;
    if (!lua_getstack(L, 0, &ar) || !lua_checkstack(L, 4)) return NULL;
    int top = lua_gettop(L);
    lua_getinfo(L, "f", &ar);
    lua_CFunction function = lua_tocfunction(L, -1);
    if ((function == resume && lua_getlocal(L, &ar, 1)) ||
        (function == wrapped_call && lua_getupvalue(L, -1, 1)))
        inner = lua_tothread(L, -1);
    lua_settop(L, top);
    return inner && (yl_bits(inner) & YL_WAITING) ? inner : NULL;
}

/* Closes what a coroutine left open, and before it what those left that it waits for. */
void yl_reset(yl_state *S, lua_State *co) {
    lua_State *inner = inner_of(co), *outer = S->current;
    if (!yl_has_stack(S)) return;
    if (inner) {
        yl_set_bits(inner, 0);
        yl_reset(S, inner);
    }
    S->current = co;
    YL_BARRIER();
    yl_arm(S);
    lua_resetthread(co);
    lua_settop(co, 0);
    S->current = outer;
}

/* An error leaves `co` for the script that resumed it. */
static int fail_wrapped(lua_State *L, yl_state *S, lua_State *co, int ending) {
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD && yl_has_stack(S)) {
        lua_State *outer = S->current;
        S->current = co;
        status = lua_resetthread(co);
        S->current = outer;
        lua_xmove(co, L, 1);
    }
    yl_pass_on(L, S, ending);
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        int kept = lua_topointer(L, -1) == S->prior_value;
        yl_push_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
        if (kept) S->prior_value = lua_topointer(L, -1);
    }
    return lua_error(L);
}

static int ended(lua_State *L, yl_state *S, lua_State *co, int status, int count, int wrapped,
                 int ending) {
    if (status != LUA_OK && status != LUA_YIELD) {
        luaL_checkstack(L, 2, NULL);
        if (lua_gettop(co) > 0) lua_xmove(co, L, 1);
        else lua_pushliteral(L, "error in a coroutine");
        yl_note_leaving(S, lua_status(co) == LUA_YIELD ? NULL : co, L, -1);
        if (wrapped) return fail_wrapped(L, S, co, ending);
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    if (!lua_checkstack(L, count + 1)) {
        lua_pop(co, count);
        if (wrapped) return luaL_error(L, "too many results to resume");
        lua_pushboolean(L, 0);
        lua_pushliteral(L, "too many results to resume");
        return 2;
    }
    if (!wrapped) lua_pushboolean(L, 1);
    lua_xmove(co, L, count);
    return wrapped ? count : count + 1;
}

static int drive(lua_State *L, lua_State *co, int count, int wrapped) {
    yl_state *S = yl_of(L);
    for (;;) {
        int results = 0, ending = S->ending;
        yl_poll(L, S);
        yl_set_bits(co, 0);
        S->current = co;
        YL_BARRIER();
        if (S->kill) yl_arm(S);
        int status = lua_resume(co, L, count, &results);
        S->current = L;
        YL_BARRIER();
        if (S->kill && !ending) yl_reset(S, co);
        yl_pass_on(L, S, ending);
        if (status != LUA_YIELD || !S->yielding)
            return ended(L, S, co, status, results, wrapped, ending);
        yl_set_bits(co, YL_WAITING);
        if (lua_isyieldable(L) && !S->closing) return lua_yieldk(L, 0, wrapped, drive_on);
        S->yielding = 0;
        yl_block(L, S);
        count = 0;
    }
}

static lua_State *driven(lua_State *L, int wrapped) {
    return lua_tothread(L, wrapped ? lua_upvalueindex(1) : 1);
}

static int drive_on(lua_State *L, int status, lua_KContext wrapped) {
    (void)status;
    return drive(L, driven(L, (int)wrapped), 0, (int)wrapped);
}

/* NULL, or why `co` cannot be resumed with `count` arguments. */
static const char *refusal(lua_State *L, lua_State *co, int count) {
    const char *status = status_of(L, co);
    if (strcmp(status, "suspended") != 0)
        return *status == 'd' ? "cannot resume dead coroutine"
                              : "cannot resume non-suspended coroutine";
    return lua_checkstack(co, count) ? NULL : "too many arguments to resume";
}

static int resume(lua_State *L) {
    lua_State *co = check_coroutine(L);
    int count = lua_gettop(L) - 1;
    const char *why = refusal(L, co, count);
    if (why) {
        lua_pushboolean(L, 0);
        lua_pushstring(L, why);
        return 2;
    }
    lua_xmove(L, co, count);
    return drive(L, co, count, 0);
}

static int wrapped_call(lua_State *L) {
    lua_State *co = driven(L, 1);
    int count = lua_gettop(L);
    const char *why = refusal(L, co, count);
    if (why) {
        yl_push_where(L, 1);
        lua_pushstring(L, why);
        lua_concat(L, 2);
        return lua_error(L);
    }
    lua_xmove(L, co, count);
    return drive(L, co, count, 1);
}

static int wrap(lua_State *L) {
    create(L);
    lua_pushcclosure(L, wrapped_call, 1);
    return 1;
}

static int yield(lua_State *L) {
    if (yl_bits(L) & YL_HOST) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

static int status(lua_State *L) {
    lua_pushstring(L, status_of(L, check_coroutine(L)));
    return 1;
}

static int yieldable(lua_State *L) {
    lua_State *co = lua_isnone(L, 1) ? L : check_coroutine(L);
    lua_pushboolean(L, lua_isyieldable(co) && !(yl_bits(co) & YL_HOST));
    return 1;
}

static int running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, (yl_bits(L) & YL_HOST) != 0);
    return 2;
}

static int close_coroutine(lua_State *L) {
    yl_state *S = yl_of(L);
    lua_State *co = check_coroutine(L);
    const char *state = status_of(L, co);
    if (*state != 'd' && *state != 's')
        return luaL_error(L, "cannot close a %s coroutine", state);
    if (S->nested >= MOST_NESTED_CLOSES || !yl_has_stack(S))
        return luaL_error(L, "C stack overflow: closing coroutines that close coroutines");
    int ending = S->ending;
    S->nested += 1;
    S->current = co;
    YL_BARRIER();
    if (S->kill) yl_arm(S);
    int result = lua_resetthread(co);
    S->current = L;
    S->nested -= 1;
    yl_pass_on(L, S, ending);
    lua_pushboolean(L, result == LUA_OK);
    if (result == LUA_OK) return 1;
    lua_xmove(co, L, 1);
    return 2;
}

void yl_open_coroutines(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"create", create}, {"resume", resume}, {"running", running}, {"status", status},
        {"wrap", wrap}, {"yield", yield}, {"isyieldable", yieldable}, {"close", close_coroutine},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    lua_setglobal(L, "coroutine");
}
