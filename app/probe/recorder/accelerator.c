/* The hot paths of the probe in C: telling an operation from a line that has told it before, and a lock.

   What is here does what `prepared.Prepared` and the SemLock of `watched.synchronize` do in Python, which
   are used where this has not been built and are called for whatever is not the ordinary case. Nothing
   here runs code of the script, so no exception of the script can come up in the middle of a record.

   Stable ABI. The buffer protocol and PyObject_CallNoArgs are declared for 3.11 and 3.10 there; CPython
   3.10 exports all that is called here, so one binary serves every CPython from 3.10 on. */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <string.h>

#ifdef _MSC_VER
#define THREAD_LOCAL __declspec(thread)
#define COMMIT(slot, kind) (*(volatile unsigned char *)(slot) = (kind)) /* a release, by /volatile:ms */
#else
#define THREAD_LOCAL __thread
#define COMMIT(slot, kind) __atomic_store_n((unsigned char *)(slot), (kind), __ATOMIC_RELEASE)
#endif

/* Of a record, see `wire.records`. */
enum { HEAD_SIZE = 8, MIDDLE_AT = 16, MIDDLE_SIZE = 24, VALUE_AT = 40, BOUND_AT = 48, TEXT_AT = 52, INLINE = 76 };
enum { OPERATION = 1 }; /* a record's kind */
static const float FOR_EVER = -1.0f;
enum { TRIES = 30 }; /* before it counts as waiting, see `synchronize._spin` */

static PyObject *frame_type, *now_function;
static PyObject *s_log, *s_page, *s_chunk, *s_free, *s_threads, *s_number, *s_f_lasti, *s_f_back;
static PyObject *s_waits, *s_takes, *s_gives, *s_in_python, *empty_text;

/* --- the log ------------------------------------------------------------------------------ */

/* A page where slots are free, and its bytes. One in a process: a page that is kept keeps its memory. */
typedef struct {
    PyObject *page, *free;
    Py_buffer bytes;
} Page;

static Page page_now;
static PyObject *log_now;
static unsigned long long log_count; /* how many logs there have been */
/* What this thread is called in the log of that count. */
static THREAD_LOCAL unsigned long long thread_log;
static THREAD_LOCAL unsigned long thread_number;

/* What was in use before. Its memory is unmapped with the GIL released, when another thread may come in; so it
   is dropped only when no record is in the making. */
static Page page_before;
static PyObject *log_before;

static void
drop_what_was_before(void)
{
    Page page = page_before;
    PyObject *log = log_before;
    page_before.page = log_before = NULL;
    Py_XDECREF(log);
    if (page.page != NULL) {
        PyBuffer_Release(&page.bytes);
        Py_DECREF(page.free);
        Py_DECREF(page.page);
    }
}

/* Use another page from now on (its reference is taken over); 0 when it has no chunk. */
static int
turn_to(PyObject *page)
{
    Page next = {page, NULL, {0}};
    PyObject *chunk = PyObject_GetAttr(page, s_chunk);
    int done = chunk != NULL && chunk != Py_None && PyObject_GetBuffer(chunk, &next.bytes, PyBUF_WRITABLE) == 0;
    Py_XDECREF(chunk);
    if (done && (next.free = PyObject_GetAttr(page, s_free)) == NULL) {
        PyBuffer_Release(&next.bytes);
        done = 0;
    }
    if (!done) {
        PyErr_Clear();
        Py_DECREF(page);
        return 0;
    }
    page_before = page_now;
    page_now = next;
    return 1;
}

/* A free slot of the log's page, reserved; NULL, without an error, when there is none. */
static unsigned char *
reserve(PyObject *log)
{
    PyObject *number, *page = PyObject_GetAttr(log, s_page);
    Py_ssize_t offset;
    if (page == NULL) {
        PyErr_Clear();
        return NULL;
    }
    if (page == page_now.page)
        Py_DECREF(page);
    else if (!turn_to(page))
        return NULL;
    number = PyIter_Next(page_now.free);
    if (number == NULL) {
        PyErr_Clear();
        return NULL;
    }
    offset = PyLong_AsSsize_t(number);
    Py_DECREF(number);
    return (unsigned char *)page_now.bytes.buf + offset;
}

