/* A queue's put and get: what `watched.queues` does in Python. */

#include "accelerator.h"

static PyObject *s_known, *s_room, *s_get_began, *s_get_blocked, *s_get_done, *s_has_item, *for_ever;

/* --- put, as it is told ------------------------------------------------------------------------ */

/* What is known of a queue, a new reference; NULL, without an error, for the library's own. */
static PyObject *
known_of(PyObject *queue)
{
    PyObject *known = NULL, *attributes = PyObject_GenericGetDict(queue, NULL);
    if (attributes != NULL)
        known = PyDict_GetItemWithError(attributes, s_known);
    Py_XINCREF(known);
    Py_XDECREF(attributes);
    if (known == NULL)
        PyErr_Clear();
    return known;
}

enum { BEGIN, DONE, ENCODED }; /* what `Put` and `Get` keep */

/* The text of a value, as `shorten_encoded` has it. */
static PyObject *
encoded(PyObject *self, PyObject *value)
{
    PyObject *function;
    if (Py_TYPE(value) == &PyLong_Type) {
        int too_large = 0;
        long long number = PyLong_AsLongLongAndOverflow(value, &too_large);
        if (!too_large) {
            char digits[24];
            return PyBytes_FromStringAndSize(digits, PyOS_snprintf(digits, sizeof digits, "%lld", number));
        }
    }
    function = kept(self, ENCODED);
    return function == NULL ? NULL : PyObject_CallFunctionObjArgs(function, value, NULL);
}

/* Whether a call has so many arguments by position, and no others: (frame, (queue, ...), {}). */
static int
is_ordinary(PyObject *const *args, Py_ssize_t count, Py_ssize_t given)
{
    return count == 3 && PyTuple_Check(args[1]) && PyTuple_Size(args[1]) == given && PyDict_Check(args[2]) &&
           PyDict_Size(args[2]) == 0;
}

static PyObject *
put_begin(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *known, *room, *text, *put = NULL;
    if (!is_ordinary(args, count, 2))
        return slowly(self, BEGIN, args, count, NULL);
    known = known_of(PyTuple_GetItem(args[1], 0));
    if (known == NULL)
        Py_RETURN_NONE;
    room = PyObject_GetAttr(known, s_room);
    Py_DECREF(known);
    if (room == NULL || room == Py_None)
        return room;
    text = encoded(self, PyTuple_GetItem(args[1], 1));
    if (text != NULL)
        put = begin_put(room, args[0], text, FOR_EVER);
    Py_DECREF(room);
    Py_XDECREF(text);
    return put;
}

static PyObject *
put_done(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !is_put(args[0]))
        return slowly(self, DONE, args, count, NULL);
    if (put_is_done(args[0]) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef put_methods[] = {
    {"begin", (PyCFunction)(void (*)(void))put_begin, METH_FASTCALL, NULL},
    {"done", (PyCFunction)(void (*)(void))put_done, METH_FASTCALL, NULL},
};

/* --- get, as it is told -------------------------------------------------------------------------- */

/* Tell by the site that is this attribute of `known`. */
static int
tell_by(PyObject *known, PyObject *site_name, PyObject *frame, long long time_ns, PyObject *text, long long value,
        double bound)
{
    int result;
    PyObject *site = PyObject_GetAttr(known, site_name);
    if (site == NULL)
        return -1;
    result = tell_at((Prepared *)site, frame, time_ns, text, value, bound);
    Py_DECREF(site);
    return result;
}

/* Whether a queue has an item; a guess, as another process may take it first. -1 with an exception. */
static int
has_item(PyObject *known, PyObject *queue)
{
    int result;
    PyObject *answer = NULL, *ask = PyObject_GetAttr(known, s_has_item);
    if (ask != NULL)
        answer = PyObject_CallFunctionObjArgs(ask, queue, NULL);
    result = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(ask);
    Py_XDECREF(answer);
    return result;
}

static PyObject *
get_begin(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *known, *queue, *call = NULL;
    int has;
    if (!is_ordinary(args, count, 1))
        return slowly(self, BEGIN, args, count, NULL);
    queue = PyTuple_GetItem(args[1], 0);
    known = known_of(queue);
    if (known == NULL)
        Py_RETURN_NONE;
    forget_serial_got();
    has = has_item(known, queue);
    if (has >= 0 && tell_by(known, has ? s_get_began : s_get_blocked, args[0], now(), NULL, 0, FOR_EVER) == 0)
        call = PyTuple_Pack(3, known, args[0], for_ever);
    Py_DECREF(known);
    return call;
}

static PyObject *
get_done(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *text;
    long long stamp = now();
    double bound;
    int done;
    if (count != 2 || !PyTuple_Check(args[0]) || PyTuple_Size(args[0]) != 3)
        return slowly(self, DONE, args, count, NULL);
    bound = PyFloat_AsDouble(PyTuple_GetItem(args[0], 2));
    text = PyErr_Occurred() ? NULL : encoded(self, args[1]);
    if (text == NULL)
        return NULL;
    done = tell_by(PyTuple_GetItem(args[0], 0), s_get_done, PyTuple_GetItem(args[0], 1), stamp, text, serial_got(), bound);
    Py_DECREF(text);
    if (done < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef get_methods[] = {
    {"begin", (PyCFunction)(void (*)(void))get_begin, METH_FASTCALL, NULL},
    {"done", (PyCFunction)(void (*)(void))get_done, METH_FASTCALL, NULL},
};

/* --- the beginning ------------------------------------------------------------------------ */

static const Methods of_put = {put_methods, LENGTH(put_methods)}, of_get = {get_methods, LENGTH(get_methods)};

static PyObject *
accelerate_queues(PyObject *module, PyObject *args)
{
    PyObject *put, *get, *encode, *others;
    int done;
    if (!PyArg_ParseTuple(args, "OOO:accelerate_queues", &put, &get, &encode) ||
        (others = PyTuple_Pack(1, encode)) == NULL)
        return NULL;
    done = give_methods(put, &of_put, others) < 0 ? -1 : give_methods(get, &of_get, others);
    Py_DECREF(others);
    if (done < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"accelerate_queues", accelerate_queues, METH_VARARGS,
     "accelerate_queues(put, get, encode)\n\nGive `queues.Put` and `queues.Get` methods in C. The text of a value is "
     "encode(value)."},
    {NULL, NULL, 0, NULL},
};

int
begin_queues(void)
{
    const Name names[] = {
        {&s_known, "_procession_queue"}, {&s_room, "room"}, {&s_get_began, "get_began"},
        {&s_get_blocked, "get_blocked"}, {&s_get_done, "get_done"}, {&s_has_item, "has_item"},
    };
    for_ever = PyFloat_FromDouble(FOR_EVER);
    return for_ever == NULL ? -1 : intern(names, LENGTH(names));
}

int
add_queues(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
