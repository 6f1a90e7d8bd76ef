/* Telling an operation from a line that has told it before: what `prepared.Prepared` does in Python.

   Nothing here runs code of the script, so no exception of the script can come up in the middle of a
   record. */

#include "accelerator.h"
#include <structmember.h>
#include <string.h>

#ifdef _MSC_VER
#define COMMIT(slot, kind) (*(volatile unsigned char *)(slot) = (kind)) /* a release, by /volatile:ms */
#else
#define COMMIT(slot, kind) __atomic_store_n((unsigned char *)(slot), (kind), __ATOMIC_RELEASE)
#endif

/* Of a record, see `wire.records`. */
enum { PHASE_AT = 1, LENGTH_AT = 2, THREAD_AT = 4, HEAD_SIZE = 8, TIME_AT = 8, MIDDLE_AT = 16, MIDDLE_SIZE = 24 };
enum { OPERATION_AT = 24, FILE_AT = 28, LINE_AT = 32, EFFECT_AT = 37, VALUE_AT = 40, BOUND_AT = 48, TEXT_AT = 52 };
enum { OPERATION = 1 };               /* a record's kind */
enum { SAMPLE_EVERY_NS = 200000 };    /* see `quick` */

PyObject *prepared_type;
static PyObject *frame_type, *empty_text;
static PyObject *s_log, *s_page, *s_chunk, *s_free, *s_threads, *s_number, *s_f_lasti;

/* --- the log ------------------------------------------------------------------------------ */

/* A page where slots are free, and its bytes. One in a process: a page that is kept keeps its memory. */
typedef struct {
    PyObject *page, *free;
    Py_buffer bytes;
} Page;

static Page page_now;
static PyObject *page_log; /* whose page it is, if that is `log_now` */
static PyObject *log_now;
static unsigned long long log_count; /* how many logs there have been */
/* What this thread is called in the log of that count. */
static THREAD_LOCAL unsigned long long thread_log;
static THREAD_LOCAL unsigned long thread_number;

/* What was in use before. Its memory is unmapped with the GIL released, when another thread may come in; so it
   is dropped only when no record is in the making. */
static Page page_before;
static PyObject *log_before;

void
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

/* A free slot of the page that is in use; NULL, without an error, when it has none any more. */
static unsigned char *
reserve_here(void)
{
    PyObject *number = PyIter_Next(page_now.free);
    Py_ssize_t offset;
    if (number == NULL) {
        PyErr_Clear();
        return NULL;
    }
    offset = PyLong_AsSsize_t(number);
    Py_DECREF(number);
    return (unsigned char *)page_now.bytes.buf + offset;
}

/* A free slot of the log's page, reserved; NULL, without an error, when there is none. A log goes on to another
   page only when the one before has no slot any more, so as long as ours has one it need not be asked. */
static unsigned char *
reserve(PyObject *log)
{
    unsigned char *slot;
    PyObject *page;
    if (page_now.page != NULL && page_log == log && (slot = reserve_here()) != NULL)
        return slot;
    page = PyObject_GetAttr(log, s_page);
    if (page == NULL) {
        PyErr_Clear();
        return NULL;
    }
    if (page == page_now.page)
        Py_DECREF(page);
    else if (!turn_to(page))
        return NULL;
    page_log = log;
    return reserve_here();
}

