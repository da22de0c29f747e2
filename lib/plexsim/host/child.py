# -*- coding: utf-8 -*-
"""The process of one plug-in: starts it, then answers one JSON request a line until its standard input ends.

Run as `python child.py` with one JSON object on the first line of standard input; each answer is one JSON line on
standard output.  Runs under any Python from 2.7, and imports nothing that the plug-in may not need.
"""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import sys
import threading
import types

# A process that holds the interpreter for so much processor time without reading its input is beyond help: it would
# not even see that its parent is gone.
STUCK_CPU_S = 120


def main():
    """Run the plug-in that the first line of standard input describes."""
    if sys.version_info[0] == 2:
        # The framework does this first of all: plug-ins mix bytes and text, and rely on UTF-8 between them.
        reload(sys)  # noqa: F821
        sys.setdefaultencoding('utf-8')
    requests = io.open(sys.stdin.fileno(), 'rb', closefd=False)
    answers = _own_stdout()
    setup = json.loads(requests.readline().decode('utf-8'))
    _import_paths(setup)
    from plexsim.host.plugin import Plugin
    keep_awake()
    Plugin(setup, requests, answers).run()


def _own_stdout():
    """Return a stream to the parent, and point descriptor 1 elsewhere: what a plug-in prints must not get between."""
    stream = io.open(os.dup(1), 'wb', buffering=0)
    os.dup2(2, 1)
    try:
        import fcntl
        # Programs that a plug-in starts must not hold it open.
        fcntl.fcntl(stream.fileno(), fcntl.F_SETFD, fcntl.fcntl(stream.fileno(), fcntl.F_GETFD) | fcntl.FD_CLOEXEC)
    except ImportError:
        pass
    return stream


def _import_paths(setup):
    sys.path[:] = [path for path in sys.path if path and os.path.abspath(path) != os.path.dirname(os.path.abspath(__file__))]
    sys.path.insert(0, setup['lib'])
    _load_six(setup['six'])
    # The package itself is not needed here, whatever its __init__ may come to import.
    package = types.ModuleType(str('plexsim'))
    package.__path__ = [os.path.join(setup['lib'], 'plexsim')]
    sys.modules['plexsim'] = package


def _load_six(path):
    """Import six from the file that the parent has: this Python may be another, and its packages are not the parent's."""
    if sys.version_info[0] == 2:
        import imp
        imp.load_source('six', path.encode(sys.getfilesystemencoding() if os.name == 'nt' else 'utf-8'))
        return
    import importlib.util
    spec = importlib.util.spec_from_file_location('six', path)
    module = importlib.util.module_from_spec(spec)
    sys.modules['six'] = module
    spec.loader.exec_module(module)


def keep_awake(seconds=10):
    """Give this process up when it burns processor time without ever coming back to Python code; POSIX only."""
    try:
        import signal
        signal.setitimer(signal.ITIMER_PROF, STUCK_CPU_S)
    except (ImportError, AttributeError):
        return
    timer = threading.Timer(seconds, keep_awake)
    timer.daemon = True
    timer.start()


if __name__ == '__main__':
    main()
