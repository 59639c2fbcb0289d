/* Host coroutines: the script's main chunk and every item of an `each` run in one. They are
   resumed from group:run (first time) or from the scheduler, and reused when they have ended. */
#include "internal.h"

enum { TOKEN_BITS = 24, MOST_TASKS = 1 << 22, MOST_BLOCKED = 12 };

typedef struct group_handle { int32_t magic, group, generation; } group_handle;

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

static void release(lua_State *L, yl_state *S, int i) {
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

static void push_ready(yl_state *S, int i) {
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
    if (waiter >= 0 && S->tasks[waiter].state == YL_WAITS_GROUP) push_ready(S, waiter);
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
        release(L, S, i);
        return 3;
    }
    luaL_checkstack(L, count + 1, "too many results of a task");
    lua_xmove(task->co, L, count);
    release(L, S, i);
    return count;
}

/* Ends a task that has not ended: its to-be-closed variables are closed, nobody waits any more. */
void yl_close_task(lua_State *L, yl_state *S, int i) {
    yl_task *task = &S->tasks[i];
    if (task->state == YL_READY && !task->blocked) remove_ready(S, i);
    if (task->state == YL_WAITS_HOST) S->host.drop(S->host.context, task->token);
    task->state = YL_DONE;
    task->group = -1;
    int outer_task = S->task;
    S->task = -1;
    S->closing += 1;
    yl_reset(S, task->co);
    S->closing -= 1;
    S->task = outer_task;
    release(L, S, i);
}

/* Holds the thread until the present task may go on: Lua cannot yield here. While it waits for
   a group, the others run. */
