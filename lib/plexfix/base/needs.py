# -*- coding: utf-8 -*-
"""Says in one line how to install a package that is missing, for this very interpreter.

Imports nothing of plexfix, so that it works where six itself is missing.
"""
from __future__ import absolute_import, division, print_function

import importlib
import sys


class MissingPackage(ImportError):
    """A package that plexfix needs cannot be imported; its text is one line that says what to type."""


def how_to_install(package):
    """Return the command line that installs *package* for the interpreter that runs now."""
    program = sys.executable or 'python'
    if ' ' in program:
        program = '"%s"' % program
    return '%s -m pip install %s' % (program, package)


def require(package):
    """Return the imported *package*; raise MissingPackage where that fails.

    The reason is named: a package that is there but broken (its own dependency gone) is cured by the same command.
    """
    try:
        return importlib.import_module(package)
    except ImportError as err:
        raise MissingPackage('the package %s is needed (%s); install it with: %s'
                             % (package, err, how_to_install(package)))
