# -*- coding: utf-8 -*-
"""errors: three lines that say what, why and what to type; one table of exit codes."""
from __future__ import absolute_import, division, print_function

import pickle

import pytest

from plexfix.base import errors
from plexfix.base.compat import PY2, to_text


@pytest.mark.parametrize('kind, code', [
    (errors.PlexfixError, 2), (errors.UsageError, 2), (errors.Refused, 1), (errors.PreconditionFailed, 40),
    (errors.LockHeld, 41), (errors.RecoveryNeeded, 42),
])
def test_each_error_has_its_code_of_the_table(kind, code):
    assert kind('what').exit_code == code


def test_the_table_of_exit_codes():
    found = dict((name, getattr(errors, name)) for name in dir(errors) if name.startswith('EXIT_'))
    assert found == {'EXIT_OK': 0, 'EXIT_FOUND': 1, 'EXIT_USAGE': 2, 'EXIT_MONITOR': 10, 'EXIT_MODIFY': 15,
                     'EXIT_ROLLBACK': 20, 'EXIT_INVALID': 30, 'EXIT_PRECONDITION': 40, 'EXIT_LOCK': 41,
                     'EXIT_RECOVER': 42, 'EXIT_INTERRUPTED': 130, 'EXIT_PIPE': 141}


@pytest.mark.parametrize('parts, message', [
    (('what',), u'error: what'),
    (('what', 'evidence', 'hint'), u'error: what\n  evidence\n  hint'),
    (('what', None, 'hint'), u'error: what\n  hint'),
    (('caf\xc3\xa9' if PY2 else u'café', u'é'), u'error: café\n  é'),
    (('what', 'two\nlines'), u'error: what\n  two\n  lines'),
    (('two\nlines',), u'error: two\n  lines'),
])
def test_the_message_has_a_line_for_each_part(parts, message):
    error = errors.PlexfixError(*parts)
    assert error.message() == message
    assert to_text(str(error)) == message


def test_the_text_form_on_python_2_is_the_message():
    error = errors.PlexfixError(u'caf\xe9')
    assert error.__unicode__() == u'error: caf\xe9'


def test_the_parts_stay_readable():
    error = errors.Refused('a', 'b', 'c')
    assert (error.what, error.evidence, error.hint) == ('a', 'b', 'c')


def test_an_error_survives_the_way_from_a_worker_process():
    error = pickle.loads(pickle.dumps(errors.LockHeld('a', u'é', None), 2))
    assert type(error) is errors.LockHeld
    assert (error.what, error.evidence, error.hint, error.exit_code) == ('a', u'é', None, 41)
