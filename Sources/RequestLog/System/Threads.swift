import Glibc

/// A value behind a mutex with a condition to wait on.
///
/// `@unchecked Sendable`: the value is touched only with the mutex held.
@safe
final class Monitor<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value

    init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Changes the value and wakes all who wait when `body` says so.
    func change(_ body: (inout Value) -> Bool) {
        if withLock(body) { unsafe pthread_cond_broadcast(condition) }
    }

    /// Waits until `body` yields something, or asks it again after the microseconds it names.
    func wait<Result>(_ body: (inout Value) -> MonitorStep<Result>) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch body(&value) {
            case .done(let result): return result
            case .wait(nil): unsafe pthread_cond_wait(condition, mutex)
            case .wait(let pause?):
                let until = SystemClock.microseconds(CLOCK_MONOTONIC) + max(pause, 0)
                var deadline = timespec(
                    tv_sec: until / 1_000_000,
                    tv_nsec: until % 1_000_000 * 1000
                )
                unsafe pthread_cond_timedwait(condition, mutex, &deadline)
            }
        }
    }
}

enum MonitorStep<Result> {
    case done(Result)
    case wait(Int?)
}

/// A thread of its own, joined or left to end by itself.
struct Thread: ~Copyable {
    private let handle: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// - `name`: for the error alone.
    init(_ name: String, _ run: @escaping @Sendable () -> Void) throws(SystemFailure) {
        var handle = pthread_t()
        let box = unsafe Unmanaged.passRetained(Body(run))
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                // A write past RLIMIT_FSIZE must be an error to report, not the end of the process.
                var signals = sigset_t()
                unsafe sigemptyset(&signals)
                unsafe sigaddset(&signals, SIGXFSZ)
                unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            throw SystemFailure(call: "pthread_create", code: code, path: name)
        }
        self.handle = handle
    }

    consuming func join() { pthread_join(handle, nil) }
    consuming func detach() { pthread_detach(handle) }

    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
