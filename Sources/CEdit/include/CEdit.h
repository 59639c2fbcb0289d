#ifndef YEEUU_CEDIT_H
#define YEEUU_CEDIT_H
#include <histedit.h>
#endif
