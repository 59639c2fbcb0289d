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

static int run_body(lua_State *L, int body) {
    yl_state *S = yl_of(L);
    S->out.used = 0;
    S->out.failed = 0;
    int code = S->host.call(S->bodies[body], S, L);
    if (code == YL_VALUES) {
        if (S->out.used == 0 && !S->out.failed) return 0;
        if (push_single(L, S)) return 1;
    }
    return yl_settle(L, S, code);
}

/* A C function for each of the first bodies: to read an upvalue costs more than all else that a
   call does here. */
#define DIRECT(n) static int direct_##n(lua_State *L) { return run_body(L, n); }
#define NAME(n) direct_##n,
#define SIXTEEN(F, x) F(x##0) F(x##1) F(x##2) F(x##3) F(x##4) F(x##5) F(x##6) F(x##7) \
    F(x##8) F(x##9) F(x##a) F(x##b) F(x##c) F(x##d) F(x##e) F(x##f)
#define ALL(F) SIXTEEN(F, 0x0) SIXTEEN(F, 0x1) SIXTEEN(F, 0x2) SIXTEEN(F, 0x3) SIXTEEN(F, 0x4) \
    SIXTEEN(F, 0x5) SIXTEEN(F, 0x6) SIXTEEN(F, 0x7) SIXTEEN(F, 0x8) SIXTEEN(F, 0x9) \
    SIXTEEN(F, 0xa) SIXTEEN(F, 0xb) SIXTEEN(F, 0xc) SIXTEEN(F, 0xd) SIXTEEN(F, 0xe) SIXTEEN(F, 0xf)

ALL(DIRECT)

static int indirect(lua_State *L) {
    return run_body(L, (int)lua_tointeger(L, lua_upvalueindex(1)));
}

void yl_push_function(lua_State *L, int body) {
    static const lua_CFunction direct[] = {ALL(NAME)};
    if (body < (int)(sizeof direct / sizeof *direct)) {
        lua_pushcfunction(L, direct[body]);
        return;
    }
    lua_pushinteger(L, body);
    lua_pushcclosure(L, indirect, 1);
}

/* Bodies are numbered in the order in which they are added. Without memory for their list the
   process ends, as it does when Swift has none for an array. */
void yl_add_body(yl_state *S, void *body) {
    if (S->body_count % 64 == 0) {
        void **bodies = realloc(S->bodies, (size_t)(S->body_count + 64) * sizeof *bodies);
        if (!bodies) abort();
        S->bodies = bodies;
    }
    S->bodies[S->body_count++] = body;
}

/* A question to Swift (a missing field, say) about the arguments on the stack. */
int yl_ask(lua_State *L, yl_state *S, int function, int detail) {
    S->out.used = 0;
    S->out.failed = 0;
    S->detail = detail;
    return yl_settle(L, S, S->host.ask(S->host.context, L, function));
}
