/* The hot paths of the probe in C: telling an operation from a line that has told it before, a lock, a queue.

   What is here does what the same names do in Python, which are used where this has not been built and are
   called for whatever is not the ordinary case. */

#include "accelerator.h"

static PyObject *
forget_log(PyObject *module, PyObject *unused)
{
    forget_the_log();
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"forget_log", forget_log, METH_NOARGS, "In a forked child: the parent's log is not here."},
    {NULL, NULL, 0, NULL},
};

static int (*const begin[])(void) = {
    begin_methods, begin_prepared, begin_reporter, begin_mapping, begin_locks,
    begin_serials, begin_places,   begin_queues,   begin_values,
};

static int (*const add[])(PyObject *) = {
    add_reporter, add_mapping, add_locks, add_serials, add_places, add_queues, add_values,
};

/* What is kept here is kept once in a process, so only the main interpreter may have it. */
static int
execute(PyObject *module)
{
    static int begun = 0;
    if (PyInterpreterState_GetID(PyInterpreterState_Get()) != 0) {
        PyErr_SetString(PyExc_ImportError, "only for the main interpreter");
        return -1;
    }
    for (size_t i = 0; !begun && i < LENGTH(begin); i++)
        if (begin[i]() < 0)
            return -1;
    begun = 1;
    for (size_t i = 0; i < LENGTH(add); i++)
        if (add[i](module) < 0)
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
