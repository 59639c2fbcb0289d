/* Host coroutines: the script's main chunk and every item of an `each` run in one. They are
   resumed from group:run (first time) or from the scheduler, and reused when they have ended. */
#include "internal.h"

enum { TOKEN_BITS = 24, MOST_TASKS = 1 << 22, MOST_BLOCKED = 12 };

/* ---- the table of tasks ---- */

static void grow_tasks(lua_State *L, yl_state *S) {
    int count = S->task_count ? S->task_count * 2 : 16;
    if (count > MOST_TASKS) yl_error(L, "too many tasks at once");
    yl_task *tasks = realloc(S->tasks, (size_t)count * sizeof *tasks);
    if (!tasks) yl_error(L, "not enough memory");
    S->tasks = tasks;
    for (int i = count - 1; i >= S->task_count; i--) {
        tasks[i] = (yl_task){.next = S->task_free, .ref = LUA_NOREF, .group = -1};
        S->task_free = i;
    }
    S->task_count = count;
}

int yl_new_task(lua_State *L, yl_state *S) {
    if (S->task_free < 0) grow_tasks(L, S);
    int i = S->task_free;
    if (!S->tasks[i].co) {
        lua_State *co = lua_newthread(L);
        yl_set_bits(co, YL_HOST);
        S->tasks[i].ref = luaL_ref(L, LUA_REGISTRYINDEX);
        S->tasks[i].co = co;
    }
    yl_task *task = &S->tasks[i];
    S->task_free = task->next;
    task->state = YL_RUNNING;
    task->blocked = 0;
    task->group = task->next = -1;
    task->parent = S->task;
    task->token = 0;
    return i;
}

void yl_release_task(lua_State *L, yl_state *S, int i) {
    yl_task *task = &S->tasks[i];
    if (lua_status(task->co) != LUA_OK || lua_gettop(task->co) != 0 || S->kill) {
        luaL_unref(L, LUA_REGISTRYINDEX, task->ref);
        task->ref = LUA_NOREF;
        task->co = NULL;
    }
    task->state = YL_FREE;
    task->group = -1;
    task->next = S->task_free;
    S->task_free = i;
}

void yl_free_tasks(yl_state *S) {
    free(S->tasks);
    free(S->groups);
    S->tasks = NULL;
    S->groups = NULL;
    S->task_count = S->group_count = 0;
}

/* ---- queues ---- */

void yl_push_ready(yl_state *S, int i) {
    yl_task *task = &S->tasks[i];
    task->state = YL_READY;
    if (task->blocked) return;
    task->next = -1;
    if (S->ready_last >= 0) S->tasks[S->ready_last].next = i;
    else S->ready_first = i;
    S->ready_last = i;
}

int yl_pop_ready(yl_state *S) {
    int i = S->ready_first;
    S->ready_first = S->tasks[i].next;
    if (S->ready_first < 0) S->ready_last = -1;
    return i;
}

static void remove_ready(yl_state *S, int gone) {
    int last = -1;
    for (int i = S->ready_first; i >= 0; last = i, i = S->tasks[i].next) {
        if (i != gone) continue;
        if (last < 0) S->ready_first = S->tasks[i].next;
        else S->tasks[last].next = S->tasks[i].next;
        if (S->ready_last == gone) S->ready_last = last;
        return;
    }
}

static void join_finished(yl_state *S, int i) {
    yl_task *task = &S->tasks[i];
    yl_group *group = &S->groups[task->group];
    task->next = -1;
    if (group->last >= 0) S->tasks[group->last].next = i;
    else group->first = i;
    group->last = i;
    group->running -= 1;
    int waiter = group->waiter;
    group->waiter = -1;
    if (waiter >= 0 && S->tasks[waiter].state == YL_WAITS_GROUP) yl_push_ready(S, waiter);
}

/* ---- running ---- */

static int after(lua_State *L, int status, lua_KContext context) {
    (void)context;
    int failed = status != LUA_OK && status != LUA_YIELD;
    lua_pushboolean(L, !failed);
    lua_replace(L, 1);
    if (failed) lua_pushstring(L, yl_of(L)->trace);
    return lua_gettop(L);
}

