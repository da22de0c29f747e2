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
    told = re.search(r'403 fell from (\d+) to none,\nand (\d+) with 429', read('README.md'))
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
def test_a_session_that_ends_early_is_an_error_and_changes_nothing(tmpdir, capsys):
    path = tmpdir.join('a.md')
    text = u'```console\n$ echo one\n$ exit 3\n$ echo two\n```\n'
    path.write_binary(text.encode('utf-8'))
    assert make_examples.main([str(path)]) == 2
    assert 'exit 3' in capsys.readouterr()[1]
    assert path.read_binary().decode('utf-8') == text


@pytest.mark.skipif(os.name == 'nt', reason='runs sh')
def test_a_session_has_the_project_and_this_python():
    version, shown, where = make_examples.run([
        u'python -c "import sys; print(sys.version_info[:3])"', u'ls lib', u'pwd'])
    assert version == u'%r' % (tuple(sys.version_info[:3]),)
    assert u'plexsim' in shown.split() and where == make_examples.SHOWN_AS
