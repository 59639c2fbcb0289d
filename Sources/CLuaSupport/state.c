/* A state's life: its allocator, its sandbox, and the few entries that Swift may call.
   Every entry runs its Lua under lua_pcall on the main thread, which also is where an error
   lands that Lua raises in a coroutine outside of any protection. */
#include "internal.h"

#include <stdio.h>

/* What closers may use beyond the limit when it has ended their run. */
enum { CLOSING_ROOM = 1 << 20 };

/* What a sandbox takes before its host has declared anything. */
enum { FIRST_ROOM = 64 << 10 };

/* `raised`: Lua raises this refusal itself. */
static void out_of_memory(yl_state *S, int raised) {
    if (S->kill) return;
    yl_kill(S, YL_MEMORY);
    S->ending = raised;
    if (S->current) yl_note_where(S->current, S);
    yl_arm(S);
}

/* May the heap grow to serve this request? Lua repeats a refused one after a full collection;
   a second refusal, or another request instead of the repetition, tells that the refusal became
   an error of the script, which it may not catch. */
static int may_grow(yl_state *S, void *block, size_t more, size_t size) {
    int repeated = S->refused_size == size && S->refused_block == block;
    size_t limit = S->limit + (S->ending ? CLOSING_ROOM : 0);
    if (S->refused_size && !repeated) out_of_memory(S, 0);
    if (S->fail_at > 0 && --S->fail_at == 0) S->fail_at = 1;
    else if (!S->enforced || S->used + more <= limit) {
        S->refused_size = 0;
        return 1;
    }
    if (repeated) out_of_memory(S, 1);
    else yl_strengthen(S); /* a full collection comes next */
    S->refused_size = size;
    S->refused_block = block;
    return 0;
}

/* The sandbox is built in one block and freed with it, a piece of it when the piece is not needed
   any more: a third of the time that a fresh state takes was malloc's. */
static int is_first(const yl_state *S, const void *block) {
    return (uintptr_t)block - (uintptr_t)S->first < FIRST_ROOM;
}

static void *new_block(yl_state *S, size_t size) {
    size_t room = (size + 15) & ~(size_t)15;
    if (!S->first || room > FIRST_ROOM - S->first_used) return malloc(size);
    void *block = S->first + S->first_used;
    S->first_used += room;
    return block;
}

static void *resize(yl_state *S, void *block, size_t old, size_t size) {
    if (!block) return new_block(S, size);
    if (!is_first(S, block)) return realloc(block, size);
    if (size <= old) return block;
    void *moved = new_block(S, size);
    if (moved) memcpy(moved, block, old);
    return moved;
}

/* With a NULL block the old size is a type tag. */
static void *allocate(void *context, void *block, size_t old, size_t size) {
    yl_state *S = context;
    if (!block) old = 0;
    if (size == 0) {
        S->used -= old;
        if (!is_first(S, block)) free(block);
        return NULL;
    }
    if (size > old && !may_grow(S, block, size - old, size)) return NULL;
    void *moved = resize(S, block, old, size);
    if (!moved) return size <= old ? block : NULL;
    S->used += size - old;
    return moved;
}

/* The address sanitizer sees every block by itself. */
static unsigned char *new_first(void) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
    return NULL;
#endif
#endif
    return malloc(FIRST_ROOM);
}

static int panic(lua_State *L) {
    (void)L;
    abort(); /* unreachable: every entry is protected */
}