/* What every host coroutine runs: f and its arguments are on the stack. */
int yl_task_body(lua_State *L) {
    lua_pushcfunction(L, yl_message_handler);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, after);
    return after(L, status, 0);
}

void yl_resume_task(lua_State *from, yl_state *S, int i, int arguments) {
    lua_State *co = S->tasks[i].co, *outer = S->current;
    int outer_task = S->task, results = 0;
    S->tasks[i].state = YL_RUNNING;
    S->task = i;
    S->current = co;
    YL_BARRIER();
    if (S->kill) yl_arm(S);
    int status = lua_resume(co, from, arguments, &results);
    S->current = outer;
    S->task = outer_task;
    YL_BARRIER();
    if (S->kill) return;
    if (status == LUA_YIELD && S->yielding) {
        S->yielding = 0;
        return;
    }
    yl_task *task = &S->tasks[i];
    task->state = YL_DONE;
    task->status = status;
    task->results = results;
    if (task->group >= 0) join_finished(S, i);
}

/* Moves what a finished task left to L: true and its results, or false, error, traceback. */
int yl_take(lua_State *L, yl_state *S, int i) {
    yl_task *task = &S->tasks[i];
    int count = task->results;
    if (task->status != LUA_OK) { /* an error outside of every protection: no memory */
        lua_pushboolean(L, 0);
        lua_xmove(task->co, L, 1);
        lua_pushliteral(L, "");
        yl_release_task(L, S, i);
        return 3;
    }
    luaL_checkstack(L, count + 1, "too many results of a task");
    lua_xmove(task->co, L, count);
    yl_release_task(L, S, i);
    return count;
}

/* Nobody takes the answer of the wait that the task has begun, if any. */
void yl_drop_wait(yl_state *S, int i) {
    if (S->tasks[i].token) S->host.drop(S->host.context, S->tasks[i].token);
    S->tasks[i].token = 0;
}

/* Ends a task that has not ended: its to-be-closed variables are closed, nobody waits any more. */
void yl_close_task(lua_State *L, yl_state *S, int i) {
    yl_task *task = &S->tasks[i];
    if (task->state == YL_READY && !task->blocked) remove_ready(S, i);
    yl_drop_wait(S, i);
    task->state = YL_DONE;
    task->group = -1;
    int outer_task = S->task;
    S->task = -1;
    S->closing += 1;
    yl_reset(S, task->co);
    S->closing -= 1;
    S->task = outer_task;
    yl_release_task(L, S, i);
}

/* Holds the thread until the present task may go on: Lua cannot yield here. While it waits for
   a group, the others run. */
void yl_block(lua_State *L, yl_state *S) {
    int i = S->task;
    if (S->nested >= MOST_BLOCKED) {
        yl_drop_wait(S, i);
        yl_error(L, "too many waiting calls inside each other");
    }
    S->nested += 1;
    S->tasks[i].blocked = 1;
    while (!S->kill && S->tasks[i].state != YL_READY) {
        if (S->tasks[i].state == YL_WAITS_GROUP && S->ready_first >= 0)
            yl_resume_task(L, S, yl_pop_ready(S), 0);
        else
            S->host.block(S->host.context);
    }
    S->nested -= 1;
    S->tasks[i].blocked = 0;
    S->tasks[i].state = YL_RUNNING;
    yl_poll(L, S);
}

/* ---- waits on the host ---- */

void yl_deliver(yl_state *S, int64_t token) {
    int i = (int)(token & ((1 << TOKEN_BITS) - 1));
    if (i >= S->task_count) return;
    yl_task *task = &S->tasks[i];
    if (task->state == YL_WAITS_HOST && task->token == token) yl_push_ready(S, i);
}

/* A name for the wait that the present task is about to begin. */
int64_t yl_token(yl_state *S) {
    S->serial += 1;
    return (S->serial << TOKEN_BITS) | (S->task < 0 ? (1 << TOKEN_BITS) - 1 : S->task);
}

int yl_in_task(yl_state *S) { return S->task >= 0 && S->task != S->root; }

/* Closers of a run that is ended, and of a task that is given up, cannot wait. */
int yl_can_wait(yl_state *S) { return S->task >= 0 && !S->ending; }
