/* Reading and writing what lies in shared memory: what `watched.value_access` does in Python. */

#include "accelerator.h"
#include <stdio.h>

enum { TEXT = 76 }; /* bytes that a record has room for */

/* One accessor of values with a lock: what `value_access.Access` does, which has what is not the ordinary case. */
typedef struct {
    PyObject_HEAD
    PyObject *slow;   /* the same in Python */
    PyObject *key;    /* of the sites of a value */
    PyObject *method; /* what is read again after a write */
    PyObject *whole;  /* the accessor in Python, for `get_value` and `set_value`; may be NULL */
    int writes, of_items;
} Access;

/* An item's access, while the lock is taken for it. */
typedef struct {
    PyObject_HEAD
    Access *access;
    PyObject *wrapper, *index, *known;
} Locked;

static PyObject *access_type, *locked_type;
static PyObject *s_obj, *s_value_of, *s_acquire, *s_lock, *s_semlock, *s_inner, *s_for_items, *s_for_fields, *s_sites, *s_is_plain, *s_begin, *s_done, *s_end, *s_tell, *s_value, *s_reads, *s_writes, *s_for_numbers;
enum { WRITE = 31 };      /* an effect, see `wire.records` */
enum { UNDER_LOCK = 1 };  /* of an access, there, too */

static int
access_traverse(Access *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->slow);
    Py_VISIT(self->whole);
    return 0;
}

static int
access_clear(Access *self)
{
    Py_CLEAR(self->slow);
    Py_CLEAR(self->key);
    Py_CLEAR(self->method);
    Py_CLEAR(self->whole);
    return 0;
}

