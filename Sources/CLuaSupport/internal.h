/* Shared by the C files alone; Swift sees none of it. */
#ifndef YEEUU_LUA_INTERNAL_H
#define YEEUU_LUA_INTERNAL_H

#include "CLuaSupport.h"

enum { YL_OBJECT_MAGIC = 0x796c6f62, YL_GROUP_MAGIC = 0x796c6772 };
enum { YL_FREE, YL_READY, YL_RUNNING, YL_WAITS_HOST, YL_WAITS_GROUP, YL_DONE };

#define YL_HIDDEN "=[host]"

/* A host coroutine. `co` stays when the task is free, so that the next one reuses it. */
struct yl_task {
    lua_State *co;
    int ref;                /* anchor in the registry */
    int state, status;
    int blocked;            /* its C frames hold the thread: delivering must not queue it */
    int results;            /* on the stack of `co` once done */
    int group, next;
    int parent;             /* whose `run` started it; -1: the host */
    int64_t token;
    lua_Integer tag;
};

/* Tasks started together; `first`…`last` have ended and wait to be taken. */
struct yl_group {
    int used, generation;
    int running, untaken, waiter, nudged;
    int first, last, next_free;
};

struct yl_type {
    int ref;                /* metatable */
    int read, describe, equal, length; /* function numbers, -1: none */
    int interned;           /* registry reference of handle -> userdata, or LUA_NOREF */
    char name[48];
};

#define YL_BARRIER() __asm__ volatile("" ::: "memory")

static inline uintptr_t yl_bits(lua_State *L) {
    uintptr_t bits;
    memcpy(&bits, lua_getextraspace(L), sizeof bits);
    return bits & 15;
}
static inline void yl_set_bits(lua_State *L, uintptr_t flags) {
    uintptr_t bits = (uintptr_t)yl_of(L) | flags;
    memcpy(lua_getextraspace(L), &bits, sizeof bits);
}

/* limits.c

   A killed run ends in two steps. First the kill is raised, once: every place that catches an
   error passes it on, so that all that still runs are to-be-closed handlers. When their time is
   over too, it is raised again at every instruction. */
void yl_kill(yl_state *S, int why);
void yl_arm(yl_state *S);
void yl_note_where(lua_State *L, yl_state *S);
int yl_raise_kill(lua_State *L, yl_state *S);

/* In loops, and before anything that takes long. */
static inline void yl_poll(lua_State *L, yl_state *S) {
    if (S->kill && (!S->ending || S->over)) yl_raise_kill(L, S);
}

/* After whatever may have run a script and caught its error; `ending` is S->ending from before:
   what a closer began itself goes on. */
static inline void yl_pass_on(lua_State *L, yl_state *S, int ending) {
    if (S->kill && (!ending || S->over)) yl_raise_kill(L, S);
}

/* Closing a coroutine begins Lua's own count of C calls anew, so the thread's stack has to be
   looked at: below this much nothing more is closed. */
enum { YL_CLOSING_STACK = 2 << 20 };

static inline int yl_has_stack(yl_state *S) {
    char here;
    return !S->stack_low || (uintptr_t)&here - (uintptr_t)S->stack_low > YL_CLOSING_STACK;
}

/* state.c */
int yl_build(yl_state *S, lua_CFunction body, int arguments);

/* values.c */
int yl_push_values(lua_State *L, yl_state *S);
void yl_push_object(lua_State *L, yl_state *S, int type, int64_t handle);

/* trampoline.c */
void yl_push_function(lua_State *L, int body);
int yl_settle(lua_State *L, yl_state *S, int code);
int yl_ask(lua_State *L, yl_state *S, int function, int detail);

/* errors.c */
void yl_push_where(lua_State *L, int level);
int yl_error(lua_State *L, const char *format, ...);
int yl_where(lua_State *L, int level, lua_Debug *ar);
int yl_raise_failure(lua_State *L, yl_state *S);
int yl_message_handler(lua_State *L);
void yl_note_leaving(yl_state *S, lua_State *co, lua_State *L, int value);
void yl_write_trace(lua_State *L, char *out, size_t size);
int yl_error_describe(lua_State *L);
void yl_open_errors(lua_State *L, yl_state *S);

/* objects.c */
int yl_define_type(lua_State *L);
int yl_shape_metatable(lua_State *L, yl_state *S, int shape);
extern const char yl_shape_key;

/* tasks.c */
int yl_new_task(lua_State *L, yl_state *S);
int yl_task_body(lua_State *L);
void yl_resume_task(lua_State *from, yl_state *S, int i, int arguments);
int yl_pop_ready(yl_state *S);
void yl_push_ready(yl_state *S, int i);
void yl_release_task(lua_State *L, yl_state *S, int i);
void yl_close_task(lua_State *L, yl_state *S, int i);
int yl_take(lua_State *L, yl_state *S, int i);
void yl_free_group(yl_state *S, int i);
void yl_block(lua_State *L, yl_state *S);
void yl_drop_wait(yl_state *S, int i);
void yl_free_tasks(yl_state *S);

/* groups.c */
void yl_open_tasks(lua_State *L, yl_state *S);

/* coroutines.c */
void yl_reset(yl_state *S, lua_State *co);

/* weak.c */
void yl_open_weak(lua_State *L, yl_state *S);
void yl_note_metatable(lua_State *L, yl_state *S, int index);
void yl_strengthen(yl_state *S);
void yl_push_weak(lua_State *L, const char *mode);

/* library files */
void yl_open_base(lua_State *L, yl_state *S);
void yl_open_coroutines(lua_State *L);
void yl_open_strings(lua_State *L);
void yl_open_tables(lua_State *L);
void yl_keep_stock(lua_State *L, const luaL_Reg *own);

/* locals.c */
int yl_is_empty_local(lua_State *L, int name);
int yl_keep_locals(lua_State *L);

#endif
