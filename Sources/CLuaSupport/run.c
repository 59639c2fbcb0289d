/* A run, as Swift drives it: begun, carried on whenever something is ready, and finished. */
#include "internal.h"

static int start_root(lua_State *L) {
    yl_state *S = yl_of(L);
    int i = yl_new_task(L, S);
    int count = yl_push_values(L, S) + 1;
    lua_State *co = S->tasks[i].co;
    if (!lua_checkstack(co, count + 4)) return luaL_error(L, "not enough memory");
    lua_pushcfunction(co, yl_task_body);
    lua_xmove(L, co, count);
    S->root = i;
    yl_resume_task(L, S, i, count);
    return 0;
}

static int run_ready(lua_State *L) {
    yl_state *S = yl_of(L);
    while (S->ready_first >= 0 && !S->kill && S->tasks[S->root].state != YL_DONE)
        yl_resume_task(L, S, yl_pop_ready(S), 0);
    return 0;
}

/* Protected; an error that lands here has no coroutine left to be reported in. */
static int drive_run(yl_state *S, lua_CFunction step, int arguments) {
    lua_State *L = S->L;
    lua_pushcfunction(L, step);
    lua_insert(L, -1 - arguments);
    if (lua_pcall(L, arguments, 0, 0) != LUA_OK) {
        lua_settop(L, 0);
        if (!S->kill) S->kill = YL_MEMORY;
    }
    S->current = L;
    S->task = -1;
    S->nested = 0;
    return S->kill || (S->root >= 0 && S->tasks[S->root].state == YL_DONE);
}

/* The function is on top of the main stack, its arguments in the buffer. 1: the run is over. */
int yl_start(yl_state *S) {
    S->root = -1;
    S->yielding = 0;
    return drive_run(S, start_root, 1);
}

/* Runs whatever is ready. 1: the run is over. */
int yl_run(yl_state *S) { return drive_run(S, run_ready, 0); }

static int finish(lua_State *L) {
    yl_state *S = yl_of(L);
    int root = S->root, count = 0;
    for (int i = 0; i < S->task_count; i++)
        if (S->tasks[i].state != YL_FREE && (i != root || S->kill)) yl_close_task(L, S, i);
    if (root >= 0 && !S->kill) count = yl_take(L, S, root);
    for (int i = 0; i < S->group_count; i++)
        if (S->groups[i].used) yl_free_group(S, i);
    S->root = S->ready_first = S->ready_last = -1;
    return count;
}

/* Closes every task; leaves what the main chunk left (true, results… or false, error, trace) on
   the main stack and answers how many values that are; -1: the run was ended, see S->kill. */
int yl_finish(yl_state *S) {
    lua_State *L = S->L;
    if (S->kill) {
        yl_kill(S, S->kill);
        S->ending = 1;
    }
    lua_pushcfunction(L, finish);
    int status = lua_pcall(L, 0, LUA_MULTRET, 0);
    S->current = L;
    S->task = -1;
    S->closing = 0;
    if (status == LUA_OK && !S->kill) return lua_gettop(L);
    if (!S->kill) S->kill = YL_MEMORY;
    lua_settop(L, 0);
    return -1;
}