unsigned long
number_in(PyObject *log)
{
    PyObject *threads, *number;
    if (log != log_now) {
        log_before = log_now;
        Py_INCREF(log);
        log_now = log;
        page_log = NULL;
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

void
ask_for_the_thread_again(void)
{
    thread_log = 0;
}

int
is_frame(PyObject *object)
{
    return (PyObject *)Py_TYPE(object) == frame_type;
}

static void
put_number(unsigned char *at, unsigned long number)
{
    unsigned int short_number = (unsigned int)number;
    memcpy(at, &short_number, 4);
}

static void
finish_record(unsigned char *slot, long long time_ns, long long value, double bound, const char *text,
              Py_ssize_t length)
{
    float bound_of_record = (float)bound;
    memcpy(slot + TIME_AT, &time_ns, 8);
    memcpy(slot + VALUE_AT, &value, 8);
    memcpy(slot + BOUND_AT, &bound_of_record, 4);
    if (length)
        memcpy(slot + TEXT_AT, text, (size_t)length);
    COMMIT(slot, OPERATION);
}

int
write_record(PyObject *log, const Record *record)
{
    unsigned char *slot = reserve(log);
    if (slot == NULL)
        return 0;
    memset(slot + 1, 0, VALUE_AT - 1); /* the first byte commits */
    slot[PHASE_AT] = record->phase;
    slot[LENGTH_AT] = (unsigned char)record->length;
    put_number(slot + THREAD_AT, record->thread);
    memcpy(slot + MIDDLE_AT, &record->object, 8);
    put_number(slot + OPERATION_AT, record->operation);
    put_number(slot + FILE_AT, record->file);
    put_number(slot + LINE_AT, record->line);
    slot[EFFECT_AT] = record->effect;
    finish_record(slot, record->time_ns, record->value, record->bound, record->text, record->length);
    return 1;
}

/* --- what is prepared --------------------------------------------------------------------- */

struct Prepared {
    PyObject_HEAD
    PyObject *report;
    PyObject *log;  /* what is prepared is good for; NULL: nothing is */
    PyObject *code;
    long instruction;
    unsigned long thread;
    long long sample_ns;
    unsigned char head[HEAD_SIZE];
    unsigned char middle[MIDDLE_SIZE];
};

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
    if (self->log == log_now && thread_log == log_count)
        thread = thread_number; /* the log is replaced in a forked child only, see `forget_the_log` */
    else {
        log = PyObject_GetAttr(self->report, s_log);
        if (log == NULL) {
            PyErr_Clear();
            return 0;
        }
        thread = number_in(log);
        Py_DECREF(log); /* the report has it */
        if (log != self->log)
            return 0;
    }
    /* From here on no other thread can come in until the record is written. */
    if (thread != self->thread)
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
    if (length > INLINE || !is_good_for(self, frame) || (slot = reserve(self->log)) == NULL)
        return 0;
    memcpy(slot + 1, self->head + 1, HEAD_SIZE - 1); /* the first byte commits */
    slot[LENGTH_AT] = (unsigned char)length;
    memcpy(slot + MIDDLE_AT, self->middle, MIDDLE_SIZE);
    finish_record(slot, time_ns, value, bound, text, length);
    return 1;
}

int
keep_late(PyObject *report, PyObject *what, PyObject *frame, long long time_ns, PyObject *text, long long value,
          double bound)
{
    PyObject *code = is_frame(frame) ? (PyObject *)PyFrame_GetCode((PyFrameObject *)frame) : NULL;
    PyObject *file = code == NULL ? PyUnicode_FromString("") : PyObject_GetAttrString(code, "co_filename");
    PyObject *log = PyObject_GetAttr(report, s_log), *threads = log == NULL ? NULL : PyObject_GetAttr(log, s_threads);
    PyObject *own = threads == NULL ? NULL : PyObject_GetAttrString(threads, "own");
    PyObject *late = NULL, *untold = NULL, *both = NULL, *none = PyLong_FromLong(0);
    int done = 0, line = code == NULL ? 0 : PyFrame_GetLineNumber((PyFrameObject *)frame);
    if (file != NULL && own != NULL && none != NULL) {
        if (what == Py_None)
            Py_INCREF(late = Py_None);
        else
            late = Py_BuildValue("OOOiLOLd", own, what, file, line, time_ns, text == NULL ? empty_text : text, value,
                                 bound);
        untold = late == NULL ? NULL : PyObject_GetAttrString(report, "untold");
        both = untold == NULL ? NULL : PyTuple_Pack(2, untold, late);
        done = both != NULL && PyObject_SetAttrString(report, "untold", both) == 0 &&
               PyObject_SetAttr(threads, s_number, none) == 0;
    }
    PyErr_Clear();
    Py_XDECREF(code);
    Py_XDECREF(file);
    Py_XDECREF(log);
    Py_XDECREF(threads);
    Py_XDECREF(own);
    Py_XDECREF(late);
    Py_XDECREF(untold);
    Py_XDECREF(both);
    Py_XDECREF(none);
    return done;
}

static int
keep_for_later(Prepared *self, PyObject *frame, long long time_ns, PyObject *text, long long value, double bound)
{
    PyObject *what = PyObject_GetAttrString((PyObject *)self, "what");
    int done = what != NULL && keep_late(self->report, what, frame, time_ns, text, value, bound);
    PyErr_Clear();
    Py_XDECREF(what);
    return done;
}

int
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
    if (written && nothing_has_changed(self->report)) {
        if (self->sample_ns >= 0) /* else each time */
            self->sample_ns = time_ns + SAMPLE_EVERY_NS;
        return 0;
    }
    if (written)
        result = PyObject_CallMethod((PyObject *)self, "sample", "L", time_ns);
    else
        result = PyObject_CallMethod((PyObject *)self, "tell_slowly", "OLOLd", frame, time_ns,
                                     text == NULL ? empty_text : text, value, bound);
    if (!written)
        ask_for_the_thread_again(); /* it is 0 while something has to be told first */
    if (result == NULL) {
        PyObject *type, *error, *trace;
        if (!PyErr_ExceptionMatches(PyExc_RecursionError))
            return -1;
        PyErr_Fetch(&type, &error, &trace);
        if (!written && !keep_for_later(self, frame, time_ns, text, value, bound)) {
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

/* --- the beginning ------------------------------------------------------------------------ */

/* In a forked child: the parent's log is not here. */
void
forget_the_log(void)
{
    drop_what_was_before();
    page_before = page_now;
    log_before = log_now;
    page_now.page = log_now = NULL;
    drop_what_was_before();
}

int
begin_prepared(void)
{
    const Name names[] = {
        {&s_log, "log"}, {&s_page, "page"}, {&s_chunk, "chunk"}, {&s_free, "free"},
        {&s_threads, "threads"}, {&s_number, "number"}, {&s_f_lasti, "f_lasti"},
    };
    PyObject *frame = (PyObject *)PyEval_GetFrame();
    if (frame == NULL)
        return -1;
    frame_type = (PyObject *)Py_TYPE(frame);
    Py_INCREF(frame_type);
    empty_text = PyBytes_FromStringAndSize("", 0);
    if (empty_text == NULL || intern(names, LENGTH(names)) < 0)
        return -1;
    prepared_type = PyType_FromSpec(&prepared_spec);
    return prepared_type == NULL ? -1 : 0;
}
