# -*- coding: utf-8 -*-
"""A terminal that shows ASCII, Latin or a DOS code page only: no command fails on it, and marks get plain letters."""
from __future__ import absolute_import, division, print_function

import ast
import glob
import io
import os
import re
import shutil
import subprocess
import sys
import threading
import unicodedata

import pytest

from agent_log import AgentLog
from plexfix.base.compat import fs_text, native, text_type, to_text
from plexfix.base.plainmarks import PLAIN, PLAIN_OR_ESCAPE

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
posix_only = pytest.mark.skipif(os.name == 'nt', reason='makes terminals of POSIX')
ENCODINGS = ['ascii', 'latin-1', 'cp437']
MARKS = u'\u2713\u2192\u2026\u2265'
NAME = u'caf\xe9 ' + MARKS


def read(path):
    with io.open(path, encoding='utf-8') as handle:
        return handle.read()


SCRIPTS = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
                 if re.search(r'^def main\(', read(path), re.M))


# -- the table ---------------------------------------------------------------------------------------------------------

def test_what_stands_for_a_mark_is_ascii():
    for mark, plain in PLAIN.items():
        assert len(mark) == 1 and mark > u'\x7f'
        plain.encode('ascii')


@pytest.mark.parametrize('encoding, shown', [
    ('utf-8', u'\u2713 caf\xe9 \u2192 \u2265 5 \xd7 \u2603'),
    ('ascii', u'yes caf\\xe9 -> >= 5 x \\u2603'),
    ('latin-1', u'yes caf\xe9 -> >= 5 \xd7 \\u2603'),
    ('cp437', u'yes caf\xe9 -> \u2265 5 x \\u2603'),
    ('cp1252', u'yes caf\xe9 -> >= 5 \xd7 \\u2603'),
])
def test_a_mark_is_shown_where_it_can_be_and_said_where_not(encoding, shown):
    text = u'\u2713 caf\xe9 \u2192 \u2265 5 \xd7 \u2603'
    assert text.encode(encoding, PLAIN_OR_ESCAPE).decode(encoding) == shown


def test_the_handler_is_for_writing_only():
    with pytest.raises(UnicodeDecodeError):
        b'\xff'.decode('ascii', PLAIN_OR_ESCAPE)


def shown_marks(source):
    """Return the signs and punctuation beyond ASCII in the texts of a module; letters are names, or ranges."""
    nodes = [node for node in ast.walk(ast.parse(source)) if type(node).__name__ in ('Str', 'Constant')]
    texts = [node.value if hasattr(node, 'value') else node.s for node in nodes]
    return set(letter for text in texts if isinstance(text, text_type) for letter in text
               if letter > u'\x7f' and unicodedata.category(letter)[0] in 'SP')


def test_each_mark_that_the_code_shows_has_plain_letters():
    """Whoever adds a mark to a message must say how a terminal without it shows it."""
    looked_at = glob.glob(os.path.join(ROOT, 'scripts', '*.py')) + [os.path.join(ROOT, 'lib', 'plexfix', 'cli.py')]
    for stage in ('show', 'steps', 'loop', 'judge', 'outside'):
        for folder, _, names in os.walk(os.path.join(ROOT, 'lib', 'plexfix', stage)):
            looked_at += [os.path.join(folder, name) for name in names if name.endswith('.py')]
    assert len(looked_at) > 50
    for path in looked_at:
        with open(path, 'rb') as handle:
            source = handle.read()
        # What becomes markup is written into files, which are UTF-8.
        if b'markup' not in source:
            assert shown_marks(source) <= set(PLAIN), path


def test_letters_in_code_are_seen():
    assert shown_marks(b'# -*- coding: utf-8 -*-\nx = u"\xe2\x9c\x93 \\u2603 \\u200b \\u1100"') == {u'\u2713', u'\u2603'}


# -- all commands on a terminal ----------------------------------------------------------------------------------------

def on_a_terminal(arguments, cwd, encoding, timeout_s=60):
    """Return (exit code, bytes) of this Python with *arguments*, all of its streams on a terminal of that encoding."""
    master, slave = os.openpty()
    env = dict(os.environ, PYTHONPATH=os.path.join(ROOT, 'lib'), PYTHONIOENCODING=encoding, LC_ALL='C',
               PYTHONUTF8='0', PYTHONCOERCECLOCALE='0', COLUMNS='100')
    for name in [name for name in env if name.startswith('PLEX')]:
        del env[name]
    with open(os.devnull) as nothing:
        process = subprocess.Popen([sys.executable, '-B'] + arguments, env=env, cwd=cwd, stdin=nothing, stdout=slave,
                                   stderr=slave)
    os.close(slave)
    timer = threading.Timer(timeout_s, process.kill)
    timer.start()
    shown = b''
    try:
        while True:
            piece = os.read(master, 65536)
            if not piece:
                break
            shown += piece
    except OSError:             # Linux says so when the last one has closed the other end
        pass
    finally:
        code = process.wait()
        timer.cancel()
        os.close(master)
    return code, shown