static void
access_dealloc(Access *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    access_clear(self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int
access_init(Access *self, PyObject *args, PyObject *keywords)
{
    PyObject *slow, *key, *method, *effect;
    int of_items;
    if (!PyArg_ParseTuple(args, "OOOp:Access", &slow, &key, &method, &of_items))
        return -1;
    if (!PyTuple_Check(key) || (effect = PyTuple_GetItem(key, 1)) == NULL)
        return -1;
    access_clear(self);
    Py_INCREF(self->slow = slow);
    Py_INCREF(self->key = key);
    Py_INCREF(self->method = method);
    self->writes = PyLong_AsLong(effect) == WRITE;
    self->of_items = of_items;
    return 0;
}

/* What is known of a value whose lock we can take in the library's place, and that lock; 0, without an error,
   when we cannot. */
static int
known_lock(Access *self, PyObject *wrapper, PyObject **known, PyObject **lock)
{
    PyObject *memory = PyObject_GetAttr(wrapper, s_obj), *its = NULL, *ours = NULL;
    *known = *lock = NULL;
    if (memory != NULL && (*known = PyObject_GenericGetAttr(memory, s_value_of)) != NULL) {
        its = PyObject_GetAttr(wrapper, self->of_items ? s_lock : s_acquire);
        if (self->of_items && its != NULL) {
            PyObject *its_lock = its;
            its = PyObject_GetAttr(its_lock, s_semlock);
            Py_DECREF(its_lock);
        }
        ours = PyObject_GetAttr(*known, self->of_items ? s_inner : s_acquire);
        if (its != NULL && its == ours)
            *lock = PyObject_GetAttr(*known, self->of_items ? s_for_items : s_for_fields);
        if (*lock == Py_None)
            Py_CLEAR(*lock);
    }
    PyErr_Clear();
    Py_XDECREF(memory);
    Py_XDECREF(its);
    Py_XDECREF(ours);
    if (*lock == NULL)
        Py_CLEAR(*known);
    return *lock != NULL;
}

/* Take the lock of a value: what is known of it, a new reference, or NULL with an exception. */
static PyObject *
take_for(Access *self, PyObject *wrapper)
{
    PyObject *known, *lock;
    int got = 0;
    if (known_lock(self, wrapper, &known, &lock)) {
        got = take_soon(lock);
        Py_DECREF(lock);
        if (got > 0)
            return known;
        Py_DECREF(known);
        if (got < 0)
            return NULL;
    }
    return PyObject_CallMethodObjArgs(self->slow, s_begin, wrapper, NULL);
}

/* Give it back, if we have taken it. A new reference; NULL with an exception. */
static PyObject *
give_for(PyObject *known)
{
    PyObject *result, *lock = PyObject_GetAttr(known, s_inner);
    if (lock == NULL)
        return NULL;
    result = give_back(lock);
    Py_DECREF(lock);
    return result;
}

/* Write a number in decimal, which snprintf takes five times as long for; where it ends. */
static char *
put_decimal(char *at, long long number)
{
    char digits[24], *digit = digits;
    unsigned long long rest = number < 0 ? 0ULL - (unsigned long long)number : (unsigned long long)number;
    if (number < 0)
        *at++ = '-';
    do
        *digit++ = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    while (digit > digits)
        *at++ = *--digit;
    return at;
}

/* The text of a number, behind its index if there is one; NULL, without an error, for what is not ordinary. */
static PyObject *
text_of_number(PyObject *value, long long index)
{
    char text[TEXT + 1], *end = text;
    int overflow = 0, length;
    long long number;
    PyObject *words;
    const char *letters;
    if (index >= 0) {
        end = put_decimal(end, index);
        *end++ = ',';
        *end++ = ' ';
    }
    if (PyLong_CheckExact(value)) {
        number = PyLong_AsLongLongAndOverflow(value, &overflow);
        if (overflow)
            return NULL;
        end = put_decimal(end, number);
        return PyBytes_FromStringAndSize(text, end - text);
    }
    if (!PyFloat_CheckExact(value) || (words = PyObject_Repr(value)) == NULL)
        return NULL;
    letters = PyUnicode_AsUTF8AndSize(words, NULL);
    length = letters == NULL ? 0 : snprintf(end, sizeof text - (size_t)(end - text), "%s", letters);
    Py_DECREF(words);
    return length ? PyBytes_FromStringAndSize(text, end - text + length) : NULL;
}

/* Tell it by a site from a frame, while the lock is taken: 1 if that was the ordinary case, 0 if not, -1 with an
   exception. */
static int
tell_by(PyObject *site, PyObject *lock, PyObject *frame, PyObject *value, long long index)
{
    PyObject *text = text_of_number(value, index);
    int times, result = 0;
    if (text == NULL)
        return PyErr_Clear(), 0;
    times = times_taken(lock);
    if (times < 0)
        PyErr_Clear();
    if (times > 0) {
        long long time_ns = now();
        result = time_ns < 0 ? -1 : 1;
        if (result > 0 &&
            tell_at((Prepared *)site, frame, time_ns, text, times > 1 ? UNDER_LOCK : 0, FOR_EVER) < 0)
            result = -1;
    }
    Py_DECREF(text);
    return result;
}

/* The same of what is known of a value. */
static int
tell_number(Access *self, PyObject *known, PyObject *frame, PyObject *value, long long index)
{
    PyObject *sites, *pair, *lock;
    int result = 0;
    if (known == Py_None)
        return 0;
    sites = PyObject_GetAttr(known, s_sites);
    lock = PyObject_GetAttr(known, s_inner);
    pair = sites == NULL ? NULL : PyDict_GetItem(sites, self->key);
    PyErr_Clear();
    if (lock != NULL && lock != Py_None && pair != NULL)
        result = tell_by(PyTuple_GetItem(pair, 1), lock, frame, value, index);
    Py_XDECREF(sites);
    Py_XDECREF(lock);
    return result;
}

static PyObject *
access_begin(Access *self, PyObject *wrapper)
{
    return take_for(self, wrapper);
}

static PyObject *
access_done(Access *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *frame = NULL, *value, *memory;
    int told = 0;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "a value with a lock, what is known of it, what was read");
        return NULL;
    }
    Py_INCREF(value = args[2]);
    if (self->writes) {
        PyObject *plain = args[1] == Py_None ? NULL : PyObject_GetAttr(args[1], s_is_plain);
        Py_CLEAR(value);
        if (plain == Py_True && PyObject_RichCompareBool(self->method, s_value, Py_EQ) == 1 &&
            (memory = PyObject_GetAttr(args[0], s_obj)) != NULL) {
            value = PyObject_GetAttr(memory, s_value);
            Py_DECREF(memory);
        }
        Py_XDECREF(plain);
        PyErr_Clear();
    }
    if (value != NULL && (frame = calling_frame(1)) != NULL)
        told = tell_number(self, args[1], frame, value, -1);
    Py_XDECREF(frame);
    Py_XDECREF(value);
    if (told < 0)
        return NULL;
    if (!told)
        return PyObject_CallMethodObjArgs(self->slow, s_done, args[0], args[1], args[2], NULL);
    Py_INCREF(args[2]);
    return args[2];
}

