/* A file mapped into memory without a descriptor of it: what `mapping` does through ctypes. */

#include "accelerator.h"

#ifdef _WIN32

int
begin_mapping(void)
{
    return 0;
}

int
add_mapping(PyObject *module)
{
    return 0;
}

#else

#include <errno.h>
#include <sys/mman.h>

#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

/* It is unmapped when nobody has a view of it any more. */
typedef struct {
    PyObject_HEAD
    void *start;
    size_t size;
} Area;

static PyObject *area_type;

static void
area_dealloc(Area *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    if (self->start != NULL)
        munmap(self->start, self->size);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int
area_buffer(Area *self, Py_buffer *view, int flags)
{
    return PyBuffer_FillInfo(view, (PyObject *)self, self->start, (Py_ssize_t)self->size, 0, flags);
}

static PyType_Slot area_slots[] = {
    {Py_tp_dealloc, area_dealloc},
    {Py_bf_getbuffer, area_buffer},
    {0, NULL},
};

static PyType_Spec area_spec = {"accelerator.Area", sizeof(Area), 0, Py_TPFLAGS_DEFAULT, area_slots};

static PyObject *
map_file(PyObject *module, PyObject *args)
{
    int descriptor, busy;
    Py_ssize_t size;
    void *start;
    Area *area;
    if (!PyArg_ParseTuple(args, "inp:map_file", &descriptor, &size, &busy))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    start = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED | (busy ? MAP_POPULATE : 0), descriptor, 0);
    Py_END_ALLOW_THREADS
    if (start == MAP_FAILED)
        return PyErr_SetFromErrno(PyExc_OSError);
    area = (Area *)PyType_GenericAlloc((PyTypeObject *)area_type, 0);
    if (area == NULL) {
        munmap(start, (size_t)size);
        return NULL;
    }
    area->start = start;
    area->size = (size_t)size;
    return (PyObject *)area;
}

static PyMethodDef functions[] = {
    {"map_file", map_file, METH_VARARGS, "map_file(descriptor, size, busy)\n\nSee `mapping`."},
    {NULL, NULL, 0, NULL},
};

int
begin_mapping(void)
{
    area_type = PyType_FromSpec(&area_spec);
    return area_type == NULL ? -1 : 0;
}

int
add_mapping(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}

#endif
