"""Found first on PYTHONPATH in a script's processes: installs the probe, then steps aside.

It never fails, leaves `sys.path` as it would be without it, and runs the sitecustomize that
it hides, if there is one. Only what the interpreter has loaded anyway is used, so that the
script's start costs no import that it does not make itself. A Python that is too old to be
watched (a script may start a Python 2) has to be able to read this file, too.
"""

import sys


def _install(here):  # type: (str) -> None
    if any("multiprocessing.resource_tracker" in argument for argument in getattr(sys, "orig_argv", ())):
        return  # it has to outlive a killed run, to clean up after it
    import os

    room = type(sys)("_procession")
    room.__path__ = [os.path.dirname(os.path.dirname(here))]
    sys.modules["_procession"] = room
    from _procession.probe import install  # type: ignore[import-not-found]  # made just above

    install()


def _leave_the_path():  # type: () -> str
    import os

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here]
    return here


def _run_hidden_one():  # type: () -> None
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import PathFinder

    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


def _run_hidden_one_in_old_python():  # type: () -> None
    me = sys.modules.pop("sitecustomize")
    try:
        __import__("sitecustomize")  # the next one on the path
    except ImportError:
        sys.modules["sitecustomize"] = me


_here = _leave_the_path()
if sys.version_info >= (3, 10):  # noqa: UP036  # of the script's Pythons, not of ours
    try:
        _install(_here)
    except Exception:
        pass
    _run_hidden_one()
else:
    _run_hidden_one_in_old_python()