SESSION = [
    ['aggregate_plex_logs.py', '--log-dir', 'logs', '--output', 'A.txt', '--verbose'],
    ['aggregate_plex_logs.py', '--log-dir', 'not there', '--output', 'A.txt'],
    ['diagnose_from_report.py', '--report', 'A.txt', '--output', 'D.md', '--verbose'],
    ['diagnose_from_report.py', '--lint', 'D.md', '--report', 'A.txt'],
    ['compare_metrics.py', '--baseline', 'A.txt', '--current', 'A.txt', '--fix-name', 'fix'],
    ['compare_metrics.py', '--baseline', 'A.txt', '--current', 'A.txt', '--fix-name', 'fix', '--output', 'T.md'],
    ['compare_metrics.py', '--explain', 'T.json'],
    ['parse_test_report.py', 'T.md'],
    ['safety_validator.py', '--python27', 'never', 'code.py'],
    ['backup_utils.py', '--create', 'code.py', '--name', 'fix', '--backup-dir', 'B'],
    ['backup_utils.py', '--list', '--backup-dir', 'B'],
    ['implement_fix.py', '--fix', 'fix', '--diagnostic-report', 'D.md', '--plugins-dir', 'P', '--dry-run'],
    ['test_fix_actively.py', '--fix', 'fix', '--baseline', 'A.txt', '--diagnostic-report', 'D.md'],
    ['plex_api_utils.py', '--sections', '--url', 'http://127.0.0.1:9', '--token-file', 'token'],
]


@pytest.fixture(scope='module')
def place(tmpdir_factory):
    """A folder whose name, logs and code hold letters and marks; gone after these tests: some tools stumble on it."""
    folder = os.path.join(str(tmpdir_factory.mktemp('plain')), native(NAME))
    os.makedirs(os.path.join(folder, 'P'))
    log = AgentLog(u'FilmVault')
    log.search(u'7', title=NAME).begin(u'8', NAME).pair(u'No page for ' + NAME).end('failed')
    os.mkdir(os.path.join(folder, 'logs'))
    log.save(os.path.join(folder, 'logs'))
    with open(os.path.join(folder, 'code.py'), 'wb') as handle:
        handle.write((u'# -*- coding: utf-8 -*-\nx = u"%s"\nprint x if\n' % NAME).encode('utf-8'))
    with open(os.path.join(folder, 'token'), 'wb') as handle:
        handle.write(b'a-token-of-nobody')
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def check_shown(shown, encoding):
    text = shown.decode(encoding)
    assert u'Traceback' not in text and u'UnicodeEncodeError' not in text and u'unexpected' not in text, text
    for mark in MARKS:
        assert u'\\u%04x' % ord(mark) not in text, text


@posix_only
@pytest.mark.parametrize('encoding', ENCODINGS)
@pytest.mark.parametrize('script', SCRIPTS)
def test_the_help_of_every_script_is_shown(script, encoding, tmpdir):
    code, shown = on_a_terminal([os.path.join(ROOT, 'scripts', script), '--help'], str(tmpdir), encoding)
    assert code == 0 and b'exit codes: ' in shown
    check_shown(shown, encoding)


@posix_only
@pytest.mark.parametrize('encoding', ENCODINGS)
def test_no_command_of_a_session_fails_on_what_it_shows(encoding, place):
    codes = []
    for command in SESSION:
        arguments = [os.path.join(ROOT, 'scripts', command[0])] + command[1:]
        # An absolute path puts the folder's name into what is told.
        arguments = [os.path.join(place, one) if one in ('logs', 'D.md', 'code.py') else one for one in arguments]
        code, shown = on_a_terminal(arguments, place, encoding)
        codes.append(code)
        check_shown(shown, encoding)
    assert codes[0] == 0 and codes[1] == 2 and codes[2] == 0, codes
    assert set(codes) <= {0, 1, 2, 10, 20, 30, 40}
    assert fs_text(place).endswith(NAME) and to_text(read(os.path.join(place, 'A.txt')))
