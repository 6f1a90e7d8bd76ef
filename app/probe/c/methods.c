/* Methods in C in the place of those that a class of the probe has in Python.

   What a class had is kept in it, and called for whatever is not the ordinary case. It is kept there, as
   what is kept here is not given back when the interpreter ends. */

#include "accelerator.h"
#ifdef __linux__
#include <time.h>
#endif

static PyObject *now_function, *s_in_python;

int
intern(const Name *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((*names[i].place = PyUnicode_InternFromString(names[i].name)) == NULL)
            return -1;
    return 0;
}

int
begin_methods(void)
{
    const Name names[] = {{&s_in_python, "in_python"}};
    PyObject *time = PyImport_ImportModule("time");
    if (time == NULL || intern(names, LENGTH(names)) < 0)
        return -1;
    now_function = PyObject_GetAttrString(time, "monotonic_ns");
    Py_DECREF(time);
    return now_function == NULL ? -1 : 0;
}

long long
now(void)
{
#ifdef __linux__ /* the clock that time.monotonic_ns() reads there */
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) == 0)
        return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
#endif
    PyObject *time_ns = PyObject_CallNoArgs(now_function);
    long long result = time_ns == NULL ? -1 : PyLong_AsLongLong(time_ns);
    Py_XDECREF(time_ns);
    return result;
}

/* What `cls` has in Python becomes one tuple in it. */
static int
keep_own(PyObject *cls, const Methods *methods, PyObject *others)
{
    Py_ssize_t count = (Py_ssize_t)methods->count, more = others == NULL ? 0 : PyTuple_Size(others);
    PyObject *own = PyTuple_New(count + more);
    int result;
    if (own == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < count; i++)
        PyTuple_SetItem(own, i, PyObject_GetAttrString(cls, methods->methods[i].ml_name));
    for (Py_ssize_t i = 0; i < more; i++) {
        PyObject *other = PyTuple_GetItem(others, i);
        Py_INCREF(other);
        PyTuple_SetItem(own, count + i, other);
    }
    result = PyErr_Occurred() ? -1 : PyObject_SetAttr(cls, s_in_python, own);
    Py_DECREF(own);
    return result;
}

int
give_methods(PyObject *cls, const Methods *methods, PyObject *others)
{
    if (keep_own(cls, methods, others) < 0)
        return -1;
    for (size_t i = 0; i < methods->count; i++) {
        PyObject *method = PyDescr_NewMethod((PyTypeObject *)cls, &methods->methods[i]);
        int done = method == NULL ? -1 : PyObject_SetAttrString(cls, methods->methods[i].ml_name, method);
        Py_XDECREF(method);
        if (done < 0)
            return -1;
    }
    return 0;
}

PyObject *
kept(PyObject *object, Py_ssize_t number)
{
    PyObject *found, *own = PyObject_GetAttr(object, s_in_python);
    if (own == NULL)
        return NULL;
    found = PyTuple_GetItem(own, number);
    Py_DECREF(own); /* the class has it */
    return found;
}

PyObject *
slowly(PyObject *object, Py_ssize_t number, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *function = kept(object, number);
    return function == NULL ? NULL : call_with(function, object, args, count, names);
}

PyObject *
call_with(PyObject *function, PyObject *first, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    Py_ssize_t named = names == NULL ? 0 : PyTuple_Size(names), before = first != NULL;
    PyObject *result = NULL, *given = PyTuple_New(before + count), *keywords = named ? PyDict_New() : NULL;
    if (given == NULL || (named && keywords == NULL))
        goto done;
    if (first != NULL) {
        Py_INCREF(first);
        PyTuple_SetItem(given, 0, first);
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_INCREF(args[i]);
        PyTuple_SetItem(given, before + i, args[i]);
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
