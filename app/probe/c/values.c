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
    int writes, of_items;
} Access;

/* An item's access, while the lock is taken for it. */
typedef struct {
    PyObject_HEAD
    Access *access;
    PyObject *wrapper, *index, *known;
} Locked;

static PyObject *access_type, *locked_type;
static PyObject *s_obj, *s_value_of, *s_acquire, *s_lock, *s_semlock, *s_inner, *s_for_items, *s_for_fields, *s_sites, *s_is_plain, *s_begin, *s_done, *s_end, *s_tell, *s_value;
enum { WRITE = 31 };      /* an effect, see `wire.records` */
enum { UNDER_LOCK = 1 };  /* of an access, there, too */

static int
access_traverse(Access *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->slow);
    return 0;
}

static int
access_clear(Access *self)
{
    Py_CLEAR(self->slow);
    Py_CLEAR(self->key);
    Py_CLEAR(self->method);
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

/* The text of a number, behind its index if there is one; NULL, without an error, for what is not ordinary. */
static PyObject *
text_of_number(PyObject *value, long long index)
{
    char text[TEXT + 1], place[24] = "";
    int overflow = 0, length;
    long long number;
    PyObject *words;
    const char *letters;
    if (index >= 0)
        snprintf(place, sizeof place, "%lld, ", index);
    if (PyLong_CheckExact(value)) {
        number = PyLong_AsLongLongAndOverflow(value, &overflow);
        if (overflow)
            return NULL;
        length = snprintf(text, sizeof text, "%s%lld", place, number);
        return PyBytes_FromStringAndSize(text, length);
    }
    if (!PyFloat_CheckExact(value) || (words = PyObject_Repr(value)) == NULL)
        return NULL;
    letters = PyUnicode_AsUTF8AndSize(words, NULL);
    length = letters == NULL ? 0 : snprintf(text, sizeof text, "%s%s", place, letters);
    Py_DECREF(words);
    return length ? PyBytes_FromStringAndSize(text, length) : NULL;
}

/* Tell it from a frame: 1 if that was the ordinary case, 0 if not, -1 with an exception. */
static int
tell_number(Access *self, PyObject *known, PyObject *frame, PyObject *value, long long index)
{
    PyObject *text, *sites = NULL, *pair = NULL, *lock = NULL;
    long long time_ns;
    int times = 0, result = 0;
    if (known == Py_None || (text = text_of_number(value, index)) == NULL)
        return PyErr_Clear(), 0;
    sites = PyObject_GetAttr(known, s_sites);
    lock = PyObject_GetAttr(known, s_inner);
    pair = sites == NULL ? NULL : PyDict_GetItem(sites, self->key);
    if (lock != NULL && lock != Py_None && pair != NULL)
        times = times_taken(lock);
    PyErr_Clear();
    if (times > 0) {
        long long how = times > 1 ? UNDER_LOCK : 0;
        result = (time_ns = now()) < 0 ? -1 : 1;
        if (result > 0 && tell_at((Prepared *)PyTuple_GetItem(pair, 1), frame, time_ns, text, how, FOR_EVER) < 0)
            result = -1;
    }
    Py_DECREF(text);
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

static PyMethodDef access_methods[] = {
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
