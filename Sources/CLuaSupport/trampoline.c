/* The door between a script and a Swift function: Swift is called, returns a code, and only
   then does C push, raise, or wait. */
#include "internal.h"

static int resumed(lua_State *L, int status, lua_KContext token);

/* Yields the whole chain to the host, or holds the thread where Lua cannot yield. */
static int wait_for_host(lua_State *L, yl_state *S) {
    int64_t token = S->wait_token;
    if (!yl_can_wait(S)) return yl_error(L, "a waiting call cannot be made here");
    yl_task *task = &S->tasks[S->task];
    task->token = token;
    task->state = YL_WAITS_HOST;
    S->restarts += 1;
    if (lua_isyieldable(L) && !S->closing) {
        S->yielding = 1;
        return lua_yieldk(L, 0, (lua_KContext)token, resumed);
    }
    yl_block(L, S);
    return resumed(L, LUA_YIELD, (lua_KContext)token);
}

static int resumed(lua_State *L, int status, lua_KContext token) {
    (void)status;
    yl_state *S = yl_of(L);
    yl_poll(L, S);
    S->tasks[S->task].token = 0;
    S->restarts += 1;
    S->out.used = 0;
    S->out.failed = 0;
    int code = S->host.resume(S->host.context, L, (int64_t)token);
    return yl_settle(L, S, code);
}

int yl_settle(lua_State *L, yl_state *S, int code) {
    switch (code) {
    case YL_VALUES: return yl_push_values(L, S);
    case YL_FAIL:
        yl_push_where(L, 1);
        yl_push_values(L, S);
        lua_concat(L, 2);
        return lua_error(L);
    case YL_FAILURE: return yl_raise_failure(L, S);
    case YL_WAIT: return wait_for_host(L, S);
    default: return yl_error(L, "unknown answer");
    }
}

/* One string is the commonest result that is not nothing. */
static int push_single(lua_State *L, yl_state *S) {
    const unsigned char *at = S->out.data;
    uint32_t length;
    if (S->out.failed || S->out.used < 5 || at[0] != YL_T_STRING) return 0;
    memcpy(&length, at + 1, 4);
    if (S->out.used != 5 + (size_t)length || length > 4096) return 0;
    lua_pushlstring(L, (const char *)at + 5, length);
    return 1;
}

int yl_trampoline(lua_State *L) {
    yl_state *S = yl_of(L);
    S->out.used = 0;
    S->out.failed = 0;
    int code = S->host.call(lua_touserdata(L, lua_upvalueindex(1)), S, L);
    if (code == YL_VALUES) {
        if (S->out.used == 0 && !S->out.failed) return 0;
        if (push_single(L, S)) return 1;
    }
    return yl_settle(L, S, code);
}

/* A question to Swift (a missing field, say) about the arguments on the stack. */
int yl_ask(lua_State *L, yl_state *S, int function, int detail) {
    S->out.used = 0;
    S->out.failed = 0;
    S->detail = detail;
    return yl_settle(L, S, S->host.ask(S->host.context, L, function));
}