/* The number of this thread in `log`; 0 (which no thread has) when it cannot be known. */
static unsigned long
number_in(PyObject *log)
{
    PyObject *threads, *number;
    if (log != log_now) {
        log_before = log_now;
        Py_INCREF(log);
        log_now = log;
        log_count++;
    }
    if (thread_log == log_count)
        return thread_number;
    threads = PyObject_GetAttr(log, s_threads);
    number = threads == NULL ? NULL : PyObject_GetAttr(threads, s_number); /* code of ours, at the first time */
    Py_XDECREF(threads);
    if (number == NULL) {
        PyErr_Clear();
        return 0;
    }
    thread_number = log == log_now ? PyLong_AsUnsignedLong(number) : 0;
    thread_log = log_count;
    Py_DECREF(number);
    return thread_number;
}

/* --- what is prepared --------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *report;
    PyObject *log;  /* what is prepared is good for; NULL: nothing is */
    PyObject *code;
    long instruction;
    unsigned long thread;
    long long sample_ns;
    unsigned char head[HEAD_SIZE];
    unsigned char middle[MIDDLE_SIZE];
} Prepared;

static PyObject *prepared_type;

static int
traverse(Prepared *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->report);
    Py_VISIT(self->log);
    Py_VISIT(self->code);
    return 0;
}

static int
clear(Prepared *self)
{
    Py_CLEAR(self->report);
    Py_CLEAR(self->log);
    Py_CLEAR(self->code);
    return 0;
}

