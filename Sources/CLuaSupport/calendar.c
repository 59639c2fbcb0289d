/* strftime over a civil time that the host supplies: never the machine's zone. */
#define _GNU_SOURCE
#include "CLuaSupport.h"

/* civil: year month day hour minute second weekday(0 Sunday) yearday(0…) dst offset. */
size_t yl_strftime(char *out, size_t size, const char *format, const int *civil,
                   const char *zone) {
    struct tm tm = {0};
    tm.tm_year = civil[0] - 1900;
    tm.tm_mon = civil[1] - 1;
    tm.tm_mday = civil[2];
    tm.tm_hour = civil[3];
    tm.tm_min = civil[4];
    tm.tm_sec = civil[5];
    tm.tm_wday = civil[6];
    tm.tm_yday = civil[7];
    tm.tm_isdst = civil[8];
    tm.tm_gmtoff = civil[9];
    tm.tm_zone = zone;
    return strftime(out, size, format, &tm);
}
