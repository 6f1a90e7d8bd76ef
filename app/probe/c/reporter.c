/* Telling an operation of which all is known already, and looking whether a variable of the script has changed:
   what `reporter.Reporter` does in Python. */

#include "accelerator.h"
#include <string.h>

enum { NAME, EFFECT, PHASE, FRAME, WATCH, TEXT, VALUE, BOUND, TIME, ARGUMENTS }; /* of `operation` */
enum { NEEDED = FRAME + 1 };
enum { MANY = 8 };           /* variables, see `variables` */
enum { IN_PYTHON_OPERATION, IN_PYTHON_SAMPLE };
enum { DONE = 3 };           /* a phase */

static PyObject *argument_names[ARGUMENTS];
static PyObject *s_aside, *s_untold, *s_log, *s_strings, *s_names, *s_entries, *s_due_ns, *s_functions, *s_id, *s_co_filename;
static PyObject *s_samplers, *s_variables, *s_collected, *s_last, *s_module_id, *s_size, *s_main;

/* --- variables ---------------------------------------------------------------------------- */

/* Whether the module's dict has these values under these names. */
static int
has_these(PyObject *module, PyObject *names, PyObject *values)
{
    Py_ssize_t count = PyList_Size(names);
    if (count > MANY || PyList_Size(values) != count)
        return 0;
    for (Py_ssize_t i = 0; i < count; i++)
        if (PyDict_GetItemWithError(module, PyList_GetItem(names, i)) != PyList_GetItem(values, i))
            return 0;
    return 1;
}

static int
is_number(PyObject *number, unsigned long long value)
{
    return number != NULL && PyLong_Check(number) && PyLong_AsUnsignedLongLong(number) == value;
}

static int
variables_are_as_before(PyObject *variables)
{
    PyObject *main = PyDict_GetItemWithError(PyImport_GetModuleDict(), s_main);
    PyObject *module = main == NULL || !PyModule_Check(main) ? NULL : PyModule_GetDict(main);
    PyObject *names = PyObject_GetAttr(variables, s_collected), *values = PyObject_GetAttr(variables, s_last);
    PyObject *id = PyObject_GetAttr(variables, s_module_id), *size = PyObject_GetAttr(variables, s_size);
    int result = module != NULL && names != NULL && values != NULL && PyList_Check(names) && PyList_Check(values) &&
                 is_number(id, (unsigned long long)(size_t)module) &&
                 is_number(size, (unsigned long long)PyDict_Size(module)) && has_these(module, names, values);
    Py_XDECREF(names);
    Py_XDECREF(values);
    Py_XDECREF(id);
    Py_XDECREF(size);
    PyErr_Clear();
    return result;
}

int
nothing_has_changed(PyObject *report)
{
    PyObject *samplers = PyObject_GetAttr(report, s_samplers), *variables = NULL;
    int result = samplers != NULL && PyList_Check(samplers) && PyList_Size(samplers) == 0 &&
                 (variables = PyObject_GetAttr(report, s_variables)) != NULL && variables_are_as_before(variables);
    Py_XDECREF(samplers);
    Py_XDECREF(variables);
    PyErr_Clear();
    return result;
}

static PyObject *
sample(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    if (nothing_has_changed(self))
        Py_RETURN_NONE;
    return slowly(self, IN_PYTHON_SAMPLE, args, count, names);
}

/* --- an operation ------------------------------------------------------------------------- */

/* Each argument at its place, NULL for what is not given; 0 when the call is wrong. */
static int
sort(PyObject *const *args, Py_ssize_t count, PyObject *names, PyObject **given)
{
    Py_ssize_t named = names == NULL ? 0 : PyTuple_Size(names);
    memset(given, 0, ARGUMENTS * sizeof(*given));
    if (count > ARGUMENTS)
        return 0;
    for (Py_ssize_t i = 0; i < count; i++)
        given[i] = args[i];
    for (Py_ssize_t i = 0; i < named; i++) {
        int at = 0;
        while (at < ARGUMENTS && argument_names[at] != PyTuple_GetItem(names, i))
            at++;
        if (at == ARGUMENTS || given[at] != NULL)
            return 0;
        given[at] = args[count + i];
    }
    for (int at = 0; at < NEEDED; at++)
        if (given[at] == NULL)
            return 0;
    return 1;
}

