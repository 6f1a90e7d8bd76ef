/* The serials of items, from their put to their get: what `watched.items` does in Python. */

#include "accelerator.h"
#include <string.h>

static PyObject *s_room, *s_numbers, *s_dumps, *s_loads, *deque_append, *deque_popleft, *in_hand_type;

/* --- numbers ------------------------------------------------------------------------------ */

/* What this thread has in its hands, see `items.InHand`; `refused_ns` belongs to `refused`. */
static THREAD_LOCAL long long sent, got, refused, refused_ns;

static long long serial_now; /* the last that this process has used */

long long
serial_got(void)
{
    return got;
}

void
forget_serial_got(void)
{
    got = 0;
}

static PyObject *
count_from(PyObject *module, PyObject *first)
{
    long long number = PyLong_AsLongLong(first);
    if (number == -1 && PyErr_Occurred())
        return NULL;
    serial_now = number - 1;
    Py_RETURN_NONE;
}

static PyObject *
next_serial(PyObject *module, PyObject *unused)
{
    return PyLong_FromLongLong(++serial_now);
}

/* `which` is the attribute's name. */
static long long *
place_of(const char *which)
{
    return which[0] == 's' ? &sent : &got;
}

static PyObject *
get_number(PyObject *self, void *which)
{
    return PyLong_FromLongLong(*place_of(which));
}

static int
set_number(PyObject *self, PyObject *value, void *which)
{
    long long number = value == NULL ? 0 : PyLong_AsLongLong(value);
    if (number == -1 && PyErr_Occurred())
        return -1;
    *place_of(which) = number;
    return 0;
}

static PyObject *
get_refused(PyObject *self, void *unused)
{
    return Py_BuildValue("LL", refused, refused_ns);
}

static int
set_refused(PyObject *self, PyObject *value, void *unused)
{
    return value != NULL && PyArg_ParseTuple(value, "LL", &refused, &refused_ns) ? 0 : -1;
}