static PyObject *
access_end(Access *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "a value with a lock, and what is known of it");
        return NULL;
    }
    if (args[1] != Py_None)
        return give_for(args[1]);
    return PyObject_CallMethodObjArgs(self->slow, s_end, args[0], args[1], NULL);
}

static PyObject *
access_locked(Access *self, PyObject *const *args, Py_ssize_t count)
{
    Locked *locked;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "a value with a lock, and an index");
        return NULL;
    }
    locked = (Locked *)PyType_GenericAlloc((PyTypeObject *)locked_type, 0);
    if (locked == NULL)
        return NULL;
    locked->access = self;
    Py_INCREF((PyObject *)self);
    Py_INCREF(locked->wrapper = args[0]);
    Py_INCREF(locked->index = args[1]);
    return (PyObject *)locked;
}

/* --- a whole access to a number ---------------------------------------------------------------

   The accessor in Python does the same, and does whatever is not the ordinary case, so what it raises has the
   frames that it has in the library. */

/* Tell what stands there, while the lock is taken; 0, or -1 with an exception of the script's. */
static int
tell_value(Access *self, PyObject *wrapper, PyObject *known, PyObject *lock, PyObject *value)
{
    PyObject *result, *site, *frame = (PyObject *)PyEval_GetFrame();
    int told = 0;
    if (frame == NULL)
        return 0;
    Py_INCREF(frame);
    site = PyObject_GetAttr(known, self->writes ? s_writes : s_reads);
    if (site == NULL)
        PyErr_Clear();
    else if (site != Py_None) /* None: nothing was told yet */
        told = tell_by(site, lock, frame, value, -1);
    if (told == 0) {
        result = PyObject_CallMethodObjArgs(self->slow, s_tell, wrapper, known, frame, value, NULL);
        told = result == NULL ? -1 : 1;
        Py_XDECREF(result);
    }
    Py_XDECREF(site);
    Py_DECREF(frame);
    return told < 0 ? -1 : 0;
}

/* Give the lock back, whatever exception there is. */
static int
give_after(PyObject *lock, int done)
{
    PyObject *type, *error, *trace, *given;
    if (done >= 0) {
        given = give_back(lock);
        Py_XDECREF(given);
        return given == NULL ? -1 : done;
    }
    PyErr_Fetch(&type, &error, &trace);
    given = give_back(lock);
    PyErr_Clear();
    Py_XDECREF(given);
    PyErr_Restore(type, error, trace);
    return done;
}

/* Read the value, or write `new`, in the ordinary case: 1 if that was done and told, 0 if nothing was done, -1 with
   an exception. */
