# -*- coding: utf-8 -*-
"""cli: exit codes, what goes where, any text into anything, and no error without its next step."""
from __future__ import absolute_import, division, print_function

import importlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from plexfix import __version__, cli
from plexfix.base import errors
from plexfix.base.compat import native, to_text
from plexfix.base.needs import MissingPackage
from plexfix.cli import make_parser, run, version_line
from plexfix.outside import terminal
from plexfix.outside.terminal import LineProgress, PipeClosed, make_progress

DOC = 'Do a thing.\n\nExit codes: 0 done.\n'
posix_only = pytest.mark.skipif(os.name == 'nt', reason='pipes, signals and terminals of POSIX')


def call(body, *argv, **options):
    return run(body, list(argv), make_parser(DOC, **options))


def returning(value):
    return lambda args, out: value


def raising(error):
    def body(args, out):
        raise error
    return body


@pytest.fixture
def temp_folder(tmpdir, monkeypatch):
    """The folder that takes the logs of unknown errors, for this test alone."""
    folder = tmpdir.mkdir('temp')
    monkeypatch.setattr(cli.tempfile, 'tempdir', str(folder))
    return folder


@pytest.mark.parametrize('value, code', [(None, 0), (0, 0), (1, 1), (20, 20), (False, 0)])
def test_the_code_is_what_the_body_returns(value, code):
    assert call(returning(value)) == code


@pytest.mark.parametrize('error, code, message', [
    (errors.Refused('a', 'b', 'c'), 1, u'error: a\n  b\n  c\n'),
    (errors.PreconditionFailed('a'), 40, u'error: a\n'),
    (errors.RecoveryNeeded(u'\xe9 token=abc', '/home/anna/x'), 42, u'error: \xe9 token=<token>\n  /home/anna/x\n'),
    (MissingPackage('the package x is needed'), 2, u'error: the package x is needed\n'),
])
def test_a_known_error_is_its_lines_on_standard_error(capsys, error, code, message):
    assert call(raising(error)) == code
    out, err = capsys.readouterr()
    assert (out, to_text(err)) == ('', message)