static void
dealloc(Prepared *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    clear(self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int
init(Prepared *self, PyObject *args, PyObject *keywords)
{
    PyObject *report, *known = self->report;
    if (!PyArg_ParseTuple(args, "O:Prepared", &report))
        return -1;
    Py_INCREF(report);
    self->report = report;
    Py_XDECREF(known);
    return 0;
}

static PyObject *
forget(Prepared *self, PyObject *unused)
{
    Py_CLEAR(self->log);
    Py_CLEAR(self->code);
    Py_RETURN_NONE;
}

static PyObject *
prepare(Prepared *self, PyObject *args)
{
    PyObject *code, *log;
    long instruction;
    unsigned long thread;
    const char *head, *middle;
    Py_ssize_t head_size, middle_size;
    if (!PyArg_ParseTuple(args, "lOkOy#y#:prepare", &instruction, &code, &thread, &log, &head, &head_size,
                          &middle, &middle_size))
        return NULL;
    if (head_size != HEAD_SIZE || middle_size != MIDDLE_SIZE) {
        PyErr_SetString(PyExc_ValueError, "no head and middle of a record");
        return NULL;
    }
    forget(self, NULL);
    memcpy(self->head, head, HEAD_SIZE);
    memcpy(self->middle, middle, MIDDLE_SIZE);
    self->instruction = instruction;
    self->thread = thread;
    Py_INCREF(code);
    self->code = code;
    Py_INCREF(log);
    self->log = log;
    Py_RETURN_NONE;
}

/* Whether what is prepared is good for a call from `frame` by this thread. */
static int
is_good_for(Prepared *self, PyObject *frame)
{
    PyObject *log, *code, *number;
    unsigned long thread;
    long instruction;
    if (self->log == NULL || (PyObject *)Py_TYPE(frame) != frame_type)
        return 0;
    log = PyObject_GetAttr(self->report, s_log);
    if (log == NULL) {
        PyErr_Clear();
        return 0;
    }
    thread = number_in(log);
    Py_DECREF(log); /* the report has it */
    /* From here on no other thread can come in until the record is written. */
    if (log != self->log || thread != self->thread)
        return 0;
    code = (PyObject *)PyFrame_GetCode((PyFrameObject *)frame);
    Py_DECREF(code); /* the frame has it */
    if (code != self->code)
        return 0;
    number = PyObject_GetAttr(frame, s_f_lasti);
    if (number == NULL) {
        PyErr_Clear();
        return 0;
    }
    instruction = PyLong_AsLong(number);
    Py_DECREF(number);
    return instruction == self->instruction;
}

/* Write one record, if it is prepared and there is room: 1, or 0. */
static int
wrote(Prepared *self, PyObject *frame, long long time_ns, const char *text, Py_ssize_t length, long long value,
      double bound)
{
    unsigned char *slot;
    float bound_of_record = (float)bound;
    if (length > INLINE || !is_good_for(self, frame) || (slot = reserve(self->log)) == NULL)
        return 0;
    memcpy(slot + 1, self->head + 1, HEAD_SIZE - 1); /* the first byte commits */
    slot[2] = (unsigned char)length;
    memcpy(slot + HEAD_SIZE, &time_ns, 8);
    memcpy(slot + MIDDLE_AT, self->middle, MIDDLE_SIZE);
    memcpy(slot + VALUE_AT, &value, 8);
    memcpy(slot + BOUND_AT, &bound_of_record, 4);
    if (length)
        memcpy(slot + TEXT_AT, text, (size_t)length);
    COMMIT(slot, OPERATION);
    return 1;
}

/* Keep what there is no stack to tell for later, see `Reporter.untold`; whether that could be done. */
static int
keep_for_later(Prepared *self, PyObject *frame, long long time_ns, PyObject *text, long long value, double bound)
{
    PyObject *code = (PyObject *)PyFrame_GetCode((PyFrameObject *)frame);
    PyObject *file = PyObject_GetAttrString(code, "co_filename");
    PyObject *log = PyObject_GetAttr(self->report, s_log), *what = PyObject_GetAttrString((PyObject *)self, "what");
    PyObject *threads = log == NULL ? NULL : PyObject_GetAttr(log, s_threads);
    PyObject *own = threads == NULL ? NULL : PyObject_GetAttrString(threads, "own");
    PyObject *late = NULL, *untold = NULL, *both = NULL, *none = PyLong_FromLong(0);
    int done = 0;
    if (file != NULL && what != NULL && own != NULL && none != NULL) {
        if (what == Py_None)
            Py_INCREF(late = Py_None);
        else
            late = Py_BuildValue("OOOiLOLd", own, what, file, PyFrame_GetLineNumber((PyFrameObject *)frame), time_ns,
                                 text, value, bound);
        untold = late == NULL ? NULL : PyObject_GetAttrString(self->report, "untold");
        both = untold == NULL ? NULL : PyTuple_Pack(2, untold, late);
        done = both != NULL && PyObject_SetAttrString(self->report, "untold", both) == 0 &&
               PyObject_SetAttr(threads, s_number, none) == 0;
    }
    PyErr_Clear();
    Py_DECREF(code);
    Py_XDECREF(file);
    Py_XDECREF(log);
    Py_XDECREF(what);
    Py_XDECREF(threads);
    Py_XDECREF(own);
    Py_XDECREF(late);
    Py_XDECREF(untold);
    Py_XDECREF(both);
    Py_XDECREF(none);
    return done;
}

/* Tell it, in whatever way. 0, or -1 with an exception, which is the script's. */
static int
tell_at(Prepared *self, PyObject *frame, long long time_ns, PyObject *text, long long value, double bound)
{
    char *letters = NULL;
    Py_ssize_t length = 0;
    PyObject *result;
    int written;
    if (text != NULL && PyBytes_AsStringAndSize(text, &letters, &length) < 0)
        return -1;
    written = wrote(self, frame, time_ns, letters, length, value, bound);
    drop_what_was_before();
    if (written && time_ns <= self->sample_ns)
        return 0;
    if (written)
        result = PyObject_CallMethod((PyObject *)self, "sample", "L", time_ns);
    else
        result = PyObject_CallMethod((PyObject *)self, "tell_slowly", "OLOLd", frame, time_ns,
                                     text == NULL ? empty_text : text, value, bound);
    if (!written)
        thread_log = 0; /* ask for the thread's number again: it is 0 while something has to be told first */
    if (result == NULL) {
        PyObject *type, *error, *trace;
        if (!PyErr_ExceptionMatches(PyExc_RecursionError))
            return -1;
        PyErr_Fetch(&type, &error, &trace);
        if (!written && !keep_for_later(self, frame, time_ns, text == NULL ? empty_text : text, value, bound)) {
            PyErr_Restore(type, error, trace);
            return -1;
        }
        Py_XDECREF(type);
        Py_XDECREF(error);
        Py_XDECREF(trace);
        return 0;
    }
    Py_DECREF(result);
    return 0;
}

/* The arguments that may follow the others: value and bound. */
static int
value_and_bound(PyObject *const *args, Py_ssize_t count, long long *value, double *bound)
{
    *value = 0;
    *bound = FOR_EVER;
    if (count > 0 && (*value = PyLong_AsLongLong(args[0])) == -1 && PyErr_Occurred())
        return -1;
    if (count > 1 && (*bound = PyFloat_AsDouble(args[1])) == -1.0 && PyErr_Occurred())
        return -1;
    return 0;
}

static PyObject *
told(Prepared *self, PyObject *const *args, Py_ssize_t count, int texts)
{
    long long time_ns, value;
    double bound;
    Py_ssize_t needed = 2 + texts;
    if (count < needed || count > needed + 2) {
        PyErr_SetString(PyExc_TypeError, "a frame, a time, then value and bound");
        return NULL;
    }
    time_ns = PyLong_AsLongLong(args[1]);
    if (time_ns == -1 && PyErr_Occurred())
        return NULL;
    if (value_and_bound(args + needed, count - needed, &value, &bound) < 0)
        return NULL;
    if (tell_at(self, args[0], time_ns, texts ? args[2] : NULL, value, bound) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *
tell(Prepared *self, PyObject *const *args, Py_ssize_t count)
{
    return told(self, args, count, 0);
}

static PyObject *
tell_text(Prepared *self, PyObject *const *args, Py_ssize_t count)
{
    return told(self, args, count, 1);
}

static PyMethodDef prepared_methods[] = {
    {"tell", (PyCFunction)(void (*)(void))tell, METH_FASTCALL,
     "tell(frame, time_ns, value=0, bound=FOR_EVER)\n\nThe operation has come to this phase at `time_ns`."},
    {"tell_text", (PyCFunction)(void (*)(void))tell_text, METH_FASTCALL,
     "tell_text(frame, time_ns, text, value=0, bound=FOR_EVER)\n\nThe same with what it is about."},
    {"prepare", (PyCFunction)prepare, METH_VARARGS,
     "prepare(instruction, code, thread, log, head, middle)\n\nAll of a record but time, value, bound, text."},
    {"forget", (PyCFunction)forget, METH_NOARGS, "What is prepared is good for no frame any more."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef prepared_members[] = {
    {"report", T_OBJECT_EX, offsetof(Prepared, report), 0, "Has the log."},
    {"sample_ns", T_LONGLONG, offsetof(Prepared, sample_ns), 0, "When the script's variables are looked at next."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot prepared_slots[] = {
    {Py_tp_doc, "One record but for its time, value, bound and text; see `prepared`."},
    {Py_tp_init, init},
    {Py_tp_traverse, traverse},
    {Py_tp_clear, clear},
    {Py_tp_dealloc, dealloc},
    {Py_tp_methods, prepared_methods},
    {Py_tp_members, prepared_members},
    {0, NULL},
};

static PyType_Spec prepared_spec = {
    "accelerator.Prepared",
    sizeof(Prepared),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    prepared_slots,
};

/* --- a lock ------------------------------------------------------------------------------- */

/* The library's own acquire and release. */
static PyObject *take, *give;

/* What a lock's class has in Python: the methods for what is not the ordinary case, and what tells an
   exception. It stands in the class, as what is kept here is not given back when the interpreter ends. */
enum { ACQUIRE, ENTER, RELEASE, EXIT, FAILED, PARTS };
static const char *const METHODS[] = {"acquire", "__enter__", "release", "__exit__"};

static long long
now(void)
{
    PyObject *time_ns = PyObject_CallNoArgs(now_function);
    long long result = time_ns == NULL ? -1 : PyLong_AsLongLong(time_ns);
    Py_XDECREF(time_ns);
    return result;
}

/* The frame of the script that calls; `outwards`: from below a method of the library. A new reference; NULL,
   without an error, when there is none. */
static PyObject *
calling_frame(int outwards)
{
    PyObject *frame = (PyObject *)PyEval_GetFrame(), *back;
    if (frame == NULL)
        return NULL;
    if (!outwards) {
        Py_INCREF(frame);
        return frame;
    }
    back = PyObject_GetAttr(frame, s_f_back);
    if (back == Py_None)
        Py_CLEAR(back);
    if (back == NULL)
        PyErr_Clear();
    return back;
}

/* Tell by one of a lock's sites, now or at `time_ns`. */
static int
tell_of(PyObject *lock, PyObject *site_name, PyObject *frame, long long time_ns, long long value)
{
    int result;
    PyObject *site = PyObject_GetAttr(lock, site_name);
    if (site == NULL)
        return -1;
    if (!time_ns && (time_ns = now()) < 0)
        result = -1;
    else
        result = tell_at((Prepared *)site, frame, time_ns, NULL, value, FOR_EVER);
    Py_DECREF(site);
    return result;
}

/* One of those; borrowed. NULL with an exception. */
static PyObject *
in_python(PyObject *lock, int part)
{
    PyObject *found, *parts = PyObject_GetAttr(lock, s_in_python);
    if (parts == NULL)
        return NULL;
    found = PyTuple_GetItem(parts, part);
    Py_DECREF(parts); /* the class has it */
    return found;
}

/* Tell the exception that is set, and leave it set. */
static void
tell_failure(PyObject *lock, const char *method, PyObject *frame)
{
    PyObject *type, *error, *trace, *failed, *result = NULL;
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    failed = in_python(lock, FAILED);
    if (failed != NULL)
        result = PyObject_CallFunction(failed, "OsOO", lock, method, frame, error);
    if (result == NULL)
        PyErr_Clear();
    Py_XDECREF(result);
    PyErr_Restore(type, error, trace);
}

/* Take the lock if it is free: 1, 0, or -1 with an exception. */
static int
try_to_take(PyObject *lock)
{
    PyObject *got = PyObject_CallFunctionObjArgs(take, lock, Py_False, NULL);
    if (got == NULL)
        return -1;
    Py_DECREF(got);
    return got == Py_True;
}

static PyObject *
enter(PyObject *lock, PyObject *frame)
{
    int got = 0;
    PyObject *result;
    for (int i = 0; i <= TRIES && got == 0; i++)
        got = try_to_take(lock);
    if (got < 0) {
        tell_failure(lock, "acquire", frame);
        return NULL;
    }
    if (got == 0) {
        if (tell_of(lock, s_waits, frame, 0, 0) < 0)
            return NULL;
        result = PyObject_CallFunctionObjArgs(take, lock, NULL);
        if (result == NULL) {
            tell_failure(lock, "acquire", frame);
            return NULL;
        }
        Py_DECREF(result);
    }
    if (tell_of(lock, s_takes, frame, 0, 1) < 0)
        return NULL;
    Py_RETURN_TRUE;
}

static PyObject *
leave(PyObject *lock, PyObject *frame)
{
    PyObject *result;
    long long before = now();
    if (before < 0)
        return NULL;
    result = PyObject_CallFunctionObjArgs(give, lock, NULL);
    if (result == NULL) {
        tell_failure(lock, "release", frame);
        return NULL;
    }
    if (tell_of(lock, s_gives, frame, before, 0) < 0)
        Py_CLEAR(result);
    return result;
}

/* What is not the ordinary case, in Python. */
static PyObject *
slowly(PyObject *lock, int part, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *function = in_python(lock, part);
    Py_ssize_t named = names == NULL ? 0 : PyTuple_Size(names);
    PyObject *result = NULL, *given = PyTuple_New(1 + count), *keywords = named ? PyDict_New() : NULL;
    if (function == NULL || given == NULL || (named && keywords == NULL))
        goto done;
    Py_INCREF(lock);
    PyTuple_SetItem(given, 0, lock);
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_INCREF(args[i]);
        PyTuple_SetItem(given, 1 + i, args[i]);
    }
    for (Py_ssize_t i = 0; i < named; i++)
        if (PyDict_SetItem(keywords, PyTuple_GetItem(names, i), args[count + i]) < 0)
            goto done;
    result = PyObject_Call(function, given, keywords);
done:
    Py_XDECREF(given);
    Py_XDECREF(keywords);
    return result;
}

static PyObject *
lock_acquire(PyObject *lock, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *frame = NULL, *result;
    if (names == NULL && (count == 0 || (count == 1 && args[0] == Py_True)))
        frame = calling_frame(0);
    if (frame == NULL)
        return slowly(lock, ACQUIRE, args, count, names);
    result = enter(lock, frame);
    Py_DECREF(frame);
    return result;
}

static PyObject *
lock_enter(PyObject *lock, PyObject *unused)
{
    PyObject *result, *frame = calling_frame(1);
    if (frame == NULL)
        return slowly(lock, ENTER, NULL, 0, NULL);
    result = enter(lock, frame);
    Py_DECREF(frame);
    return result;
}

static PyObject *
lock_release(PyObject *lock, PyObject *unused)
{
    PyObject *result, *frame = calling_frame(0);
    if (frame == NULL)
        return slowly(lock, RELEASE, NULL, 0, NULL);
    result = leave(lock, frame);
    Py_DECREF(frame);
    return result;
}

static PyObject *
lock_exit(PyObject *lock, PyObject *const *args, Py_ssize_t count)
{
    PyObject *result, *frame = calling_frame(1);
    if (frame == NULL)
        return slowly(lock, EXIT, args, count, NULL);
    result = leave(lock, frame);
    Py_DECREF(frame);
    return result;
}

static PyMethodDef lock_methods[] = {
    {"acquire", (PyCFunction)(void (*)(void))lock_acquire, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"__enter__", (PyCFunction)lock_enter, METH_NOARGS, NULL},
    {"release", (PyCFunction)lock_release, METH_NOARGS, NULL},
    {"__exit__", (PyCFunction)(void (*)(void))lock_exit, METH_FASTCALL, NULL},
};

/* Keep an attribute of `cls`, which stays for good. */
static int
keep(PyObject **place, PyObject *cls, const char *name)
{
    PyObject *known = *place;
    *place = PyObject_GetAttrString(cls, name);
    Py_XDECREF(known);
    return *place == NULL ? -1 : 0;
}

/* What `cls` has in Python becomes one tuple in it. */
static int
keep_parts(PyObject *cls, PyObject *failed)
{
    int result;
    PyObject *parts = PyTuple_New(PARTS);
    if (parts == NULL)
        return -1;
    for (int i = ACQUIRE; i <= EXIT; i++)
        PyTuple_SetItem(parts, i, PyObject_GetAttrString(cls, METHODS[i]));
    Py_INCREF(failed);
    PyTuple_SetItem(parts, FAILED, failed);
    result = PyErr_Occurred() ? -1 : PyObject_SetAttr(cls, s_in_python, parts);
    Py_DECREF(parts);
    return result;
}

static PyObject *
accelerate(PyObject *module, PyObject *args)
{
    PyObject *base, *cls, *failed;
    if (!PyArg_ParseTuple(args, "OOO:accelerate", &base, &cls, &failed))
        return NULL;
    if (keep(&take, base, "acquire") < 0 || keep(&give, base, "release") < 0 || keep_parts(cls, failed) < 0)
        return NULL;
    for (size_t i = 0; i < sizeof lock_methods / sizeof lock_methods[0]; i++) {
        PyObject *method = PyDescr_NewMethod((PyTypeObject *)cls, &lock_methods[i]);
        if (method == NULL || PyObject_SetAttrString(cls, lock_methods[i].ml_name, method) < 0) {
            Py_XDECREF(method);
            return NULL;
        }
        Py_DECREF(method);
    }
    Py_RETURN_NONE;
}

/* --- the module --------------------------------------------------------------------------- */

static PyObject *
forget_log(PyObject *module, PyObject *unused)
{
    drop_what_was_before();
    page_before = page_now;
    log_before = log_now;
    page_now.page = log_now = NULL;
    drop_what_was_before();
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"accelerate", accelerate, METH_VARARGS,
     "accelerate(base, cls, failed)\n\nGive `cls`, the watched subclass of the C semaphore `base`, methods in C.\n"
     "An exception is told by failed(lock, method, frame, error)."},
    {"forget_log", forget_log, METH_NOARGS, "In a forked child: the parent's log is not here."},
    {NULL, NULL, 0, NULL},
};

static int
find_what_is_called(void)
{
    PyObject *time = PyImport_ImportModule("time"), *frame = (PyObject *)PyEval_GetFrame();
    if (time == NULL || frame == NULL)
        return -1;
    frame_type = (PyObject *)Py_TYPE(frame);
    Py_INCREF(frame_type);
    now_function = PyObject_GetAttrString(time, "monotonic_ns");
    Py_DECREF(time);
    empty_text = PyBytes_FromStringAndSize("", 0);
    return now_function == NULL || empty_text == NULL ? -1 : 0;
}

static int
intern_names(void)
{
    struct { PyObject **place; const char *name; } names[] = {
        {&s_log, "log"}, {&s_page, "page"}, {&s_chunk, "chunk"}, {&s_free, "free"}, {&s_threads, "threads"},
        {&s_number, "number"}, {&s_f_lasti, "f_lasti"}, {&s_f_back, "f_back"}, {&s_waits, "waits"},
        {&s_takes, "takes"}, {&s_gives, "gives"}, {&s_in_python, "in_python"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if ((*names[i].place = PyUnicode_InternFromString(names[i].name)) == NULL)
            return -1;
    return 0;
}

/* What is kept here is kept once in a process, so only the main interpreter may have it. */
static int
execute(PyObject *module)
{
    if (PyInterpreterState_GetID(PyInterpreterState_Get()) != 0) {
        PyErr_SetString(PyExc_ImportError, "only for the main interpreter");
        return -1;
    }
    if (prepared_type == NULL && (find_what_is_called() < 0 || intern_names() < 0 ||
                                  (prepared_type = PyType_FromSpec(&prepared_spec)) == NULL))
        return -1;
    return PyObject_SetAttrString(module, "Prepared", prepared_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, execute},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "accelerator", "The hot paths of the probe in C.", 0, functions, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit_accelerator(void)
{
    return PyModuleDef_Init(&definition);
}