yl_state *yl_new(void) {
    yl_state *S = aligned_alloc(64, (sizeof(yl_state) + 63) / 64 * 64);
    if (!S) return NULL;
    memset(S, 0, sizeof *S);
    S->task = S->root = S->task_free = S->group_free = S->ready_first = S->ready_last = -1;
    pthread_mutex_init(&S->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&S->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    S->first = new_first();
    S->L = lua_newstate(allocate, S);
    if (!S->L) {
        yl_free(S);
        return NULL;
    }
    lua_atpanic(S->L, panic);
    yl_set_bits(S->L, 0);
    memcpy(lua_getextraspace(S->L), &S, sizeof S);
    S->current = S->L;
    return S;
}

void yl_close(yl_state *S) {
    S->enforced = 0;
    if (S->L) lua_close(S->L);
    S->L = S->current = NULL;
    yl_free_tasks(S);
    free(S->first);
    free(S->types);
    free(S->bodies);
    free(S->out.data);
    S->first = NULL;
    S->types = NULL;
    S->bodies = NULL;
    memset(&S->out, 0, sizeof S->out);
}

void yl_free(yl_state *S) {
    yl_close(S);
    pthread_cond_destroy(&S->wake);
    pthread_mutex_destroy(&S->lock);
    free(S);
}

/* Calls `body` protected; on failure its text is in S->error and the answer is not 0. */
static int protected_call(yl_state *S, lua_CFunction body, int arguments) {
    lua_State *L = S->L;
    lua_pushcfunction(L, body);
    lua_insert(L, -1 - arguments);
    int status = lua_pcall(L, arguments, 0, 0);
    if (status != LUA_OK) {
        const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "error";
        snprintf(S->error, sizeof S->error, "%s", text);
        lua_settop(L, 0);
    }
    return status;
}

/* What builds the sandbox makes next to no garbage. */
int yl_build(yl_state *S, lua_CFunction body, int arguments) {
    lua_gc(S->L, LUA_GCSTOP);
    int status = protected_call(S, body, arguments);
    lua_gc(S->L, LUA_GCRESTART);
    return status;
}

static int open_sandbox(lua_State *L) {
    yl_state *S = yl_of(L);
    yl_open_weak(L, S);
    yl_open_errors(L, S);
    yl_open_base(L, S);
    yl_open_coroutines(L);
    yl_open_strings(L);
    yl_open_tables(L);
    yl_open_tasks(L, S);
    return 0;
}

int yl_open(yl_state *S) { return yl_build(S, open_sandbox, 0); }

static int do_global(lua_State *L) {
    yl_state *S = yl_of(L);
    yl_push_values(L, S);
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_globals);
    lua_insert(L, 1);
    lua_rawset(L, 1);
    return 0;
}

/* Declarations made by the host: the buffer holds their parts as values. */
int yl_do(yl_state *S, int what) {
    static const lua_CFunction bodies[] = {do_global, yl_define_type};
    return yl_build(S, bodies[what], 0);
}

static int compile(lua_State *L) {
    const char *source = lua_touserdata(L, 1), *name = lua_touserdata(L, 2);
    if (luaL_loadbufferx(L, source, (size_t)lua_tointeger(L, 3), name, "t") != LUA_OK)
        return lua_error(L);
    return 1;
}

/* Compiles text; leaves the function, or the error's text, on the main stack. */
int yl_compile(yl_state *S, const char *source, size_t length, const char *name) {
    lua_State *L = S->L;
    lua_pushcfunction(L, compile);
    lua_pushlightuserdata(L, (void *)source);
    lua_pushlightuserdata(L, (void *)name);
    lua_pushinteger(L, (lua_Integer)length);
    return lua_pcall(L, 3, 1, 0);
}

/* Replaces the error value on top of the main stack by (value, its text). */
int yl_describe(yl_state *S) {
    lua_State *L = S->L;
    lua_pushcfunction(L, yl_error_describe);
    lua_pushvalue(L, -2);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK) return 1;
    return 0;
}

static int number_results(lua_State *L) {
    yl_state *S = yl_of(L);
    int count = lua_gettop(L) - 1;
    lua_Integer first = lua_tointeger(L, -1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_globals);
    for (int i = 2; i <= count; i++) {
        lua_pushfstring(L, "_%I", first + i - 2);
        lua_pushvalue(L, i);
        lua_rawset(L, -3);
    }
    return 0;
}

/* Keeps a run's results (true and they are on the main stack) as globals _N, _N+1, … */
int yl_number_results(yl_state *S, int first) {
    lua_State *L = S->L;
    int count = lua_gettop(L);
    if (!lua_checkstack(L, count + 8)) return 1;
    lua_pushcfunction(L, number_results);
    for (int i = 1; i <= count; i++) lua_pushvalue(L, i);
    lua_pushinteger(L, first);
    if (lua_pcall(L, count + 1, 0, 0) != LUA_OK) lua_pop(L, 1);
    return 0;
}

static int collect(lua_State *L) {
    lua_gc(L, LUA_GCCOLLECT);
    return 0;
}

size_t yl_collect(yl_state *S) {
    protected_call(S, collect, 0);
    return S->used;
}
