/* Ending a run that does not want to end. No hook is set while a script runs: a signal directed
   at the Lua thread sets one on the coroutine that runs, and that hook ends it at its next
   instruction. Whoever switches coroutines looks at `kill` on both sides of the switch.
   To-be-closed handlers then still get a while. */
#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { CPU_TICK = 1, WALL_END = 2 };

/* How long the closers of a killed run may compute together, and how long that may take on a
   machine with other things to do, in seconds; they cannot wait, and a run ends within 0.5 s. */
static const double closing_cpu = 0.05, closing_wall = 0.3;

/* However often the clock is restarted, a run gets no more CPU time than so many limits. */
static const double most_limits = 100;

static __thread yl_state *mine;

static int kill_signal(void) { return SIGRTMIN + 4; }

/* Where the kill struck, once; reads frames only, so the allocator may call it. */
void yl_note_where(lua_State *L, yl_state *S) {
    lua_Debug at;
    if (!S->where[0] && yl_where(L, 0, &at))
        snprintf(S->where, sizeof S->where, "%s:%d", at.short_src, at.currentline);
}

/* The host's own coroutine is left by a yield, which no pcall sees; elsewhere a light userdata
   is raised. */
static void end_run(lua_State *L, lua_Debug *ar) {
    yl_state *S = yl_of(L);
    (void)ar;
    if (!S->kill || (S->ending && !S->over)) {
        lua_sethook(L, NULL, 0, 0);
        return;
    }
    yl_note_where(L, S);
    S->ending = 1;
    if ((yl_bits(L) & YL_HOST) && lua_isyieldable(L) && !S->closing) {
        lua_yield(L, 0);
        return;
    }
    lua_pushlightuserdata(L, S);
    lua_error(L);
}

void yl_arm(yl_state *S) {
    lua_State *L = S->current;
    if (L && S->kill && (!S->ending || S->over)) lua_sethook(L, end_run, LUA_MASKCOUNT, 1);
}

int yl_raise_kill(lua_State *L, yl_state *S) {
    S->ending = 1;
    yl_arm(S);
    yl_note_where(L, S);
    lua_pushlightuserdata(L, S);
    return lua_error(L);
}

static struct timespec seconds(double value) {
    double whole = floor(value);
    return (struct timespec){(time_t)whole, (long)((value - whole) * 1e9)};
}

static void set_timer(timer_t timer, double first, double every) {
    struct itimerspec spec = {.it_interval = seconds(every), .it_value = seconds(first)};
    timer_settime(timer, 0, &spec, NULL);
}

static struct timespec from_now(clockid_t clock, double value) {
    struct timespec now, more = seconds(value);
    clock_gettime(clock, &now);
    long nanoseconds = now.tv_nsec + more.tv_nsec;
    return (struct timespec){now.tv_sec + more.tv_sec + nanoseconds / 1000000000,
                             nanoseconds % 1000000000};
}

/* On the Lua thread: also in its signal handler and its allocator. */
void yl_kill(yl_state *S, int why) {
    if (!S->kill) S->kill = why;
    if (S->grace) return;
    S->grace = 1;
    S->grace_cpu = from_now(CLOCK_THREAD_CPUTIME_ID, closing_cpu);
    S->grace_wall = from_now(CLOCK_MONOTONIC, closing_wall);
    if (S->timers) {
        set_timer(S->cpu_timer, closing_cpu, 0.01);
        set_timer(S->wall_timer, closing_wall, 0.01);
    } else {
        S->over = 1;
    }
}

static int has_come(clockid_t clock, struct timespec end) {
    struct timespec now = from_now(clock, 0);
    return now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec);
}

static void end_grace(yl_state *S) {
    if (has_come(CLOCK_THREAD_CPUTIME_ID, S->grace_cpu) ||
        has_come(CLOCK_MONOTONIC, S->grace_wall))
        S->over = 1;
}

/* CPU time is counted in ticks since the last restart, so a restart is one addition. */
static void count_tick(yl_state *S) {
    S->all_ticked += S->tick;
    if (S->all_ticked >= most_limits * S->cpu_limit) yl_kill(S, YL_CPU);
    if (S->restarts != S->seen_restarts) {
        S->seen_restarts = S->restarts;
        S->ticked = 0;
        return;
    }
    S->ticked += S->tick;
    if (S->ticked >= S->cpu_limit) yl_kill(S, YL_CPU);
}

