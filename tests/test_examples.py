# -*- coding: utf-8 -*-
"""The examples: each command has one, they come from real runs, and the tool that makes them works."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import re
import sys

import pytest

from plexsim import command, faults, patches, scenarios

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import make_examples  # noqa: E402

EXAMPLES = sorted(glob.glob(os.path.join(ROOT, 'examples', '*.md')))
each_example = pytest.mark.parametrize('path', EXAMPLES, ids=[os.path.basename(path) for path in EXAMPLES])


def read(path):
    with io.open(os.path.join(ROOT, path), encoding='utf-8') as handle:
        return handle.read()


def test_each_script_and_plexsim_has_one():
    scripts = [os.path.basename(path)[:-len('.py')] for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
               if re.search(r'^def main\(', read(path), re.M)]
    names = set(os.path.basename(path) for path in EXAMPLES)
    assert names == set(name + '_example.md' for name in scripts + ['plexsim'])
    for name in names:
        assert '(examples/%s)' % name in read('README.md')


@each_example
def test_its_commands_have_left_their_output(path):
    text = read(path)
    asked = make_examples.commands(text)
    assert len(asked) > 5
    # Writing back what it shows changes nothing: so no block has another form than the tool's.
    blocks = u'\n'.join(re.findall(u'^```console\n(.*?)^```$', text, re.M | re.S))
    outputs = [piece.partition(u'\n')[2] for piece in re.split(u'^\\$ ', blocks, flags=re.M)[1:]]
    assert make_examples.with_outputs(text, outputs) == text
    assert 'Traceback' not in text and 'not found' not in blocks and 'unexpected' not in blocks
    assert make_examples.SHOWN_AS not in ROOT and ROOT not in text


def test_the_fix_that_is_tried_did_what_the_text_says():
    before, after = read('examples/plexsim_example.md').split(u'## Apply a fix by hand')
    started, after = after.split(u'## Count again')
    assert started.count(u'- Started plug-in\n') == 4
    assert re.search(r' HTTP 403  people\.example', before) and u' HTTP 429 ' not in before.replace(u'no 429', u'')
    lost, uncovered = [[int(number) for number in re.findall(r'^ +(\d+)  HTTP %d' % status, after, re.M)] for status in (403, 429)]
    assert sum(lost) < int(re.search(r'(\d+)  HTTP 403', before).group(1)) / 5.0 and uncovered[0] > 10
    told = re.search(r'403\s+fell\s+from\s+(\d+)\s+to\s+none,\s+and\s+(\d+)\s+with\s+429', read('README.md'))
    assert (int(told.group(1)), int(told.group(2)), lost) == (int(re.search(r'(\d+)  HTTP 403', before).group(1)), uncovered[0], [])
    assert u'\ntimeout      item 3 ' in after and u'\nexit code 1\n' in after and u'"kind": "stuck_item"\n' in after


@pytest.mark.parametrize('document', ['README.md'] + EXAMPLES, ids=os.path.basename)
def test_what_is_said_to_plexsim_exists(document):
    flags = set(flag for action in command.parser()._actions for flag in action.option_strings)
    text = read(document)
    for line in re.findall(r'(?:lib/|-m )?plexsim (--[^`\n|;>&]*)', text):
        assert set(re.findall(r'--[a-z-]+', line)) <= flags, line
        for name in re.findall(r'--scenario ([a-z-]+)', line):
            scenarios.named(name)
    for kind in re.findall(r'"kind": "(\w+)"', text):
        assert kind in faults.KIND
    for name in re.findall(r'patches/([\w-]+)\.patch', text):
        assert name in patches.names()


def test_what_the_readme_shows_is_in_an_example():
    lines = set(line for path in EXAMPLES for line in read(path).splitlines())
    blocks = re.findall(r'^```text\n(.*?)^```$', read('README.md'), re.M | re.S)
    assert len(blocks) == 2
    for line in u'\n'.join(blocks).splitlines():
        assert line in lines or line in (u'', u'...'), line


def is_cheap(path):
    """Whether a session needs no simulated Plex, whose refreshes take their time."""
    return not any('plexsim' in word for word in make_examples.commands(read(path)))


@pytest.mark.skipif(os.name == 'nt' or os.environ.get('PLEXFIX_TESTS') == 'short', reason='runs sh, and takes its time')
@each_example
def test_it_is_what_its_commands_print_now(path):
    """Those that start a simulated Plex take a minute and more: they are run where all is asked for."""
    if not is_cheap(path) and os.environ.get('PLEXFIX_TESTS') != 'full':
        pytest.skip('only with PLEXFIX_TESTS=full')
    text = read(path)
    made = make_examples.with_outputs(text, make_examples.run(make_examples.commands(text)))
    assert make_examples.differences(text, made) == [], 'make examples'


def test_some_examples_are_always_run():
    assert len([path for path in EXAMPLES if is_cheap(path)]) >= 3


BEFORE = u'''<!-- may differ: ^noise -->
run 898bd9ca0480, made 2026-11-21T01:24:04+00:00, plexfix 0.1.0
starts: 1 worked (last 2026-11-21 01:24:02,652), 0 failed
"by_hour": {"2026-11-21 01": {"failures": 40}},
/home/you/plexfix/_BACKUPS/before-headers_20261121_051806_81666b  2 files
2026-11-21 01:25:50,971 (7f9605887b80) :  INFO (core:611) - Started
ok       token            am********zZ, from token
ok       free space       78876 MB free at /home/you
done     item 1  (0.6 s; CineArchive)
pattern 05d8ddc6bcdf 12 times (0.15 per operation)
noise 17
'''
AFTER = (BEFORE.replace(u'898bd9ca0480', u'f32c1841058a').replace(u'2026-11-21', u'2027-01-02').replace(u' 01', u' 23')
         .replace(u'01:24:04+', u'22:59:59+').replace(u'20261121_051806_81666b', u'20270102_000000_1b783c')
         .replace(u'7f9605887b80', u'7fbfea004b80').replace(u'am********zZ', u'D4********OT').replace(u'78876', u'9')
         .replace(u'0.6 s', u'1.25 s').replace(u'noise 17', u'noise 4'))


def test_times_ids_and_paths_may_differ():
    assert BEFORE != AFTER and make_examples.differences(BEFORE, AFTER) == []


@pytest.mark.parametrize('old, new', [
    (u'1 worked', u'2 worked'), (u'"failures": 40', u'"failures": 41'), (u'2 files', u'3 files'), (u'before-headers', u'before'),
    (u'05d8ddc6bcdf', u'05d8ddc6bcd0'), (u'0.15 per', u'0.16 per'), (u'core:611', u'core:612'), (u'from token', u'from file'),
    (u'plexfix 0.1.0', u'plexfix 0.1.1'), (u'done ', u'failed '), (u'ok ', u'problem '), (u'noise', u'other')])
def test_what_is_told_may_not(old, new):
    assert old in AFTER and make_examples.differences(BEFORE, AFTER.replace(old, new)) != []


DOCUMENT = u'''Before.

```console
$ echo one
old
$ printf '%s\\n' two \\
  three
```
Between, `$ echo no`.

```console
$ false; echo "exit code $?" >&2
```
```text
$ echo not this
```
'''


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_the_tool_runs_commands_in_one_session_and_writes_what_they_print(tmpdir):
    path = tmpdir.join('a.md')
    path.write_binary(DOCUMENT.encode('utf-8'))
    assert make_examples.main([str(path)]) == 0
    made = path.read_binary().decode('utf-8')
    assert u'$ echo one\none\n$ printf' in made and u'  three\ntwo\nthree\n```' in made
    assert u'exit code 1\n```' in made and u'old' not in made and u'$ echo not this\n```' in made
    assert make_examples.main([str(path)]) == 0 and path.read_binary().decode('utf-8') == made


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_the_tool_checks_without_writing(tmpdir, capfdbinary):
    path = tmpdir.join('a.md')
    text = u'```console\n$ echo one; date +%s\none\n17\n```\n<!-- may differ: ^[0-9]+$ -->\n'
    path.write_binary(text.encode('utf-8'))
    assert make_examples.main(['--check', str(path)]) == 0
    path.write_binary(text.replace(u'\none\n', u'\ntwo\n').encode('utf-8'))
    assert make_examples.main(['--check', str(path)]) == 1
    told = capfdbinary.readouterr()[1]
    assert b'-two' in told and b'+one' in told and b'make examples' in told and b'\ntwo\n' in path.read_binary()


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_a_session_that_ends_early_is_an_error_and_changes_nothing(tmpdir, capsys):
    path = tmpdir.join('a.md')
    text = u'```console\n$ echo one\n$ exit 3\n$ echo two\n```\n'
    path.write_binary(text.encode('utf-8'))
    assert make_examples.main([str(path)]) == 2
    assert 'exit 3' in capsys.readouterr()[1]
    assert path.read_binary().decode('utf-8') == text


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_an_output_that_would_end_its_block_is_an_error_and_changes_nothing(tmpdir, capsys):
    path = tmpdir.join('a.md')
    text = u"```console\n$ printf '%s\\n' a '``''`text' b\nold\n```\n"
    path.write_binary(text.encode('utf-8'))
    assert make_examples.main([str(path)]) == 2
    assert 'is in the output of: printf' in capsys.readouterr()[1]
    assert path.read_binary().decode('utf-8') == text


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_a_session_has_the_project_and_this_python():
    version, shown, where = make_examples.run([
        u'python -c "import sys; print(sys.version_info[:3])"', u'ls lib', u'pwd'])
    assert version == u'%r' % (tuple(sys.version_info[:3]),)
    assert u'plexsim' in shown.split() and where == make_examples.SHOWN_AS