/* The number of a text in the log; 0 when it has none yet. */
static unsigned long
number_of(PyObject *strings, PyObject *text)
{
    PyObject *number = PyDict_GetItemWithError(strings, text);
    return number == NULL ? 0 : PyLong_AsUnsignedLong(number);
}

/* Whether a name may be found from a frame with this code. */
static int
names_are_due(PyObject *report, PyObject *code, long long time_ns)
{
    PyObject *names = PyObject_GetAttr(report, s_names), *due = NULL, *functions = NULL, *id = NULL;
    PyObject *entries = names == NULL ? NULL : PyObject_GetAttr(names, s_entries);
    int result = entries == NULL || PyDict_Size(entries) != 0;
    if (entries != NULL && result && (due = PyObject_GetAttr(names, s_due_ns)) != NULL &&
        (functions = PyObject_GetAttr(names, s_functions)) != NULL && (id = PyLong_FromVoidPtr(code)) != NULL)
        result = time_ns >= PyLong_AsLongLong(due) || PySet_Contains(functions, id) != 1;
    Py_XDECREF(names);
    Py_XDECREF(entries);
    Py_XDECREF(due);
    Py_XDECREF(functions);
    Py_XDECREF(id);
    return result;
}

/* File and line; 0 when the file has no number yet, or names are looked for first. */
static int
place(PyObject *report, PyObject *strings, PyObject *frame, Record *record)
{
    PyObject *code, *file;
    int line;
    if (!is_frame(frame))
        return 0;
    code = (PyObject *)PyFrame_GetCode((PyFrameObject *)frame);
    file = PyObject_GetAttr(code, s_co_filename);
    record->file = file == NULL ? 0 : number_of(strings, file);
    Py_XDECREF(file);
    Py_DECREF(code); /* the frame has it */
    line = PyFrame_GetLineNumber((PyFrameObject *)frame);
    record->line = line > 0 ? (unsigned long)line : 0;
    return record->file != 0 && !names_are_due(report, code, record->time_ns);
}

/* What the record says but for its place; 0 when something is not as it mostly is. */
static int
describe(PyObject **given, Record *record)
{
    PyObject *id = NULL;
    record->effect = (unsigned char)PyLong_AsLong(given[EFFECT]);
    record->phase = (unsigned char)PyLong_AsLong(given[PHASE]);
    record->value = given[VALUE] == NULL ? 0 : PyLong_AsLongLong(given[VALUE]);
    record->bound = given[BOUND] == NULL ? FOR_EVER : PyFloat_AsDouble(given[BOUND]);
    record->time_ns = given[TIME] == NULL ? 0 : PyLong_AsLongLong(given[TIME]);
    if (record->time_ns == 0)
        record->time_ns = now();
    if (given[TEXT] != NULL) {
        if (!PyUnicode_CheckExact(given[TEXT]))
            return 0;
        record->text = PyUnicode_AsUTF8AndSize(given[TEXT], &record->length);
    }
    if (given[WATCH] != NULL && given[WATCH] != Py_None && (id = PyObject_GetAttr(given[WATCH], s_id)) != NULL)
        record->object = PyLong_AsUnsignedLongLong(id);
    Py_XDECREF(id);
    return !PyErr_Occurred() && record->length <= INLINE;
}

/* Whether nothing has to be told before, and nothing of ours has failed. */
static int
is_ordinary(PyObject *report)
{
    PyObject *aside = PyObject_GetAttr(report, s_aside), *untold = PyObject_GetAttr(report, s_untold);
    int result = aside != NULL && untold == Py_None && PySet_Size(aside) == 0;
    Py_XDECREF(aside);
    Py_XDECREF(untold);
    return result;
}

/* Write the record, if all that is needed is known: 1, or 0 without an error. */
static int
wrote_at_once(PyObject *report, PyObject **given)
{
    Record record = {0};
    PyObject *log = NULL, *strings = NULL;
    int result = is_ordinary(report) && (log = PyObject_GetAttr(report, s_log)) != NULL &&
                 (record.thread = number_in(log)) != 0 && (strings = PyObject_GetAttr(log, s_strings)) != NULL &&
                 PyDict_Check(strings) && describe(given, &record) &&
                 (record.operation = number_of(strings, given[NAME])) != 0 &&
                 (given[FRAME] == Py_None || place(report, strings, given[FRAME], &record)) &&
                 !PyErr_Occurred() && write_record(log, &record);
    Py_XDECREF(strings);
    Py_XDECREF(log);
    PyErr_Clear();
    return result;
}