static int
access_at_once(Access *self, PyObject *wrapper, PyObject *new, PyObject **value)
{
    PyObject *memory, *known = NULL, *its = NULL, *ours = NULL, *lock = NULL;
    int done = 0, got = 0;
    *value = NULL;
    if (PyEval_GetFrame() == NULL)
        return 0;
    if ((memory = PyObject_GetAttr(wrapper, s_obj)) != NULL &&
        (known = PyObject_GenericGetAttr(memory, s_value_of)) != NULL &&
        (its = PyObject_GetAttr(wrapper, s_acquire)) != NULL && (ours = PyObject_GetAttr(known, s_acquire)) != NULL &&
        its == ours && (lock = PyObject_GetAttr(known, s_for_numbers)) != NULL && lock != Py_None &&
        (got = take_soon(lock)) > 0) {
        if (new == NULL || PyObject_SetAttr(memory, s_value, new) == 0)
            *value = PyObject_GetAttr(memory, s_value);
        if (*value == NULL)
            PyErr_Clear();
        else
            done = tell_value(self, wrapper, known, lock, *value) < 0 ? -1 : 1;
        done = give_after(lock, done);
    } else if (got < 0)
        done = -1;
    else
        PyErr_Clear();
    Py_XDECREF(memory);
    Py_XDECREF(known);
    Py_XDECREF(its);
    Py_XDECREF(ours);
    Py_XDECREF(lock);
    return done;
}

static PyObject *
get_value(Access *self, PyObject *wrapper)
{
    PyObject *value;
    int done = access_at_once(self, wrapper, NULL, &value);
    if (done > 0)
        return value;
    Py_XDECREF(value);
    return done < 0 ? NULL : PyObject_CallFunctionObjArgs(self->whole, wrapper, NULL);
}

static PyObject *
set_value(Access *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *value = NULL;
    int done = 0;
    /* Of another type it may run code of the script. */
    if (count == 2 && (PyLong_CheckExact(args[1]) || PyFloat_CheckExact(args[1])))
        done = access_at_once(self, args[0], args[1], &value);
    Py_XDECREF(value);
    if (done < 0)
        return NULL;
    if (!done)
        return call_with(self->whole, NULL, args, count, NULL);
    Py_RETURN_NONE;
}

static PyObject *
access_quickly(Access *self, PyObject *function)
{
    PyObject *known = self->whole;
    Py_INCREF(self->whole = function);
    Py_XDECREF(known);
    return PyObject_GetAttrString((PyObject *)self, self->writes ? "setvalue" : "getvalue");
}