static void on_signal(int number, siginfo_t *info, void *context) {
    (void)number, (void)context;
    yl_state *S = mine;
    if (!S || !S->active) return;
    if (info->si_code == SI_TIMER) {
        if (S->grace) end_grace(S);
        else if (info->si_value.sival_int == CPU_TICK) count_tick(S);
        else yl_kill(S, YL_WALL);
    }
    if (!S->kill) return;
    yl_kill(S, S->kill);
    yl_arm(S);
}

static void install(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigfillset(&action.sa_mask);
    sigaction(kill_signal(), &action, NULL);
}

int yl_thread_start(yl_state *S, void *(*body)(void *), void *argument) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 16 << 20);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int status = pthread_create(&S->thread, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    return status;
}

static int make_timer(clockid_t clock, int value, timer_t *timer) {
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = kill_signal();
    event.sigev_value.sival_int = value;
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    return timer_create(clock, &event, timer) == 0;
}

static void note_stack(yl_state *S) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    S->stack_low = NULL;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) S->stack_low = low;
    pthread_attr_destroy(&attributes);
}

/* First call on the new thread. */
void yl_thread_enter(yl_state *S) {
    mine = S;
    S->thread = pthread_self();
    note_stack(S);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, kill_signal());
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    S->timers = make_timer(CLOCK_THREAD_CPUTIME_ID, CPU_TICK, &S->cpu_timer);
    if (S->timers && !make_timer(CLOCK_MONOTONIC, WALL_END, &S->wall_timer)) {
        timer_delete(S->cpu_timer);
        S->timers = 0;
    }
}

void yl_thread_leave(yl_state *S) {
    if (S->timers) {
        timer_delete(S->cpu_timer);
        timer_delete(S->wall_timer);
    }
    S->timers = 0;
    S->stack_low = NULL;
    mine = NULL;
}

/* A run begins: nothing of the last one may end it. */
void yl_arm_clocks(yl_state *S) {
    pthread_mutex_lock(&S->lock);
    S->kill = YL_ALIVE;
    S->ending = S->over = S->grace = 0;
    S->where[0] = S->trace[0] = S->prior[0] = 0;
    S->prior_value = NULL;
    S->ticked = S->all_ticked = 0;
    S->refused_size = 0;
    S->seen_restarts = S->restarts;
    S->active = 1;
    pthread_mutex_unlock(&S->lock);
    S->deadline = from_now(CLOCK_MONOTONIC, S->wall_limit);
    if (!S->timers) return;
    S->tick = fmin(0.05, fmax(0.001, S->cpu_limit / 20));
    if (S->cpu_limit > 0) set_timer(S->cpu_timer, S->tick, S->tick);
    if (S->wall_limit > 0) set_timer(S->wall_timer, S->wall_limit, 0.05);
}

void yl_disarm_clocks(yl_state *S) {
    pthread_mutex_lock(&S->lock);
    S->active = 0;
    pthread_mutex_unlock(&S->lock);
    if (!S->timers) return;
    set_timer(S->cpu_timer, 0, 0);
    set_timer(S->wall_timer, 0, 0);
}

/* From any thread. Answers whether there was a run to end. */
int yl_interrupt(yl_state *S) {
    pthread_mutex_lock(&S->lock);
    int active = S->active;
    if (active) {
        if (!S->kill) S->kill = YL_INTERRUPTED;
        pthread_kill(S->thread, kill_signal());
        S->posted = 1;
    }
    pthread_mutex_unlock(&S->lock);
    if (active) pthread_cond_signal(&S->wake);
    return active;
}

/* Signals once it has unlocked: the woken thread would only sleep again for the lock. */
void yl_post(yl_state *S) {
    pthread_mutex_lock(&S->lock);
    S->posted = 1;
    pthread_mutex_unlock(&S->lock);
    pthread_cond_signal(&S->wake);
}

/* Until something is posted, the run is ended, or its wall time is over. */
void yl_sleep(yl_state *S) {
    pthread_mutex_lock(&S->lock);
    while (!S->posted && !(S->active && S->kill)) {
        if (S->active && S->wall_limit > 0) {
            if (pthread_cond_timedwait(&S->wake, &S->lock, &S->deadline) == ETIMEDOUT) {
                if (!S->kill) S->kill = YL_WALL;
                break;
            }
        } else {
            pthread_cond_wait(&S->wake, &S->lock);
        }
    }
    S->posted = 0;
    pthread_mutex_unlock(&S->lock);
}
