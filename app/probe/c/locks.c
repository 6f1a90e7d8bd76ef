/* A lock's acquire and release, and `with`: what the SemLock of `watched.synchronize` does in Python. */

#include "accelerator.h"

enum { TRIES = 30 }; /* before it counts as waiting, see `synchronize.spin` */

static PyObject *s_waits, *s_takes, *s_gives, *getframe, *one;

/* The library's own acquire and release. */
static PyObject *take, *give, *count_of;

/* What a lock's class has in Python: the methods, in their order below, and what tells an exception. */
enum { ACQUIRE, ENTER, RELEASE, EXIT, FAILED };

PyObject *
calling_frame(int outwards)
{
    PyObject *frame;
    if (!outwards) {
        frame = (PyObject *)PyEval_GetFrame();
        Py_XINCREF(frame);
        return frame;
    }
    frame = PyObject_CallFunctionObjArgs(getframe, one, NULL);
    if (frame == NULL)
        PyErr_Clear();
    return frame;
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

/* Tell the exception that is set, and leave it set. */
static void
tell_failure(PyObject *lock, const char *method, PyObject *frame)
{
    PyObject *type, *error, *trace, *failed, *result = NULL;
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    failed = kept(lock, FAILED);
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

int
take_soon(PyObject *lock)
{
    int got = 0;
    for (int i = 0; i <= TRIES && got == 0; i++)
        got = try_to_take(lock);
    return got;
}

PyObject *
give_back(PyObject *lock)
{
    return PyObject_CallFunctionObjArgs(give, lock, NULL);
}

int
times_taken(PyObject *lock)
{
    PyObject *count = PyObject_CallFunctionObjArgs(count_of, lock, NULL);
    int result = count == NULL ? -1 : (int)PyLong_AsLong(count);
    Py_XDECREF(count);
    return result;
}

static PyObject *
enter(PyObject *lock, PyObject *frame)
{
    int got = take_soon(lock);
    PyObject *result;
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

static const Methods methods = {lock_methods, LENGTH(lock_methods)};

/* Keep an attribute of `cls`, which stays for good. */
static int
keep(PyObject **place, PyObject *cls, const char *name)
{
    PyObject *known = *place;
    *place = PyObject_GetAttrString(cls, name);
    Py_XDECREF(known);
    return *place == NULL ? -1 : 0;
}

static PyObject *
accelerate_lock(PyObject *module, PyObject *args)
{
    PyObject *base, *cls, *failed, *others;
    int done;
    if (!PyArg_ParseTuple(args, "OOO:accelerate_lock", &base, &cls, &failed))
        return NULL;
    if (keep(&take, base, "acquire") < 0 || keep(&give, base, "release") < 0 ||
        keep(&count_of, base, "_count") < 0 ||
        (others = PyTuple_Pack(1, failed)) == NULL)
        return NULL;
    done = give_methods(cls, &methods, others);
    Py_DECREF(others);
    if (done < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"accelerate_lock", accelerate_lock, METH_VARARGS,
     "accelerate_lock(base, cls, failed)\n\nGive `cls`, the watched subclass of the C semaphore `base`, methods in "
     "C.\nAn exception is told by failed(lock, method, frame, error)."},
    {NULL, NULL, 0, NULL},
};

int
begin_locks(void)
{
    const Name names[] = {
        {&s_waits, "waits"}, {&s_takes, "takes"}, {&s_gives, "gives"},
    };
    getframe = PySys_GetObject("_getframe");
    Py_XINCREF(getframe);
    one = PyLong_FromLong(1);
    return intern(names, LENGTH(names));
}

int
add_locks(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
