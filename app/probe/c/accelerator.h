/* What the parts of the accelerator share; `module.c` says what it is.

   Stable ABI. The buffer protocol and PyObject_CallNoArgs are declared for 3.11 and 3.10 there; CPython
   3.10 exports all that is called here, so one binary serves every CPython from 3.10 on. */

#ifndef ACCELERATOR_H
#define ACCELERATOR_H

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#ifdef _MSC_VER
#define SHARED
#define THREAD_LOCAL __declspec(thread)
#else
#define THREAD_LOCAL __thread
#define SHARED __attribute__((visibility("hidden"))) /* another library may have the same name */
#endif

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define FOR_EVER (-1.0) /* see `wire.records` */

typedef struct Prepared Prepared;

/* --- prepared.c --------------------------------------------------------------------------- */

SHARED extern PyObject *prepared_type;

enum { INLINE = 76 }; /* bytes of text that a record has room for */

/* An operation's record, see `wire.records`. */
typedef struct {
    unsigned char phase, effect;
    unsigned long thread, operation, file, line;
    unsigned long long object;
    long long time_ns, value;
    double bound;
    const char *text;
    Py_ssize_t length;
} Record;

/* Write it into `log`: 1, or 0 without an error when there is no room. No other thread can come in between
   `number_in` and this, and when it is done `drop_what_was_before` has to follow. */
SHARED int write_record(PyObject *log, const Record *record);
SHARED void drop_what_was_before(void);

/* The number of this thread in `log`; 0 (which no thread has) when it cannot be known, or something has to be
   told first. When that may have been told: */
SHARED unsigned long number_in(PyObject *log);
SHARED void ask_for_the_thread_again(void);

SHARED int is_frame(PyObject *object);

/* Keep what there is no stack to tell for later, see `Reporter.untold`; whether that could be done. `frame` may
   be None. */
SHARED int keep_late(PyObject *report, PyObject *what, PyObject *frame, long long time_ns, PyObject *text,
                     long long value, double bound);

/* Tell it, in whatever way; `text` may be NULL. 0, or -1 with an exception, which is the script's. */
SHARED int tell_at(Prepared *site, PyObject *frame, long long time_ns, PyObject *text, long long value, double bound);
SHARED void forget_the_log(void);
SHARED int begin_prepared(void);

/* --- methods.c ---------------------------------------------------------------------------- */

typedef struct {
    PyObject **place;
    const char *name;
} Name;

/* A method in C in the place of one in Python, which is called for whatever is not the ordinary case. */
typedef struct {
    PyMethodDef *methods;
    size_t count;
} Methods;

SHARED int intern(const Name *names, size_t count);
SHARED int begin_methods(void);

/* The time of a record; -1 with an exception. */
SHARED long long now(void);

/* Give `cls` the methods, and keep its own, followed by `others` (may be NULL), in it. */
SHARED int give_methods(PyObject *cls, const Methods *methods, PyObject *others);

/* One of those that were kept; borrowed. NULL with an exception. */
SHARED PyObject *kept(PyObject *object, Py_ssize_t number);

/* Call one of those that were kept, as the method of `object` that it was. */
SHARED PyObject *slowly(PyObject *object, Py_ssize_t number, PyObject *const *args, Py_ssize_t count, PyObject *names);

/* Call a function with `first`, unless that is NULL, and with what a fast call was given. */
SHARED PyObject *call_with(PyObject *function, PyObject *first, PyObject *const *args, Py_ssize_t count,
                           PyObject *names);

/* --- reporter.c --------------------------------------------------------------------------- */

/* Whether a look at what `Reporter.sample` looks at is in vain; 0 when that cannot be told here. */
SHARED int nothing_has_changed(PyObject *report);
SHARED int begin_reporter(void), add_reporter(PyObject *module);

/* --- mapping.c ---------------------------------------------------------------------------- */

SHARED int begin_mapping(void), add_mapping(PyObject *module);

/* --- locks.c: of the C semaphore in a lock of the script ------------------------------------ */

/* Take it if it is free, or soon will be: 1, 0, or -1 with an exception. */
SHARED int take_soon(PyObject *lock);
SHARED PyObject *give_back(PyObject *lock);

/* How often this process has taken it; -1 with an exception. */
SHARED int times_taken(PyObject *lock);

/* The frame of the script that calls; `outwards`: from below a method of the library. A new reference; NULL,
   without an error, when there is none. */
SHARED PyObject *calling_frame(int outwards);

/* --- locks.c, places.c, queues.c, serials.c, values.c --------------------------------------- */

/* Once in a process, and what each adds to the module. */
SHARED int begin_locks(void), begin_places(void), begin_queues(void), begin_serials(void);
SHARED int begin_values(void);
SHARED int add_locks(PyObject *module), add_places(PyObject *module), add_queues(PyObject *module);
SHARED int add_serials(PyObject *module), add_values(PyObject *module);

/* This thread is about to put into these places. A put is over, and told. */
SHARED PyObject *begin_put(PyObject *places, PyObject *frame, PyObject *text, double bound);
SHARED int is_put(PyObject *object);
SHARED int put_is_done(PyObject *put);

/* The serial of the item that this thread has unpickled last. */
SHARED long long serial_got(void);
SHARED void forget_serial_got(void);

/* This thread's put, if it is one into these places, has this serial. */
SHARED void number_put_into(PyObject *places, long long serial);

#endif
