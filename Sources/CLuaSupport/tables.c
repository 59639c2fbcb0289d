/* The table library. */
#include "internal.h"

void yl_open_tables(lua_State *L) {
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
    lua_pop(L, 1);
}
