/* Preludes: trusted Lua text of the host's, compiled once in a process. What is kept is bytecode;
   only this file loads any. */
#include "internal.h"

/* A host has a handful of preludes; one that makes ever new ones compiles them each time. */
enum { MOST_KEPT = 64 };

typedef struct kept {
    struct kept *next;
    char *source, *code;
    size_t length, size, room;
    char name[48];
} kept;

static kept *all;
static int count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* What is in the list never changes and is never freed. */
static const kept *find(const char *name, const char *source, size_t length) {
    pthread_mutex_lock(&lock);
    kept *at = all;
    pthread_mutex_unlock(&lock);
    while (at && (at->length != length || strcmp(at->name, name) != 0 ||
                  memcmp(at->source, source, length) != 0))
        at = at->next;
    return at;
}

static void discard(kept *one) {
    if (one) free(one->source), free(one->code);
    free(one);
}

static kept *prepare(const char *name, const char *source, size_t length) {
    kept *one = calloc(1, sizeof *one);
    if (!one || strlen(name) >= sizeof one->name || !(one->source = malloc(length + 1))) {
        discard(one);
        return NULL;
    }
    strcpy(one->name, name);
    memcpy(one->source, source, length);
    one->length = length;
    return one;
}

static int write_code(lua_State *L, const void *piece, size_t size, void *context) {
    (void)L;
    kept *one = context;
    if (one->size + size > one->room) {
        size_t room = (one->size + size) * 2;
        char *code = realloc(one->code, room);
        if (!code) return 1;
        one->code = code;
        one->room = room;
    }
    memcpy(one->code + one->size, piece, size);
    one->size += size;
    return 0;
}

/* Keeps the function on top of the stack; lua_dump neither allocates in Lua nor raises. */
static void keep(lua_State *L, const char *name, const char *source, size_t length) {
    kept *one = prepare(name, source, length);
    if (!one || lua_dump(L, write_code, one, 0) != 0) {
        discard(one);
        return;
    }
    pthread_mutex_lock(&lock);
    int taken = count < MOST_KEPT;
    if (taken) {
        one->next = all;
        all = one;
        count += 1;
    }
    pthread_mutex_unlock(&lock);
    if (!taken) discard(one);
}

static int load(lua_State *L, const char *name, const char *source, size_t length) {
    const kept *one = find(name, source, length);
    if (one) return luaL_loadbufferx(L, one->code, one->size, name, "b");
    int status = luaL_loadbufferx(L, source, length, name, "t");
    if (status == LUA_OK) keep(L, name, source, length);
    return status;
}

/* Stack: name, source and its length; the buffer holds the functions for the host table. */
static int run_prelude(lua_State *L) {
    yl_state *S = yl_of(L);
    const char *source = lua_touserdata(L, 2);
    size_t length = (size_t)lua_tointeger(L, 3);
    const char *name = lua_pushfstring(L, YL_HIDDEN "%s", lua_touserdata(L, 1));
    lua_rawgeti(L, LUA_REGISTRYINDEX, S->ref_host);
    int host = lua_gettop(L);
    yl_push_values(L, S);
    lua_pushnil(L);
    while (lua_next(L, host + 1)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, host);
    }
    if (load(L, name, source, length) != LUA_OK) return lua_error(L);
    lua_pushvalue(L, host);
    lua_call(L, 1, 0);
    return 0;
}

/* Runs the text with the host table, to which the functions in the buffer have been added. */
int yl_prelude(yl_state *S, const char *name, const void *source, size_t length) {
    lua_State *L = S->L;
    lua_pushlightuserdata(L, (void *)name);
    lua_pushlightuserdata(L, (void *)source);
    lua_pushinteger(L, (lua_Integer)length);
    return yl_build(S, run_prelude, 3);
}
