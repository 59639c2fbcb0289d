/* Tasks started together, as preludes see them: group:run, group:next; and parking, for tasks that
   wait for each other. */
#include "internal.h"

typedef struct group_handle { int32_t magic, group, generation; } group_handle;

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
        yl_release_task(L, S, i);
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

/* Lets whoever waits for the present task's group look around though none of it has ended:
   group:next() gives nothing then. */
void yl_nudge(yl_state *S) {
    if (S->task < 0 || S->tasks[S->task].group < 0) return;
    yl_group *group = &S->groups[S->tasks[S->task].group];
    int waiter = group->waiter;
    group->nudged = 1;
    group->waiter = -1;
    if (waiter >= 0 && S->tasks[waiter].state == YL_WAITS_GROUP) yl_push_ready(S, waiter);
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
    if (group->nudged) {
        group->nudged = 0;
        return 0;
    }
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
    if (i >= 0 && i < S->task_count && S->tasks[i].state == YL_WAITS_GROUP) yl_push_ready(S, (int)i);
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
