/* The C half of LuaRuntime: what must be C because Lua raises errors by longjmp.
   Rules: no Lua error crosses a Swift frame. Swift reads arguments raw, writes results into
   `yl_buffer`, returns a code, and C pushes or raises after Swift has returned. */
#ifndef YEEUU_CLUASUPPORT_H
#define YEEUU_CLUASUPPORT_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a Swift body answers. */
enum { YL_VALUES = 0, YL_FAIL = 1, YL_FAILURE = 2, YL_WAIT = 3 };

/* Why a run is ended; 0: it is not. */
enum { YL_ALIVE = 0, YL_MEMORY = 1, YL_CPU = 2, YL_WALL = 3, YL_INTERRUPTED = 4 };

/* Bits beside the state pointer in a coroutine's extra space. */
enum { YL_WAITING = 1, YL_HOST = 2 };

/* Tags in the result buffer. */
enum {
    YL_T_NIL, YL_T_FALSE, YL_T_TRUE, YL_T_INTEGER, YL_T_NUMBER, YL_T_STRING, YL_T_TABLE, YL_T_END,
    YL_T_KEY, YL_T_OBJECT, YL_T_ARGUMENT, YL_T_FUNCTION, YL_T_ORIGIN
};

/* Function numbers below zero: questions that C asks Swift. */
enum { YL_ASK_FIELD = -1, YL_ASK_MEMBER = -2, YL_ASK_GLOBAL = -3, YL_ASK_ASSIGN = -4,
       YL_ASK_PRINT = -5, YL_ASK_WARN = -6 };

/* What `yl_do` does with the values in the buffer. */
enum { YL_DO_GLOBAL, YL_DO_TYPE };

typedef struct yl_buffer {
    unsigned char *data;
    size_t used, capacity;
    int failed;
} yl_buffer;

typedef struct yl_state yl_state;
typedef struct yl_task yl_task;
typedef struct yl_group yl_group;
typedef struct yl_type yl_type;

typedef struct yl_callbacks {
    void *context;
    int (*call)(void *body, yl_state *S, lua_State *L);
    int (*ask)(void *context, lua_State *L, int function);
    int (*resume)(void *context, lua_State *L, int64_t token);
    void (*block)(void *context);             /* handles at least one message, may sleep */
    void (*drop)(void *context, int64_t token); /* nobody waits for it any more */
} yl_callbacks;

struct yl_state {
    lua_State *L;                  /* the main thread: runs no script itself */
    lua_State *volatile current;   /* whose instructions run; what the signal handler arms */
    volatile int kill;             /* why the run is to end */
    volatile int ending;           /* that has been raised: what runs now are closers */
    volatile int over;             /* their time is over as well */
    volatile int grace;            /* it is being counted */
    struct timespec grace_cpu, grace_wall; /* until then, whichever comes first */
    volatile unsigned restarts;    /* grows with each call that restarts the CPU clock */
    yl_callbacks host;
    void **bodies;                 /* what the host's functions run, by number */
    int body_count;
    yl_buffer out;
    int64_t wait_token;            /* set by Swift together with YL_WAIT */
    int detail;                    /* shape, type or field number that goes with a question */
    /* memory */
    unsigned char *first;          /* where the sandbox lies, see state.c */
    size_t first_used;
    size_t used, limit;
    int enforced;
    size_t refused_size;           /* the last request, if it was refused */
    void *refused_block;
    long long fail_at;             /* tests: the n-th growth from now fails, and all after it */
    /* clocks and waking */
    double cpu_limit, wall_limit;
    unsigned seen_restarts;
    double tick, ticked, all_ticked;
    struct timespec deadline;
    timer_t cpu_timer, wall_timer;
    int timers, active, posted;
    pthread_t thread;
    char *stack_low;               /* the lowest address of its stack; NULL: not known */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    /* tasks */
    yl_task *tasks;
    yl_group *groups;
    int task_count, task_free, group_count, group_free;
    int ready_first, ready_last;
    int task;                      /* whose coroutine runs; -1: none */
    int root, nested, closing;
    int evaluating;                /* the run is a session's line, whose locals stay */
    int yielding;                  /* the yield under way is a wait for the host */
    int64_t serial;
    /* objects */
    yl_type *types;
    int type_count;
    int ref_error, ref_shapes, ref_origins, ref_host, ref_globals, ref_metatables;
    lua_State *sweeper;            /* a stack of its own for the allocator, see weak.c */
    /* errors */
    char where[200];               /* the script's line at which a kill struck */
    char trace[4096];              /* the script's frames of the last uncaught error */
    char prior[4096];              /* frames of coroutines that the error has left already */
    const void *prior_value;
    char error[512];
};