/* There was no stack to tell it in Python. */
static PyObject *
kept_for_later(PyObject *report, PyObject **given)
{
    PyObject *type, *error, *trace, *what = NULL;
    Record record = {0};
    int done = 0;
    PyErr_Fetch(&type, &error, &trace);
    if (describe(given, &record) &&
        (what = Py_BuildValue("OOOK", given[NAME], given[EFFECT], given[PHASE], record.object)) != NULL)
        done = keep_late(report, what, given[FRAME], record.time_ns, given[TEXT], record.value, record.bound);
    PyErr_Clear();
    Py_XDECREF(what);
    if (!done) {
        PyErr_Restore(type, error, trace);
        return NULL;
    }
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(trace);
    Py_RETURN_NONE;
}

/* The script's exception goes on; ours is told by `is_the_scripts`, and no room on the stack is none. */
static PyObject *
sampled(PyObject *report, PyObject **given)
{
    int always = PyLong_AsLong(given[PHASE]) != DONE && given[FRAME] != Py_None;
    PyObject *result = PyObject_CallMethod(report, "sample", "O", always ? Py_True : Py_False);
    PyObject *type, *error, *trace, *its;
    if (result != NULL || PyErr_ExceptionMatches(PyExc_RecursionError)) {
        PyErr_Clear();
        Py_XDECREF(result);
        Py_RETURN_NONE;
    }
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    if (trace != NULL)
        PyException_SetTraceback(error, trace);
    its = PyObject_CallMethod(report, "is_the_scripts", "OO", error, given[NAME]);
    if (its == NULL || its == Py_True) {
        Py_XDECREF(its);
        PyErr_Restore(type, error, trace);
        return NULL;
    }
    Py_DECREF(its);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(trace);
    Py_RETURN_NONE;
}

static PyObject *
operation(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *given[ARGUMENTS], *result;
    int is_right = sort(args, count, names, given), is_written = is_right && wrote_at_once(self, given);
    drop_what_was_before();
    if (is_written && nothing_has_changed(self))
        Py_RETURN_NONE;
    if (is_written)
        return sampled(self, given);
    result = slowly(self, IN_PYTHON_OPERATION, args, count, names);
    ask_for_the_thread_again();
    if (result == NULL && is_right && PyErr_ExceptionMatches(PyExc_RecursionError))
        return kept_for_later(self, given);
    return result;
}

static PyMethodDef reporter_methods[] = {
    {"operation", (PyCFunction)(void (*)(void))operation, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"sample", (PyCFunction)(void (*)(void))sample, METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static const Methods methods = {reporter_methods, LENGTH(reporter_methods) - 1};

static PyObject *
accelerate_reporter(PyObject *module, PyObject *cls)
{
    if (give_methods(cls, &methods, NULL) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"accelerate_reporter", accelerate_reporter, METH_O,
     "accelerate_reporter(cls)\n\nGive `reporter.Reporter` methods in C."},
    {NULL, NULL, 0, NULL},
};

/* --- the beginning ------------------------------------------------------------------------ */

int
begin_reporter(void)
{
    const Name names[] = {
        {&argument_names[NAME], "name"}, {&argument_names[EFFECT], "effect"}, {&argument_names[PHASE], "phase"},
        {&argument_names[FRAME], "frame"}, {&argument_names[WATCH], "watch"}, {&argument_names[TEXT], "text"},
        {&argument_names[VALUE], "value"}, {&argument_names[BOUND], "bound"}, {&argument_names[TIME], "time_ns"},
        {&s_aside, "_aside"}, {&s_untold, "untold"}, {&s_log, "log"}, {&s_strings, "_strings"},
        {&s_names, "names"}, {&s_entries, "entries"}, {&s_due_ns, "due_ns"}, {&s_functions, "functions"},
        {&s_id, "id"}, {&s_co_filename, "co_filename"}, {&s_samplers, "samplers"}, {&s_variables, "variables"},
        {&s_collected, "_names"}, {&s_last, "_last"}, {&s_module_id, "_module_id"}, {&s_size, "_size"},
        {&s_main, "__main__"},
    };
    return intern(names, LENGTH(names));
}

int
add_reporter(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