static PyGetSetDef in_hand_attributes[] = {
    {"sent", get_number, set_number, NULL, "sent"},
    {"got", get_number, set_number, NULL, "got"},
    {"refused", get_refused, set_refused, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot in_hand_slots[] = {
    {Py_tp_doc, "What each thread has in its hands, see `items.InHand`."},
    {Py_tp_getset, in_hand_attributes},
    {0, NULL},
};

static PyType_Spec in_hand_spec = {
    "accelerator.InHand", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, in_hand_slots,
};

/* --- what is not sent yet --------------------------------------------------------------------- */

/* Number the item that comes next, and note it in the put that it is of. */
static int
number_the_item(PyObject *self)
{
    PyObject *done = NULL, *serial = PyLong_FromLongLong(++serial_now), *numbers = PyObject_GetAttr(self, s_numbers);
    PyObject *room = PyObject_GetAttr(self, s_room);
    if (room != NULL)
        number_put_into(room, serial_now);
    if (serial != NULL && numbers != NULL && room != NULL)
        done = PyObject_CallFunctionObjArgs(deque_append, numbers, serial, NULL);
    Py_XDECREF(serial);
    Py_XDECREF(numbers);
    Py_XDECREF(room);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}

static PyObject *
unsent_append(PyObject *self, PyObject *item)
{
    return number_the_item(self) < 0 ? NULL : PyObject_CallFunctionObjArgs(deque_append, self, item, NULL);
}

/* This thread is to send the item that is taken. */
static int
take_serial(PyObject *self)
{
    PyObject *serial, *numbers = PyObject_GetAttr(self, s_numbers);
    if (numbers == NULL)
        return -1;
    serial = PyObject_CallFunctionObjArgs(deque_popleft, numbers, NULL);
    Py_DECREF(numbers);
    if (serial == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_IndexError))
            return -1;
        PyErr_Clear(); /* the item came another way */
    }
    sent = serial == NULL ? 0 : PyLong_AsLongLong(serial);
    Py_XDECREF(serial);
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *
unsent_popleft(PyObject *self, PyObject *unused)
{
    PyObject *item = PyObject_CallFunctionObjArgs(deque_popleft, self, NULL);
    if (item != NULL && take_serial(self) < 0)
        Py_CLEAR(item);
    return item;
}

static PyMethodDef unsent_methods[] = {
    {"append", unsent_append, METH_O, NULL},
    {"popleft", unsent_popleft, METH_NOARGS, NULL},
};

/* --- pickling --------------------------------------------------------------------------------- */

enum { MARK = 'P', TAIL_SIZE = 9 }; /* of a serial behind a pickle, see `items` */

/* What the two functions have: the library's pickler, `pickle.loads`, `serial_of`. */
enum { PICKLER, PICKLES, SERIAL_OF, STATE_SIZE };

/* A pickle with its serial behind it. */
static PyObject *
marked(PyObject *data, unsigned long long serial)
{
    PyObject *result;
    Py_buffer bytes;
    if (PyObject_GetBuffer(data, &bytes, PyBUF_SIMPLE) < 0)
        return NULL;
    result = PyBytes_FromStringAndSize(NULL, bytes.len + TAIL_SIZE);
    if (result != NULL) {
        char *start = PyBytes_AsString(result), *tail = start + bytes.len;
        memcpy(start, bytes.buf, (size_t)bytes.len);
        for (int i = 0; i < TAIL_SIZE - 1; i++)
            tail[i] = (char)(serial >> 8 * i & 0xFF);
        tail[TAIL_SIZE - 1] = MARK;
    }
    PyBuffer_Release(&bytes);
    return result;
}

/* The serial behind a pickle; 0 when it came from a process that is not watched. -1 with an exception. */
static long long
serial_behind(PyObject *state, PyObject *data)
{
    char *bytes;
    Py_ssize_t size;
    unsigned long long serial = 0;
    if (Py_TYPE(data) != &PyBytes_Type) {
        PyObject *number = PyObject_CallFunctionObjArgs(PyTuple_GetItem(state, SERIAL_OF), data, NULL);
        long long result = number == NULL ? -1 : PyLong_AsLongLong(number);
        Py_XDECREF(number);
        return result;
    }
    if (PyBytes_AsStringAndSize(data, &bytes, &size) < 0)
        return -1;
    if (size >= TAIL_SIZE && bytes[size - 1] == MARK)
        for (int i = 0; i < TAIL_SIZE - 1; i++)
            serial |= (unsigned long long)(unsigned char)bytes[size - TAIL_SIZE + i] << 8 * i;
    return (long long)serial;
}

/* Whether what the pickler makes are pickles: a script may have put a function of its own in their place. */
static int
are_pickles(PyObject *state)
{
    PyObject *loads = PyObject_GetAttr(PyTuple_GetItem(state, PICKLER), s_loads);
    Py_XDECREF(loads); /* the pickler has it */
    return loads == NULL ? -1 : loads == PyTuple_GetItem(state, PICKLES);
}

/* Call a method of the library's pickler. */
static PyObject *
call_pickler(PyObject *state, PyObject *name, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *result, *method = PyObject_GetAttr(PyTuple_GetItem(state, PICKLER), name);
    if (method == NULL)
        return NULL;
    if (count == 1 && names == NULL)
        result = PyObject_CallFunctionObjArgs(method, args[0], NULL);
    else
        result = call_with(method, NULL, args, count, names);
    Py_DECREF(method);
    return result;
}

static PyObject *
dumps(PyObject *state, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *data, *with_serial;
    long long serial = sent;
    int pickles;
    sent = 0;
    data = call_pickler(state, s_dumps, args, count, names);
    if (data == NULL) {
        refused = serial;
        refused_ns = now();
    }
    else if (serial && (pickles = are_pickles(state)) != 0) {
        with_serial = pickles < 0 ? NULL : marked(data, (unsigned long long)serial);
        Py_DECREF(data);
        data = with_serial;
    }
    return data;
}

static PyObject *
loads(PyObject *state, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *item;
    long long serial = 0;
    int pickles = are_pickles(state);
    if (pickles < 0 || (pickles && count > 0 && (serial = serial_behind(state, args[0])) == -1 && PyErr_Occurred()))
        return NULL;
    item = call_pickler(state, s_loads, args, count, names);
    got = serial; /* last: unpickling may run a get of its own */
    return item;
}

static PyMethodDef pickler_methods[] = {
    {"dumps", (PyCFunction)(void (*)(void))dumps, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"loads", (PyCFunction)(void (*)(void))loads, METH_FASTCALL | METH_KEYWORDS, NULL},
};

static PyObject *
pickling(PyObject *module, PyObject *state)
{
    PyObject *both = NULL, *first, *second;
    if (!PyTuple_Check(state) || PyTuple_Size(state) != STATE_SIZE) {
        PyErr_SetString(PyExc_TypeError, "a pickler, loads, serial_of");
        return NULL;
    }
    first = PyCFunction_NewEx(&pickler_methods[0], state, NULL);
    second = PyCFunction_NewEx(&pickler_methods[1], state, NULL);
    if (first != NULL && second != NULL)
        both = PyTuple_Pack(2, first, second);
    Py_XDECREF(first);
    Py_XDECREF(second);
    return both;
}

/* --- the beginning ------------------------------------------------------------------------ */

static const Methods methods = {unsent_methods, LENGTH(unsent_methods)};

static PyObject *
accelerate_unsent(PyObject *module, PyObject *cls)
{
    if (give_methods(cls, &methods, NULL) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"accelerate_unsent", accelerate_unsent, METH_O, "accelerate_unsent(cls)\n\nGive `items.Unsent` methods in C."},
    {"pickling", pickling, METH_O, "pickling((pickler, loads, serial_of))\n\nThe pair dumps, loads; see `items`."},
    {"count_from", count_from, METH_O, "count_from(first)\n\nThe serials of this process."},
    {"next_serial", next_serial, METH_NOARGS, "next_serial()\n\nThe next serial."},
    {NULL, NULL, 0, NULL},
};

/* What is called that is not ours. */
static int
find_functions(void)
{
    PyObject *collections = PyImport_ImportModule("_collections"), *deque = NULL;
    if (collections != NULL && (deque = PyObject_GetAttrString(collections, "deque")) != NULL) {
        deque_append = PyObject_GetAttrString(deque, "append");
        deque_popleft = PyObject_GetAttrString(deque, "popleft");
    }
    Py_XDECREF(collections);
    Py_XDECREF(deque);
    return deque_append == NULL || deque_popleft == NULL ? -1 : 0;
}

int
begin_serials(void)
{
    const Name names[] = {{&s_room, "room"}, {&s_numbers, "numbers"}, {&s_dumps, "dumps"}, {&s_loads, "loads"}};
    if (intern(names, LENGTH(names)) < 0 || find_functions() < 0)
        return -1;
    in_hand_type = PyType_FromSpec(&in_hand_spec);
    return in_hand_type == NULL ? -1 : 0;
}

int
add_serials(PyObject *module)
{
    return PyModule_AddFunctions(module, functions) < 0 ? -1 : PyObject_SetAttrString(module, "InHand", in_hand_type);
}
