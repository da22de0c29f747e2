# -*- coding: utf-8 -*-
"""The README's own claims: messages and exit codes as the code has them, a section and a row for each script, promises."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import re

import pytest

from plexfix.base import errors

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPTS = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
                 if os.path.basename(path) != '__init__.py')
# What stands in a message where the code puts a value in.
GAP = u' ... '
LEAST_LETTERS = 8


def read(*parts):
    with io.open(os.path.join(ROOT, *parts), encoding='utf-8') as handle:
        return handle.read()


README = read('README.md')


def section(heading):
    """Return the text below a heading of the README, up to the next one of its level or above."""
    found = re.search(r'^(#+) %s\n' % re.escape(heading), README, re.M)
    assert found, heading
    rest = README[found.end():]
    end = re.search(r'^#{1,%d} ' % len(found.group(1)), rest, re.M)
    return rest[:end.start()] if end else rest


def rows(heading):
    """Return the rows of the first table in a section, each as a list of cells, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith('|')]
    return [[cell.strip() for cell in line.strip('|').split('|')] for line in lines[2:]]


def all_strings(text):
    """Return the source *text* with adjacent literals joined, so that a message that goes over two lines is found."""
    return re.sub(r"""(['"])\s*\n\s*u?\1""", '', text)


def code():
    found = []
    for folder, _, names in os.walk(os.path.join(ROOT, 'lib', 'plexfix')):
        found += [all_strings(read(os.path.join(folder, name))) for name in names if name.endswith('.py')]
    return u'\n'.join(found)


CODE = code()


def pieces(message):
    """Return the parts of a message that are always the same."""
    return [piece.strip() for piece in (u' %s ' % message).split(GAP.rstrip()) if len(piece.strip()) >= LEAST_LETTERS]


def test_each_message_of_the_troubleshooting_is_one_of_the_code():
    messages = [row[0].strip('`') for row in rows('Troubleshooting, by message')]
    assert len(messages) >= 15
    for message in messages:
        assert pieces(message) or message == 'unexpected ... in ...', message
        for piece in pieces(message):
            assert piece in CODE, message
    assert 'unexpected %s in %s' in CODE


def test_a_message_that_nobody_writes_is_seen():
    assert pieces(u'the disk ... sings a song') == [u'the disk', u'sings a song']
    assert u'sings a song' not in CODE
    assert all_strings(u"what('one '\n     u'two')") == u"what('one two')"


def test_the_exit_codes_are_those_of_the_code():
    told = set(int(number) for row in rows('Exit codes') for number in re.findall(r'\d+', row[0]))
    known = set(value for name, value in vars(errors).items() if name.startswith('EXIT_'))
    assert told == known | {141} and len(known) >= 10


def test_the_verdicts_stand_in_the_order_of_their_exit_codes():
    row = [row for row in rows('Exit codes') if row[0] == '10, 15, 20, 30']
    assert row[0][1] == 'the verdicts MONITOR, MODIFY, ROLLBACK, INVALID'
    assert (errors.EXIT_MONITOR, errors.EXIT_MODIFY, errors.EXIT_ROLLBACK, errors.EXIT_INVALID) == (10, 15, 20, 30)


@pytest.mark.parametrize('script', SCRIPTS)
def test_each_script_has_its_phase_prompt_example_and_section(script):
    row = [row for row in rows('Scripts') if '`scripts/%s`' % script in row[1]]
    assert len(row) == 1 and re.match(r'[0-6](, [0-6])?$', row[0][0])
    assert '(prompts/' in row[0][4] and '(examples/%s_example.md)' % script[:-len('.py')] in row[0][5]
    told = section(script)
    assert '    python scripts/%s' % script in told and '(examples/%s_example.md)' % script[:-len('.py')] in told


def test_each_promise_names_a_test_that_is_there():
    promises = rows('What it promises, and what tests it')
    assert len(promises) >= 10
    for promise in promises:
        names = re.findall(r'`(tests/test_\w+\.py)`', promise[2])
        assert names, promise[0]
        for name in names:
            assert os.path.exists(os.path.join(ROOT, name)), name


NOTHING_LEAVES = '''
import socket, sys
def refuse(*args, **named):
    raise AssertionError('somebody opens a connection')
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
sys.modules['requests'] = None
import %(script)s
code = %(script)s.main(sys.argv[1:])
assert 'requests' not in [name for name in sys.modules if sys.modules[name] is not None]
sys.exit(code)
'''
# The last is of samples in which an agent does not start: that alone sends a fix back.
LOOKS = (
    ('aggregate_plex_logs', ['--log-dir', os.path.join(ROOT, 'samples', 'logs'), '--output', 'aggregated_logs.txt'], 0),
    ('diagnose_from_report', [], 0),
    ('compare_metrics', ['--baseline', 'aggregated_logs.txt', '--current', 'aggregated_logs.txt'],
     errors.EXIT_ROLLBACK))


def test_what_only_looks_contacts_nobody_and_needs_no_requests(run_python, tmpdir):
    path = os.pathsep.join(os.path.join(ROOT, name) for name in ('lib', 'scripts'))
    for script, flags, wanted in LOOKS:
        code, _, err = run_python(['-c', NOTHING_LEAVES % {'script': script}] + flags, env={'PYTHONPATH': path},
                                  cwd=str(tmpdir))
        assert code == wanted, err


def test_the_guard_sees_who_asks_a_server(run_python, tmpdir):
    path = os.pathsep.join(os.path.join(ROOT, name) for name in ('lib', 'scripts'))
    token = tmpdir.join('token')
    token.write('a' * 20)
    code, out, err = run_python(
        ['-c', NOTHING_LEAVES % {'script': 'plex_api_utils'}, '--sections', '--token-file', str(token), '--url',
         'http://127.0.0.1:9'], env={'PYTHONPATH': path}, cwd=str(tmpdir))
    assert code == 2 and b'requests is needed' in err