/* state.c */
yl_state *yl_new(void);
void yl_close(yl_state *S);   /* on the Lua thread: everything but the struct */
void yl_free(yl_state *S);    /* when nobody can call yl_interrupt any more */
int yl_open(yl_state *S);
int yl_do(yl_state *S, int what);
int yl_compile(yl_state *S, const char *source, size_t length, const char *name);
int yl_describe(yl_state *S);
int yl_number_results(yl_state *S, int first);
size_t yl_collect(yl_state *S);

/* preludes.c */
int yl_prelude(yl_state *S, const char *name, const void *source, size_t length);

/* trampoline.c */
void yl_add_body(yl_state *S, void *body);

/* limits.c */
int yl_thread_start(yl_state *S, void *(*body)(void *), void *argument);
void yl_thread_enter(yl_state *S);
void yl_thread_leave(yl_state *S);
void yl_arm_clocks(yl_state *S);
void yl_disarm_clocks(yl_state *S);
int yl_interrupt(yl_state *S);
void yl_post(yl_state *S);
void yl_sleep(yl_state *S);

/* tasks.c */
int yl_start(yl_state *S);
int yl_run(yl_state *S);
void yl_deliver(yl_state *S, int64_t token);
int64_t yl_token(yl_state *S);
int yl_finish(yl_state *S);
int yl_in_task(yl_state *S);
int yl_can_wait(yl_state *S);
void yl_nudge(yl_state *S);

/* values.c */
int yl_grow(yl_buffer *b, size_t more);

/* arguments.c: raw reading for Swift; none allocates or raises */
typedef struct yl_object { int32_t magic, type; int64_t handle; } yl_object;
const yl_object *yl_object_at(lua_State *L, int i);
int yl_integer_at(lua_State *L, int i, int64_t *value);
const char *yl_bytes_at(lua_State *L, int i, size_t *length);
int yl_shape_at(lua_State *L, int i);
int yl_push_origin(lua_State *L, yl_state *S, int i);
int yl_is_error(lua_State *L, yl_state *S, int i);
int yl_script_position(lua_State *L, char *file, size_t size);
int yl_can_descend(lua_State *L);
int yl_push_global(lua_State *L, yl_state *S);
int yl_push_members(lua_State *L, yl_state *S, int type, int fields);

/* calendar.c */
size_t yl_strftime(char *out, size_t size, const char *format, const int *civil,
                   const char *zone);

static inline yl_state *yl_of(lua_State *L) {
    uintptr_t bits;
    memcpy(&bits, lua_getextraspace(L), sizeof bits);
    return (yl_state *)(bits & ~(uintptr_t)15);
}

/* Writing results: one place to check room, the rest is copying. */
static inline unsigned char *yl_room(yl_buffer *b, size_t more) {
    if (b->used + more > b->capacity && !yl_grow(b, more)) return NULL;
    unsigned char *at = b->data + b->used;
    b->used += more;
    return at;
}
static inline void yl_out_tag(yl_state *S, int tag) {
    unsigned char *at = yl_room(&S->out, 1);
    if (at) at[0] = (unsigned char)tag;
}
static inline void yl_out_integer(yl_state *S, int64_t value) {
    unsigned char *at = yl_room(&S->out, 9);
    if (at) { at[0] = YL_T_INTEGER; memcpy(at + 1, &value, 8); }
}
static inline void yl_out_number(yl_state *S, double value) {
    unsigned char *at = yl_room(&S->out, 9);
    if (at) { at[0] = YL_T_NUMBER; memcpy(at + 1, &value, 8); }
}
static inline void yl_out_text(yl_state *S, int tag, const void *bytes, size_t length) {
    uint32_t n = (uint32_t)length;
    if (length > UINT32_MAX) { S->out.failed = 1; return; }
    unsigned char *at = yl_room(&S->out, 5 + length);
    if (!at) return;
    at[0] = (unsigned char)tag;
    memcpy(at + 1, &n, 4);
    if (length) memcpy(at + 5, bytes, length);
}
static inline void yl_out_table(yl_state *S, int elements, int fields, int shape) {
    int32_t numbers[3] = {elements, fields, shape};
    unsigned char *at = yl_room(&S->out, 13);
    if (at) { at[0] = YL_T_TABLE; memcpy(at + 1, numbers, 12); }
}
static inline void yl_out_object(yl_state *S, int type, int64_t handle) {
    int32_t t = type;
    unsigned char *at = yl_room(&S->out, 13);
    if (at) { at[0] = YL_T_OBJECT; memcpy(at + 1, &t, 4); memcpy(at + 5, &handle, 8); }
}
static inline int yl_is_ascii(const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++) all |= at[i];
    return all < 0x80;
}
static inline void yl_out_number32(yl_state *S, int tag, int value) {
    int32_t n = value;
    unsigned char *at = yl_room(&S->out, 5);
    if (at) { at[0] = (unsigned char)tag; memcpy(at + 1, &n, 4); }
}
static inline void yl_restart_clock(yl_state *S) { S->restarts += 1; }

#endif