void yl_block(lua_State *L, yl_state *S) {
    int i = S->task;
    if (S->nested >= MOST_BLOCKED) yl_error(L, "too many waiting calls inside each other");
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

/* ---- groups ---- */

static yl_group *check_group(lua_State *L, int *index) {
    yl_state *S = yl_of(L);
    group_handle *handle = lua_touserdata(L, 1);
    if (!handle || lua_rawlen(L, 1) < sizeof *handle || handle->magic != YL_GROUP_MAGIC ||
        handle->group >= S->group_count || !S->groups[handle->group].used ||
        S->groups[handle->group].generation != handle->generation)
        yl_error(L, "group expected, got %s; it may be closed", luaL_typename(L, 1));
    *index = handle->group;
    return &S->groups[handle->group];
}

static void grow_groups(lua_State *L, yl_state *S) {
    int count = S->group_count ? S->group_count * 2 : 8;
    yl_group *groups = realloc(S->groups, (size_t)count * sizeof *groups);
    if (!groups) yl_error(L, "not enough memory");
    S->groups = groups;
    for (int i = count - 1; i >= S->group_count; i--) {
        groups[i] = (yl_group){.next_free = S->group_free};
        S->group_free = i;
    }
    S->group_count = count;
}

static int new_group(lua_State *L) {
    yl_state *S = yl_of(L);
    group_handle *handle = lua_newuserdatauv(L, sizeof *handle, 0);
    *handle = (group_handle){YL_GROUP_MAGIC, -1, -1};
    if (S->group_free < 0) grow_groups(L, S);
    int i = S->group_free;
    yl_group *group = &S->groups[i];
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setmetatable(L, -2);
    S->group_free = group->next_free;
    *group = (yl_group){.used = 1, .generation = group->generation + 1, .waiter = -1,
                        .first = -1, .last = -1, .next_free = -1};
    handle->group = i;
    handle->generation = group->generation;
    return 1;
}

void yl_free_group(yl_state *S, int i) {
    S->groups[i].used = 0;
    S->groups[i].next_free = S->group_free;
    S->group_free = i;
}

static int group_close(lua_State *L) {
    yl_state *S = yl_of(L);
    int index, ending = S->ending;
    yl_group *group = check_group(L, &index);
    if (group->running > 0 || group->first >= 0) {
        for (int i = 0; i < S->task_count; i++) {
            if (S->tasks[i].state == YL_FREE || S->tasks[i].group != index) continue;
            if (S->tasks[i].blocked || S->tasks[i].state == YL_RUNNING) S->tasks[i].group = -1;
            else yl_close_task(L, S, i);
        }
    }
    yl_free_group(S, index);
    yl_pass_on(L, S, ending);
    return 0;
}

static int group_run(lua_State *L) {
    yl_state *S = yl_of(L);
    int index;
    check_group(L, &index);
    if (S->ending) return yl_error(L, "the run is being ended; no task can be started");
    lua_Integer tag = luaL_checkinteger(L, 2);
    luaL_checktype(L, 3, LUA_TFUNCTION);
    int i = yl_new_task(L, S), count = lua_gettop(L) - 2;
    lua_State *co = S->tasks[i].co;
    S->tasks[i].tag = tag;
    if (!lua_checkstack(co, count + 4)) {
        release(L, S, i);
        return yl_error(L, "not enough memory for a task");
    }
    lua_pushcfunction(co, yl_task_body);
    lua_xmove(L, co, count);
    yl_resume_task(L, S, i, count);
    yl_poll(L, S);
    if (S->tasks[i].state == YL_DONE) return yl_take(L, S, i);
    S->tasks[i].group = index;
    S->groups[index].running += 1;
    S->groups[index].untaken += 1;
    return 0;
}

static int group_next(lua_State *L);

static int group_next_on(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    yl_poll(L, yl_of(L));
    return group_next(L);
}

static int group_next(lua_State *L) {
    yl_state *S = yl_of(L);
    int index;
    yl_group *group = check_group(L, &index);
    if (group->first >= 0) {
        int i = group->first;
        group->first = S->tasks[i].next;
        if (group->first < 0) group->last = -1;
        group->untaken -= 1;
        lua_pushinteger(L, S->tasks[i].tag);
        return 1 + yl_take(L, S, i);
    }
    if (group->running == 0) return 0;
    if (!yl_can_wait(S)) return yl_error(L, "tasks cannot be waited for here");
    group->waiter = S->task;
    S->tasks[S->task].state = YL_WAITS_GROUP;
    if (lua_isyieldable(L)) {
        S->yielding = 1;
        return lua_yieldk(L, 0, 0, group_next_on);
    }
    yl_block(L, S);
    return group_next(L);
}

static int group_running(lua_State *L) {
    int index;
    lua_pushinteger(L, check_group(L, &index)->untaken);
    return 1;
}

/* ---- parking: `require` waits for a module that another task loads ---- */

static int parked(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    yl_poll(L, yl_of(L));
    return 0;
}

/* Until somebody unparks the present task, or for no reason; others run meanwhile. */
static int park(lua_State *L) {
    yl_state *S = yl_of(L);
    if (!yl_can_wait(S)) return yl_error(L, "nothing can be waited for here");
    S->tasks[S->task].state = YL_WAITS_GROUP;
    if (lua_isyieldable(L) && !S->closing) {
        S->yielding = 1;
        return lua_yieldk(L, 0, 0, parked);
    }
    yl_block(L, S);
    return 0;
}

static int unpark(lua_State *L) {
    yl_state *S = yl_of(L);
    lua_Integer i = luaL_checkinteger(L, 1);
    if (i >= 0 && i < S->task_count && S->tasks[i].state == YL_WAITS_GROUP) push_ready(S, (int)i);
    return 0;
}

/* The numbers of the present task, of the one that started it, and so on. */
static int lineage(lua_State *L) {
    yl_state *S = yl_of(L);
    int count = 0;
    for (int i = S->task; i >= 0 && count < 200; i = S->tasks[i].parent) {
        luaL_checkstack(L, 1, NULL);
        lua_pushinteger(L, i);
        count += 1;
    }
    return count;
}

void yl_open_tasks(lua_State *L, yl_state *S) {
    static const luaL_Reg methods[] = {
        {"run", group_run}, {"next", group_next}, {"running", group_running},
        {"close", group_close}, {NULL, NULL},
    };
    static const luaL_Reg parking[] = {
        {"park", park}, {"unpark", unpark}, {"lineage", lineage}, {NULL, NULL},
    };
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_host);
    lua_createtable(L, 0, 4);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, group_close);
    lua_setfield(L, -2, "__close");
    lua_pushliteral(L, "group");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushcclosure(L, new_group, 1);
    lua_setfield(L, -2, "group");
    luaL_setfuncs(L, parking, 0);
    lua_pop(L, 1);
}

/* ---- waits on the host ---- */

void yl_deliver(yl_state *S, int64_t token) {
    int i = (int)(token & ((1 << TOKEN_BITS) - 1));
    if (i >= S->task_count) return;
    yl_task *task = &S->tasks[i];
    if (task->state == YL_WAITS_HOST && task->token == token) push_ready(S, i);
}

/* A name for the wait that the present task is about to begin. */
int64_t yl_token(yl_state *S) {
    S->serial += 1;
    return (S->serial << TOKEN_BITS) | (S->task < 0 ? (1 << TOKEN_BITS) - 1 : S->task);
}

int yl_in_task(yl_state *S) { return S->task >= 0 && S->task != S->root; }

/* Closers of a run that is ended, and of a task that is given up, cannot wait. */
int yl_can_wait(yl_state *S) { return S->task >= 0 && !S->ending; }
