/* A queue's places, and the puts that take them: what `watched.places` does in Python. */

#include "accelerator.h"
#include <structmember.h>

static PyObject *s_acquire_slowly, *put_type, *places_type;

/* --- a put ----------------------------------------------------------------------------------- */

typedef struct Put {
    PyObject_HEAD
    PyObject *places, *frame, *text;
    double bound;
    long long stamp, serial;
    struct Put *outer;
} Put;

static THREAD_LOCAL Put *put_now; /* of this thread, the innermost; it has a reference */

static int
put_traverse(Put *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->places);
    Py_VISIT(self->frame);
    Py_VISIT(self->text);
    Py_VISIT((PyObject *)self->outer);
    return 0;
}

static int
put_clear(Put *self)
{
    PyObject *outer = (PyObject *)self->outer;
    self->outer = NULL;
    Py_XDECREF(outer);
    Py_CLEAR(self->places);
    Py_CLEAR(self->frame);
    Py_CLEAR(self->text);
    return 0;
}

static void
put_dealloc(Put *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    put_clear(self);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyMemberDef put_members[] = {
    {"places", T_OBJECT_EX, offsetof(Put, places), READONLY, NULL},
    {"frame", T_OBJECT_EX, offsetof(Put, frame), READONLY, NULL},
    {"text", T_OBJECT_EX, offsetof(Put, text), READONLY, NULL},
    {"bound", T_DOUBLE, offsetof(Put, bound), READONLY, NULL},
    {"stamp", T_LONGLONG, offsetof(Put, stamp), 0, NULL},
    {"serial", T_LONGLONG, offsetof(Put, serial), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot put_slots[] = {
    {Py_tp_doc, "A put, see `places.Put`."},
    {Py_tp_traverse, put_traverse},
    {Py_tp_clear, put_clear},
    {Py_tp_dealloc, put_dealloc},
    {Py_tp_members, put_members},
    {0, NULL},
};

static PyType_Spec put_spec = {
    "accelerator.Put", sizeof(Put), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, put_slots,
};

PyObject *
begin_put(PyObject *places, PyObject *frame, PyObject *text, double bound)
{
    Put *put = PyObject_GC_New(Put, (PyTypeObject *)put_type);
    if (put == NULL)
        return NULL;
    Py_INCREF(places);
    Py_INCREF(frame);
    Py_INCREF(text);
    put->places = places;
    put->frame = frame;
    put->text = text;
    put->bound = bound;
    put->stamp = put->serial = 0;
    put->outer = put_now;
    PyObject_GC_Track((PyObject *)put);
    Py_INCREF((PyObject *)put);
    put_now = put;
    return (PyObject *)put;
}

/* It is over. Puts that were begun in the middle of it and never ended are over, too. */
static void
end_put(Put *put)
{
    Put *now_on = put_now;
    while (now_on != NULL && now_on != put)
        now_on = now_on->outer;
    if (now_on == NULL)
        return; /* begun by another thread, or ended */
    now_on = put_now;
    put_now = put->outer;
    Py_XINCREF((PyObject *)put_now);
    Py_DECREF((PyObject *)now_on);
}

/* This thread's put into these places, borrowed; NULL when it is in none. */
static Put *
put_into(PyObject *places)
{
    return put_now != NULL && put_now->places == places ? put_now : NULL;
}

void
number_put_into(PyObject *places, long long serial)
{
    Put *put = put_into(places);
    if (put != NULL)
        put->serial = serial;
}

/* --- the semaphore that counts free places --------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *take, *free, *count, *blocked, *done;
} Places;

static int
places_traverse(Places *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->take);
    Py_VISIT(self->free);
    Py_VISIT(self->count);
    Py_VISIT(self->blocked);
    Py_VISIT(self->done);
    return 0;
}

static int
places_clear(Places *self)
{
    Py_CLEAR(self->take);
    Py_CLEAR(self->free);
    Py_CLEAR(self->count);
    Py_CLEAR(self->blocked);
    Py_CLEAR(self->done);
    return 0;
}

static void
places_dealloc(Places *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    places_clear(self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int
places_init(Places *self, PyObject *args, PyObject *keywords)
{
    PyObject *take, *free, *count, *blocked, *done;
    if (!PyArg_ParseTuple(args, "OOOO!O!:Places", &take, &free, &count, prepared_type, &blocked, prepared_type, &done))
        return -1;
    places_clear(self);
    Py_INCREF(self->take = take);
    Py_INCREF(self->free = free);
    Py_INCREF(self->count = count);
    Py_INCREF(self->blocked = blocked);
    Py_INCREF(self->done = done);
    return 0;
}

static PyObject *
places_begin(PyObject *self, PyObject *args)
{
    PyObject *frame, *text;
    double bound;
    if (!PyArg_ParseTuple(args, "OSd:begin", &frame, &text, &bound))
        return NULL;
    return begin_put(self, frame, text, bound);
}

static PyObject *
places_end(PyObject *self, PyObject *put)
{
    if ((PyObject *)Py_TYPE(put) == put_type)
        end_put((Put *)put);
    Py_RETURN_NONE;
}

static PyObject *
places_current(PyObject *self, PyObject *unused)
{
    PyObject *put = (PyObject *)put_into(self);
    if (put == NULL)
        Py_RETURN_NONE;
    Py_INCREF(put);
    return put;
}

/* In a forked child: a put of the parent goes on nowhere else. */
static PyObject *
places_forget(PyObject *self, PyObject *unused)
{
    Put *put = put_into(self);
    if (put != NULL)
        end_put(put);
    Py_RETURN_NONE;
}

/* Take a place, having to wait for it or not. */
static PyObject *
take_place(Places *self, Put *put)
{
    PyObject *result = PyObject_CallFunctionObjArgs(self->take, Py_False, NULL);
    if (result != Py_False)
        return result;
    Py_DECREF(result);
    if (put != NULL && tell_at((Prepared *)self->blocked, put->frame, now(), put->text, 0, put->bound) < 0)
        return NULL;
    return PyObject_CallFunctionObjArgs(self->take, Py_True, Py_None, NULL);
}

static PyObject *
places_acquire(Places *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *result, *slow;
    Put *put;
    if (count != 2 || names != NULL || args[0] != Py_True || args[1] != Py_None) {
        slow = PyObject_GetAttr((PyObject *)self, s_acquire_slowly);
        result = slow == NULL ? NULL : call_with(slow, NULL, args, count, names);
        Py_XDECREF(slow);
        return result;
    }
    put = put_into((PyObject *)self);
    Py_XINCREF((PyObject *)put);
    result = take_place(self, put);
    if (result != NULL && put != NULL)
        put->stamp = now();
    Py_XDECREF((PyObject *)put);
    return result;
}

static PyObject *
places_is_used(Places *self, PyObject *queue)
{
    PyObject *free = PyObject_CallNoArgs(self->free);
    int used = free == NULL ? -1 : PyObject_RichCompareBool(free, self->count, Py_LT);
    Py_XDECREF(free);
    if (used < 0 && PyErr_ExceptionMatches(PyExc_NotImplementedError)) {
        PyErr_Clear();
        used = 1; /* it cannot be asked (macOS) */
    }
    return used < 0 ? NULL : PyBool_FromLong(used);
}

static PyMethodDef places_methods[] = {
    {"begin", places_begin, METH_VARARGS, "begin(frame, text, bound)\n\nThis thread is about to put."},
    {"end", places_end, METH_O, "end(put)\n\nThis thread's put is over."},
    {"current", places_current, METH_NOARGS, "current()\n\nThis thread's put; None when it is in none."},
    {"forget", places_forget, METH_NOARGS, "forget()\n\nIn a forked child: the parent's puts are not here."},
    {"acquire", (PyCFunction)(void (*)(void))places_acquire, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"is_used", (PyCFunction)(void (*)(void))places_is_used, METH_O, "is_used(queue)\n\nWhether an item is in it."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef places_members[] = {
    {"take", T_OBJECT_EX, offsetof(Places, take), READONLY, NULL},
    {"blocked", T_OBJECT_EX, offsetof(Places, blocked), READONLY, NULL},
    {"done", T_OBJECT_EX, offsetof(Places, done), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot places_slots[] = {
    {Py_tp_doc, "Places(take, free, count, blocked, done); see `places`."},
    {Py_tp_init, places_init},
    {Py_tp_traverse, places_traverse},
    {Py_tp_clear, places_clear},
    {Py_tp_dealloc, places_dealloc},
    {Py_tp_methods, places_methods},
    {Py_tp_members, places_members},
    {0, NULL},
};

static PyType_Spec places_spec = {
    "accelerator.Places",
    sizeof(Places),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    places_slots,
};

/* --- as it is told ------------------------------------------------------------------------ */

int
is_put(PyObject *object)
{
    return (PyObject *)Py_TYPE(object) == put_type && ((Put *)object)->places != NULL;
}

int
put_is_done(PyObject *object)
{
    Put *put = (Put *)object;
    Prepared *done = (Prepared *)((Places *)put->places)->done;
    end_put(put);
    return tell_at(done, put->frame, put->stamp ? put->stamp : now(), put->text, put->serial, put->bound);
}

/* --- the beginning ------------------------------------------------------------------------ */

int
begin_places(void)
{
    const Name names[] = {{&s_acquire_slowly, "acquire_slowly"}};
    if (intern(names, LENGTH(names)) < 0)
        return -1;
    put_type = PyType_FromSpec(&put_spec);
    places_type = PyType_FromSpec(&places_spec);
    return put_type == NULL || places_type == NULL ? -1 : 0;
}

int
add_places(PyObject *module)
{
    return PyObject_SetAttrString(module, "Places", places_type);
}