def test_an_interruption_is_130_and_quiet(capsys):
    assert call(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ('', '')


def test_an_unknown_error_is_two_lines_and_the_path_of_a_log_without_secrets(capsys, temp_folder):
    assert call(raising(ValueError(u'caf\xe9 token=abc123 /home/anna\nsecond line')), version_of='tool.py') == 2
    out, err = capsys.readouterr()
    lines = to_text(err).splitlines()
    assert out == '' and len(lines) == 3
    assert lines[0] == u'error: unexpected ValueError in tool.py: caf\xe9 token=<token> /home/<user>'
    path = lines[2].split(u'details, without secrets: ')[1]
    assert os.path.dirname(path) == str(temp_folder)
    assert os.path.basename(path).startswith('plexfix-tool-')
    with io.open(path, encoding='utf-8') as log:
        text = log.read()
    assert 'Traceback' in text and 'ValueError' in text and 'raise error' in text
    assert 'abc123' not in text and 'anna' not in text
    assert 'tool.py %s (plexfix in ' % __version__ in text
    if os.name != 'nt':
        assert os.stat(path).st_mode & 0o077 == 0


def test_an_unknown_error_without_a_place_for_a_log_is_told_in_full(capsys, monkeypatch):
    def nowhere(**_options):
        raise OSError(28, 'No space left on device')
    monkeypatch.setattr(cli.tempfile, 'mkstemp', nowhere)
    assert call(raising(ValueError('token=abc123'))) == 2
    err = capsys.readouterr()[1]
    assert 'Traceback' in err and 'abc123' not in err


class Unprintable(Exception):
    """Its text is no text."""

    def __str__(self):
        return b'\xff'.decode('ascii')


def test_an_error_whose_text_fails_is_still_told(capsys, temp_folder):
    class Silent(Unprintable):
        __repr__ = Unprintable.__str__
    assert call(raising(Unprintable('x'))) == 2
    assert 'unexpected Unprintable' in capsys.readouterr()[1]
    assert call(raising(Silent('x'))) == 2
    assert 'unexpected Silent' in capsys.readouterr()[1]


def test_an_error_with_bytes_in_its_text_is_told(capsys, temp_folder):
    assert call(raising(ValueError(native(u'caf\xe9')))) == 2
    assert u'caf\xe9' in to_text(capsys.readouterr()[1])


def test_results_and_messages_go_their_ways(capsys):
    def body(args, out):
        out.result(u'r\xe9sult')
        out.result('with end\n')
        out.note('note')
        out.detail('detail')
        out.warn('warn')
    assert call(body) == 0
    out, err = capsys.readouterr()
    assert to_text(out) == u'r\xe9sult\nwith end\n' and err == 'note\nwarn\n'
    assert call(body, '--quiet') == 0
    assert capsys.readouterr()[1] == 'warn\n'
    assert call(body, '-v') == 0
    assert capsys.readouterr()[1] == 'note\ndetail\nwarn\n'


def test_json_is_the_one_document_on_standard_output(capsys):
    def body(args, out):
        out.result('for a person')
        out.note('told')
        out.json({'b': 1, 'a': u'\xe9'})
    assert call(body, '--json', json=True) == 0
    out, err = capsys.readouterr()
    assert out == '{\n  "a": "\\u00e9",\n  "b": 1\n}\n' and err == 'told\n'


def test_a_second_document_is_a_mistake_of_the_command(capsys, temp_folder):
    def body(args, out):
        out.json({})
        out.json({})
    assert call(body, '--json', json=True) == 2
    out, err = capsys.readouterr()
    assert json.loads(out) == {} and 'a second JSON document' in err


def test_flags_are_there_only_where_they_make_sense(capsys):
    assert call(lambda args, out: int(args.dry_run), '--dry-run', dry_run=True) == 1
    assert call(returning(0), '--dry-run') == 2
    assert call(returning(0), '--json') == 2


@pytest.mark.parametrize('argv, told', [
    (['--jsno', '--dry-rnu'], 'unrecognized arguments: --jsno --dry-rnu (did you mean --json, --dry-run?)'),
    (['--passwrd=geheim', 'geheim'], 'unrecognized arguments: --passwrd\n'),
    (['stray'], 'unrecognized arguments: stray\n'),
    (['--zzzzzzz'], 'unrecognized arguments: --zzzzzzz\n'),
])
def test_an_unknown_flag_names_the_nearest_and_never_a_value(capsys, argv, told):
    assert call(returning(0), *argv, json=True, dry_run=True) == 2
    out, err = capsys.readouterr()
    assert out == '' and told in err and 'geheim' not in err


def test_flags_of_subcommands_are_near_too(capsys):
    parser = make_parser(DOC)
    child = parser.add_subparsers().add_parser('make')
    child.add_argument('--folder')
    parser.add_argument('--kind', choices=['a', 'b'])
    assert run(returning(0), ['make', '--fodler', 'x'], parser) == 2
    assert 'did you mean --folder?' in capsys.readouterr()[1]


def test_help_is_the_docstring(capsys):
    assert call(returning(1), '--help') == 0
    out, err = capsys.readouterr()
    assert 'Do a thing.\n\nExit codes: 0 done.' in out and '--quiet' in out and err == ''


def test_help_of_a_script_without_docstring_is_no_error(capsys):
    assert run(returning(1), ['--help'], make_parser(None)) == 0
    assert 'usage:' in capsys.readouterr()[0]


def test_the_version_tells_which_copy_runs(capsys):
    assert call(returning(1), '--version', version_of='tool') == 0
    line = capsys.readouterr()[0]
    known = (re.escape(__version__),) + sys.version_info[:2]
    assert re.match(r'^tool %s \(plexfix in .*plexfix, Python %d\.%d\.\d+\S*\)\n$' % known, line)
    assert to_text(line) == version_line('tool') + u'\n'


class Stream(object):
    """A stream that fails as told, with the few methods a stream must have."""

    def __init__(self, number=None, tty=False, encoding=None):
        self.number, self.tty, self.encoding, self.written = number, tty, encoding, []

    def write(self, data):
        if self.number is not None:
            raise IOError(self.number, 'failed')
        self.written.append(data)

    def flush(self):
        pass

    def isatty(self):
        return self.tty


@pytest.mark.parametrize('number, raised', [(32, PipeClosed), (9, PipeClosed), (28, errors.PlexfixError)])
def test_a_closed_pipe_and_a_full_disk_are_different_things(number, raised):
    with pytest.raises(raised):
        terminal.write_text(Stream(number), u'x')
    terminal.write_quietly(Stream(number), u'x')


def test_a_process_without_standard_output_takes_everything(monkeypatch):
    monkeypatch.setattr(sys, 'stdout', None)
    monkeypatch.setattr(sys, 'stderr', None)
    assert call(lambda args, out: out.result('x') or out.warn('x')) == 0
    terminal.silence(None)


def test_a_closed_pipe_ends_a_command_quietly(monkeypatch, capsys):
    monkeypatch.setattr(sys, 'stdout', Stream(32))
    assert call(lambda args, out: out.result('x')) == 141
    assert call(returning(0), '--help') == 141
    assert capsys.readouterr()[1] == ''


@pytest.mark.parametrize('encoding, data', [
    ('utf-8', u'caf\xe9 \u2764'), ('cp437', u'caf\xe9 \\u2764'), ('ascii', u'caf\\xe9 \\u2764'),
    ('no-such-codec', u'caf\\xe9 \\u2764'), (None, u'caf\xe9 \u2764')])
def test_a_terminal_gets_its_own_encoding_and_escapes_for_the_rest(encoding, data):
    codec = encoding if encoding not in (None, 'no-such-codec') else 'utf-8'
    encoded = terminal.encode_for(Stream(tty=True, encoding=encoding), u'caf\xe9 \u2764')
    assert encoded.decode(codec) == data


def test_a_stream_without_buffer_gets_its_native_text():
    stream = Stream()
    terminal.write_text(stream, u'caf\xe9')
    assert stream.written == [native(u'caf\xe9')]


def test_a_text_stream_gets_text():
    stream = io.StringIO()
    terminal.write_text(stream, u'caf\xe9')
    assert stream.getvalue() == u'caf\xe9'


@pytest.mark.parametrize('stream', [None, object(), Stream()])
def test_what_cannot_tell_is_no_terminal(stream):
    assert not terminal.is_terminal(stream)


def test_a_closed_stream_is_no_terminal():
    stream = io.StringIO()
    stream.close()
    assert not terminal.is_terminal(stream)
    terminal.write_quietly(stream, u'x')


def test_progress_is_silent_where_no_person_watches():
    stream = Stream()
    for progress in (make_progress(stream, 10, 'read'), make_progress(Stream(tty=True), 10, 'read', wanted=False)):
        with progress as shown:
            shown.advance(3)
    assert stream.written == []


def test_progress_by_its_own_line_draws_seldom_and_leaves_nothing():
    stream, times = Stream(tty=True, encoding='utf-8'), iter([0.0, 0.1, 6.0, -3.0])
    with LineProgress(stream, 8, 'read', 'files', clock=lambda: next(times)) as progress:
        for _ in range(4):
            progress.advance(2)
    drawn = [to_text(data) for data in stream.written]
    # How long the first two took is not known; the four after them took six seconds.
    assert [line.rstrip(u' ') for line in drawn[:3]] == [
        u'\rread: 2 of 8 files (25 %)', u'\rread: 6 of 8 files (75 %), 3 s left', u'\rread: 8 of 8 files (100 %)']
    assert len(drawn[2]) == len(drawn[1]) and drawn[3] == u'\r' + u' ' * len('read: 8 of 8 files (100 %)') + u'\r'


def test_progress_without_a_total_counts_only():
    stream = Stream(tty=True, encoding='utf-8')
    with LineProgress(stream, None, 'read') as progress:
        progress.advance()
    assert to_text(stream.written[0]) == u'\rread: 1'


def test_progress_uses_tqdm_where_that_is_installed(monkeypatch):
    calls = []

    class Bar(object):
        def __init__(self, **options):
            calls.append((options['total'], options['desc'], options['unit'], options['leave']))

        def update(self, count):
            calls.append(count)

        def close(self):
            calls.append('closed')
    module = type(sys)('tqdm')
    module.tqdm = Bar
    monkeypatch.setitem(sys.modules, 'tqdm', module)
    with make_progress(Stream(tty=True), 10, 'read', 'files') as progress:
        progress.advance(4)
    assert calls == [(10, 'read', 'files', False), 4, 'closed']


def test_progress_without_tqdm_is_a_line(monkeypatch):
    monkeypatch.setitem(sys.modules, 'tqdm', None)
    monkeypatch.setattr(sys, 'stderr', Stream(tty=True, encoding='utf-8'))
    assert isinstance(cli.Output().progress(10, 'read'), LineProgress)
    assert not isinstance(cli.Output(quiet=True).progress(10, 'read'), LineProgress)


SCRIPT = u'''# -*- coding: utf-8 -*-
"""D\xe9mo \u2764."""
import sys
import time
from plexfix.cli import make_parser, run


def body(args, out):
    if args.job == 'text':
        out.result(u'caf\\xe9 \\u2764 ' + type(args.path).__name__)
        out.result(args.path)
        out.warn(args.path)
    elif args.job == 'json':
        out.json({'figure': 0.1, 'big': 12345678901234567890, 'text': u'caf\\xe9 \\U0001f600', 'none': None})
    elif args.job == 'many':
        for number in range(200000):
            out.result(u'line %d' % number)
    elif args.job == 'late':
        sys.stdout.write('unflushed')
    elif args.job == 'wait':
        out.warn('ready')
        time.sleep(50)
    elif args.job == 'wrong':
        raise ValueError(u'caf\\xe9')


def main(argv=None):
    parser = make_parser(__doc__, json=True)
    parser.add_argument('job')
    parser.add_argument('path', nargs='?', default='-')
    return run(body, argv, parser)


if __name__ == '__main__':
    sys.exit(main())
'''
NAME = native(u'na\xefve')
PLAIN = {'LC_ALL': 'C', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0', 'PYTHONIOENCODING': None}


@pytest.fixture
def script(tmpdir):
    path = tmpdir.join('demo.py')
    path.write_binary(SCRIPT.encode('utf-8'))
    return str(path)


@posix_only
@pytest.mark.parametrize('locale', ['C', 'C.UTF-8'])
def test_any_text_goes_into_a_pipe_as_utf8(script, run_python, locale):
    env = dict(PLAIN, LC_ALL=locale)
    code, out, err = run_python([script, 'text', NAME], env=env)
    assert code == 0
    assert out.decode('utf-8') == u'caf\xe9 \u2764 str\nna\xefve\n' and err.decode('utf-8') == u'na\xefve\n'
    code, out, err = run_python([script, '--help'], env=env)
    assert (code, err) == (0, b'') and u'D\xe9mo \u2764.' in out.decode('utf-8')
    code, out, err = run_python([script, 'text', 'x', '--' + NAME], env=env)
    assert (code, out) == (2, b'') and u'--na\xefve' in err.decode('utf-8')


def test_json_has_the_same_bytes_on_every_python(script, run_python):
    expected = (b'{\n  "big": 12345678901234567890,\n  "figure": 0.1,\n  "none": null,\n'
                b'  "text": "caf\\u00e9 \\ud83d\\ude00"\n}\n')
    code, out, err = run_python([script, 'json', '--json'])
    assert (code, out.replace(b'\r\n', b'\n'), err) == (0, expected, b'')


@posix_only
@pytest.mark.parametrize('job', [['many'], ['--help'], ['--version']])
def test_a_reader_that_leaves_early_is_no_error(script, run_python, job):
    read, write = os.pipe()
    os.close(read)
    try:
        assert run_python([script] + job, stdout=write) == (141, None, b'')
    finally:
        os.close(write)


@posix_only
def test_head_ends_a_long_result_quietly(script, run_python, tmpdir):
    command = '"$0" -B "$1" many 2>"$2" | head -n 1'
    process = subprocess.Popen(['sh', '-c', command, sys.executable, script, str(tmpdir.join('err'))],
                               stdout=subprocess.PIPE, env=dict(os.environ, PYTHONPATH=os.path.dirname(
                                   os.path.dirname(cli.__file__))))
    timer = threading.Timer(60, process.kill)
    timer.start()
    try:
        assert process.communicate()[0] == b'line 0\n'
    finally:
        timer.cancel()
    assert tmpdir.join('err').read() == ''


@posix_only
def test_what_was_left_unflushed_for_a_closed_pipe_is_no_noise(script, run_python):
    read, write = os.pipe()
    os.close(read)
    try:
        assert run_python([script, 'late'], env={'PYTHONUNBUFFERED': None}, stdout=write) == (141, None, b'')
    finally:
        os.close(write)


@pytest.mark.skipif(not os.path.exists('/dev/full'), reason='needs a disk that is always full')
def test_a_full_disk_is_told(script, run_python):
    with open('/dev/full', 'wb') as full:
        code, _, err = run_python([script, 'text'], stdout=full)
    assert code == 2 and b'error: cannot write the output\n' in err and b'Traceback' not in err


@posix_only
def test_interrupting_from_the_keyboard_is_quiet(script, tmpdir):
    err = tmpdir.join('err')
    with open(str(err), 'wb') as stream:
        process = subprocess.Popen([sys.executable, '-B', script, 'wait'], stderr=stream, env=dict(
            os.environ, PYTHONPATH=os.path.dirname(os.path.dirname(cli.__file__))))
    deadline = time.time() + 30
    while time.time() < deadline and err.read() != 'ready\n':
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    while time.time() < deadline and process.poll() is None:
        time.sleep(0.02)
    if process.poll() is None:
        process.kill()
    assert process.wait() == 130
    assert err.read() == 'ready\n'


@posix_only
def test_a_terminal_that_knows_ascii_only_gets_escapes(script, run_python):
    import pty
    master, slave = pty.openpty()
    try:
        assert run_python([script, 'text', 'x'], env=PLAIN, stdout=slave)[0] == 0
        shown = os.read(master, 1000)
    finally:
        os.close(slave)
        os.close(master)
    assert shown.replace(b'\r\n', b'\n') in (b'caf\\xe9 \\u2764 str\nx\n', u'caf\xe9 \u2764 str\nx\n'.encode('utf-8'))


@posix_only
def test_an_unknown_error_leaves_nothing_in_the_current_folder(script, run_python, tmpdir):
    here, temp = tmpdir.mkdir('here'), tmpdir.mkdir('temp')
    code, out, err = run_python([script, 'wrong'], cwd=str(here), env={'TMPDIR': str(temp)})
    assert (code, out) == (2, b'') and here.listdir() == []
    assert [entry.ext for entry in temp.listdir()] == ['.log']
    assert len(err.splitlines()) == 3 and temp.strpath.encode('utf-8') in err.splitlines()[2]


def test_without_six_one_line_says_how_to_install_it(tmpdir, run_python):
    tmpdir.join('six.py').write('raise ImportError("No module named six")')
    paths = os.pathsep.join([str(tmpdir), os.path.dirname(os.path.dirname(cli.__file__))])
    code, out, err = run_python(['-c', 'import plexfix.cli'], env={'PYTHONPATH': paths})
    assert (code, out) == (2, b'')
    assert len(err.splitlines()) == 1
    assert native(err.decode('utf-8')).strip().endswith(sys.executable + ' -m pip install six')


def test_a_script_without_six_ends_at_its_first_import(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, 'six', None)
    for name in ('plexfix.cli', 'plexfix.base.compat'):
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(SystemExit) as caught:
        importlib.import_module('plexfix.cli')
    assert caught.value.code == 2
    assert 'error: the package six is needed' in capsys.readouterr()[1]
