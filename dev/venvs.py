# -*- coding: utf-8 -*-
"""Make virtual environments and install into them, with whatever this machine has.

Which interpreter to take is decided by the caller (see `interpreters`).
"""
from __future__ import absolute_import, division, print_function

import io
import os
import shutil
import subprocess
import sys


HERE = os.path.dirname(os.path.realpath(__file__))


class VenvError(Exception):
    """No environment could be made, or something could not be installed into it; the text says what was tried."""


def program(folder, name):
    """Return the path of the program *name* inside the environment *folder*."""
    if os.name == 'nt':
        return os.path.join(folder, 'Scripts', name + '.exe')
    return os.path.join(folder, 'bin', name)


def ensure(folder, interpreters, requirements, run=None):
    """Make *folder* an environment with *requirements* (arguments of pip install) in it; return its python.

    One that is there already is used as it is.  *interpreters* are tried in turn, since a distribution's own Python
    often lacks what makes environments.  A stamp that is written last tells a complete environment from one whose
    making was interrupted.  Raises VenvError.
    """
    run = run or _run
    python, stamp = program(folder, 'python'), os.path.join(folder, 'complete.txt')
    wanted = '\n'.join(requirements)
    if _read(stamp) == wanted and run([python, '-c', 'import pip'])[0] == 0:
        return python
    tried = []
    for interpreter in interpreters:
        for command in _commands(interpreter, folder):
            shutil.rmtree(folder, ignore_errors=True)
            code, output = run(command)
            if code == 0 and os.path.exists(python):
                _install(python, requirements, run)
                with io.open(stamp, 'w', encoding='utf-8') as handle:
                    handle.write(_text(wanted))
                return python
            tried.append('%s\n    %s' % (' '.join(command), '\n    '.join(output.strip().splitlines()[-3:])))
    raise VenvError('no virtual environment could be made in %s\n  tried: %s\n  install virtualenv for one of them: '
                    'PYTHON -m pip install --user "virtualenv<20.22"'
                    % (folder, '\n  tried: '.join(tried) or 'nothing, no Python found'))


def add(python, package, run=None):
    """Return whether *package*, which is imported by that name, is in the environment of *python*, or could be added.

    Only as a wheel: to compile it would take minutes, and headers that few machines have.
    """
    run = run or _run
    imports = [python, '-c', 'import ' + package]
    if run(imports)[0] == 0:
        return True
    run([python, '-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--only-binary', package, package])
    return run(imports)[0] == 0


def _commands(interpreter, folder):
    if interpreter.version[0] == 3:
        yield [interpreter.path, '-m', 'venv', folder]
    yield [interpreter.path, '-m', 'virtualenv', '-q', folder]
    yield ['virtualenv', '-q', '-p', interpreter.path, folder]
    yield [interpreter.path, os.path.join(HERE, 'borrow_virtualenv.py'), folder]


def _install(python, requirements, run):
    command = [python, '-m', 'pip', 'install', '-q', '--disable-pip-version-check'] + list(requirements)
    code, output = run(command)
    if code != 0:
        raise VenvError('%s\n  %s' % (' '.join(command), '\n  '.join(output.strip().splitlines()[-6:])))


def _run(command):
    """Return (exit code, output) of *command*; a program that is not there counts as a failed one."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        return 127, str(error)
    output = process.communicate()[0]
    return process.returncode, output if sys.version_info[0] == 2 else output.decode('utf-8', 'replace')


def _read(path):
    try:
        with io.open(path, encoding='utf-8') as handle:
            return handle.read()
    except (IOError, OSError):
        return None


def _text(value):
    return value.decode('utf-8') if isinstance(value, bytes) else value