static PyMethodDef access_methods[] = {
    {"quickly", (PyCFunction)access_quickly, METH_O, "The accessor of `value` in the place of this one in Python."},
    {"getvalue", (PyCFunction)get_value, METH_O, NULL}, /* the script may see it: it is named as the library's */
    {"setvalue", (PyCFunction)(void (*)(void))set_value, METH_FASTCALL, NULL},
    {"begin", (PyCFunction)access_begin, METH_O, "Take the lock for this access."},
    {"done", (PyCFunction)(void (*)(void))access_done, METH_FASTCALL, "What was read, or that it was written."},
    {"end", (PyCFunction)(void (*)(void))access_end, METH_FASTCALL, "Give the lock back."},
    {"locked", (PyCFunction)(void (*)(void))access_locked, METH_FASTCALL, "The lock, for one access to an item."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot access_slots[] = {
    {Py_tp_doc, "One accessor of values with a lock; see `value_access`."},
    {Py_tp_init, access_init},
    {Py_tp_traverse, access_traverse},
    {Py_tp_clear, access_clear},
    {Py_tp_dealloc, access_dealloc},
    {Py_tp_methods, access_methods},
    {0, NULL},
};

static PyType_Spec access_spec = {
    "accelerator.Access", sizeof(Access), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, access_slots,
};

/* --- an item of an array in shared memory ---------------------------------------------------- */

static int
locked_traverse(Locked *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->access);
    Py_VISIT(self->wrapper);
    Py_VISIT(self->index);
    Py_VISIT(self->known);
    return 0;
}

static int
locked_clear(Locked *self)
{
    Py_CLEAR(self->access);
    Py_CLEAR(self->wrapper);
    Py_CLEAR(self->index);
    Py_CLEAR(self->known);
    return 0;
}

static void
locked_dealloc(Locked *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    locked_clear(self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyObject *
locked_enter(Locked *self, PyObject *unused)
{
    self->known = take_for(self->access, self->wrapper);
    if (self->known == NULL)
        return NULL;
    Py_RETURN_NONE;
}

/* Tell an item of a number's type by its index; as `tell_number`. */
static int
tell_item(Locked *self, PyObject *frame)
{
    PyObject *memory, *value = NULL;
    Py_ssize_t length;
    long long index;
    int overflow = 0, result = 0;
    if (!PyLong_CheckExact(self->index) || (memory = PyObject_GetAttr(self->wrapper, s_obj)) == NULL)
        return PyErr_Clear(), 0;
    index = PyLong_AsLongLongAndOverflow(self->index, &overflow);
    length = PyObject_Size(memory);
    if (length >= 0 && !overflow)
        value = PyObject_GetItem(memory, self->index);
    PyErr_Clear();
    if (value != NULL)
        result = tell_number(self->access, self->known, frame, value, index < 0 ? index + length : index);
    Py_DECREF(memory);
    Py_XDECREF(value);
    return result;
}

static PyObject *
locked_exit(Locked *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *type, *error, *trace, *result, *frame;
    if (count != 3 || self->known == NULL) {
        PyErr_SetString(PyExc_TypeError, "an exception, as with gives it, after the entering");
        return NULL;
    }
    frame = args[0] == Py_None ? calling_frame(1) : NULL;
    if (frame != NULL && tell_item(self, frame) == 0 && !PyErr_Occurred()) {
        result = PyObject_CallMethodObjArgs(self->access->slow, s_tell, self->wrapper, self->known, frame,
                                            self->index, NULL);
        Py_XDECREF(result);
    }
    Py_XDECREF(frame);
    PyErr_Fetch(&type, &error, &trace); /* a signal handler's: the lock is given back all the same */
    if (self->known != Py_None)
        result = give_for(self->known);
    else
        result = PyObject_CallMethodObjArgs(self->access->slow, s_end, self->wrapper, self->known, args[0], args[1],
                                            args[2], NULL);
    if (type == NULL)
        return result;
    Py_XDECREF(result);
    PyErr_Restore(type, error, trace);
    return NULL;
}

static PyMethodDef locked_methods[] = {
    {"__enter__", (PyCFunction)locked_enter, METH_NOARGS, NULL},
    {"__exit__", (PyCFunction)(void (*)(void))locked_exit, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot locked_slots[] = {
    {Py_tp_doc, "An item's access, while the lock is taken for it."},
    {Py_tp_traverse, locked_traverse},
    {Py_tp_clear, locked_clear},
    {Py_tp_dealloc, locked_dealloc},
    {Py_tp_methods, locked_methods},
    {0, NULL},
};

static PyType_Spec locked_spec = {
    "accelerator.Locked", sizeof(Locked), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, locked_slots,
};

int
begin_values(void)
{
    const Name names[] = {
        {&s_obj, "_obj"},
        {&s_value_of, "_procession_value"},
        {&s_acquire, "acquire"},
        {&s_lock, "_lock"},
        {&s_semlock, "_semlock"},
        {&s_inner, "inner"},
        {&s_for_items, "for_items"},
        {&s_for_fields, "for_fields"},
        {&s_sites, "sites"},
        {&s_is_plain, "is_plain"},
        {&s_begin, "begin"},
        {&s_done, "done"},
        {&s_end, "end"},
        {&s_tell, "tell"},
        {&s_value, "value"},
        {&s_reads, "reads"},
        {&s_writes, "writes"},
        {&s_for_numbers, "for_numbers"},
    };
    if (intern(names, LENGTH(names)) < 0 || (access_type = PyType_FromSpec(&access_spec)) == NULL)
        return -1;
    return (locked_type = PyType_FromSpec(&locked_spec)) == NULL ? -1 : 0;
}

int
add_values(PyObject *module)
{
    return PyObject_SetAttrString(module, "Access", access_type);
}
