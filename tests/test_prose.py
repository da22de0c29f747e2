# -*- coding: utf-8 -*-
"""What the prose names exists: scripts, flags, make targets, links; no text names the machine it was written on."""
from __future__ import absolute_import, division, print_function

import glob
import io
import os
import re
import shlex
import subprocess
import sys
import textwrap

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NOT_OURS = {'.git', '.tox', '.tox-runner', '.venv', 'build', 'dist', 'demo_output', 'htmlcov', '__pycache__',
            '.hypothesis', '.pytest_cache', '.mypy_cache', '.idea', '.vscode', 'node_modules'}

# Files of the agents that are mended: prose may name them, and they are not ours.
FILES_OF_AGENTS = {'utils.py', '__init__.py'}

_FENCE = re.compile(r'^(```|~~~).*?^\1\s*$', re.M | re.S)
# Blank lines inside a block belong to it.
_INDENTED = re.compile(r'(?:^ {4}.*(?:\n|\Z)(?:[ \t]*\n(?= {4}))*)+', re.M)
_FLAG = re.compile(r'(?<![\w-])--[a-z][a-z0-9-]*')
_SCRIPT_FILE = re.compile(r'(?<![\w./\\-])((?:[\w.-]+[/\\])*)(\w+\.py)\b')


# -- reading prose (pure) ----------------------------------------------------------------------------------------------

def code_blocks(text):
    """Return the fenced and the indented blocks of a Markdown text."""
    fenced = [match.group(0) for match in _FENCE.finditer(text)]
    return fenced + [match.group(0) for match in _INDENTED.finditer(_FENCE.sub('', text))]


def code_spans(text):
    """Return what stands between single backquotes, outside of blocks."""
    prose = _INDENTED.sub('', _FENCE.sub('', text))
    return re.findall(r'`([^`\n]+)`', prose)


def commands(text):
    """Return the single commands in *text*: continued lines joined, comments left out, pipes and lists taken apart."""
    joined = re.sub(r'\\\n\s*', ' ', text)
    lines = [re.sub(r'(?:^|\s)#.*$', '', line) for line in joined.splitlines()]
    return [part.strip() for line in lines for part in re.split(r'\|\|?|&&|;|, then:', line) if part.strip()]


def named_scripts(text):
    """Return the (folder, file name) of each Python file that *text* names; the folder is '' where none is given."""
    return [(folder.replace('\\', '/').rstrip('/'), name) for folder, name in _SCRIPT_FILE.findall(text)]


def flags_for(command, names):
    """Return (name, flags) where *command* runs one of *names* (a file or console command), else None."""
    for name in names:
        match = re.search(r'(?<![\w-])%s(?![\w-])' % re.escape(name), command)
        if match:
            return name, _FLAG.findall(command[match.end():])
    return None


def links(text):
    """Return the targets of the Markdown links in *text* that are not on the web."""
    found = re.findall(r'\[[^\]]*\]\(([^)\s]+)\)', _FENCE.sub('', text))
    return [target for target in found if not re.match(r'[a-z]+:', target)]


def anchor(heading):
    """Return the name by which a heading is linked to."""
    return re.sub(r'[^\w\- ]', '', heading.strip().lower(), flags=re.U).replace(' ', '-')


# -- this project ------------------------------------------------------------------------------------------------------

def read(path):
    with io.open(os.path.join(ROOT, path), encoding='utf-8') as handle:
        return handle.read()


def ours():
    """Return the paths of all files of the project, below ROOT."""
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in NOT_OURS and not name.endswith('.egg-info')]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in files if not name.endswith('.pyc')]
    return sorted(path.replace(os.sep, '/') for path in found)


FILES = ours()
DOCUMENTS = [path for path in FILES if path.endswith('.md') and not path.startswith(('tests/', 'samples/'))]
SCRIPTS = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
                 if re.search(r'^def main\(', read(path), re.M))
CONSOLE_COMMANDS = {name[:-len('.py')].replace('_', '-'): name for name in SCRIPTS}
DEV_TOOLS = {os.path.basename(path) for path in FILES if re.match(r'(dev|tests/bench)/\w+\.py$', path)}
each_document = pytest.mark.parametrize('document', DOCUMENTS)

_HELP = {}


def help_of(path):
    """Return what `--help` of a script prints."""
    if path not in _HELP:
        process = subprocess.Popen([sys.executable, '-B', os.path.join(ROOT, path), '--help'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate()
        assert process.returncode == 0, err
        _HELP[path] = out.decode('utf-8')
    return _HELP[path]


def flags_of(script):
    """Return the flags that a script's parser knows: those that argparse lists, not those that its prose names."""
    listed = re.findall(r'^ {2,4}(-\S.*?)(?: {2}.*)?$', help_of('scripts/' + script), re.M)
    return set(_FLAG.findall('\n'.join(listed)))


def test_there_is_something_to_check():
    assert {'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'prompts/README.md'} <= set(DOCUMENTS)
    assert SCRIPTS


@pytest.mark.parametrize('script', SCRIPTS)
def test_every_script_is_in_the_readme_with_its_command(script):
    row = [line for line in read('README.md').splitlines() if line.startswith('|') and '`scripts/%s`' % script in line]
    assert row, 'README has no table row for %s' % script
    assert '`%s`' % script[:-3].replace('_', '-') in row[0]


@each_document
def test_every_python_file_that_prose_names_exists(document):
    text = read(document)
    known = {os.path.basename(path) for path in FILES} | FILES_OF_AGENTS
    for folder, name in [named for piece in code_blocks(text) + code_spans(text) for named in named_scripts(piece)]:
        if folder and name not in FILES_OF_AGENTS:
            assert any(path.endswith('%s/%s' % (folder.lstrip('./'), name)) for path in FILES), '%s/%s' % (folder, name)
        assert name in known, name


@each_document
def test_every_flag_in_a_command_is_a_flag_of_its_script(document):
    text = read(document)
    names = sorted(SCRIPTS + list(CONSOLE_COMMANDS), key=len, reverse=True)
    for command in [one for piece in code_blocks(text) + code_spans(text) for one in commands(piece)]:
        used = flags_for(command, names)
        if used:
            unknown = set(used[1]) - flags_of(CONSOLE_COMMANDS.get(used[0], used[0]))
            assert not unknown, '%s: %s' % (command, sorted(unknown))


@each_document
def test_every_flag_named_alone_is_a_flag_of_some_script(document):
    known = set().union(*[flags_of(script) for script in SCRIPTS])
    known |= set(_FLAG.findall(help_of('dev/run_tests.py') + help_of('dev/run_demo.py')))
    for span in code_spans(read(document)):
        if span.startswith('--'):
            assert set(_FLAG.findall(span)) <= known, span


@each_document
def test_every_link_leads_somewhere(document):
    for target in links(read(document)):
        path, _, name = target.partition('#')
        path = os.path.normpath(os.path.join(os.path.dirname(document), path)) if path else document
        path = path.replace(os.sep, '/')
        assert path in FILES or os.path.isdir(os.path.join(ROOT, path)), target
        if name:
            headings = re.findall(r'^#+ (.+)$', read(path), re.M)
            assert name in [anchor(heading) for heading in headings], target


@each_document
def test_every_make_target_exists(document):
    targets = set(re.findall(r'^([a-z][a-z-]*):', read('Makefile'), re.M))
    named = re.findall(r'(?:^|`)(?: {4})?make ([a-z][a-z-]*)', read(document), re.M)
    assert set(named) <= targets


def test_the_readme_has_the_two_commands_and_ci_runs_the_second():
    blocks = '\n'.join(code_blocks(read('README.md')))
    assert re.search(r'^ {4}make demo$', blocks, re.M) and re.search(r'^ {4}make test$', blocks, re.M)
    assert re.search(r'^exec make test$', read('.ci/run'), re.M)


def test_the_code_for_many_servers_in_the_readme_works(monkeypatch, tmpdir):
    """The README's own two functions, with the samples in place of what ssh would bring."""
    block = [one for one in code_blocks(read('README.md')) if 'def merge(' in one]
    assert len(block) == 1
    names = {}
    exec(textwrap.dedent(block[0]), names)
    asked = []

    def answer(command):
        asked.append(command[:3])
        script = os.path.join(ROOT, 'scripts', CONSOLE_COMMANDS[command[2]])
        logs = ['--log-dir', os.path.join(ROOT, 'samples', 'logs'), '--agent', command[1],
                '--output', str(tmpdir.join('a.txt'))]
        return real_output([sys.executable, '-B', script] + command[3:] + logs)
    real_output = subprocess.check_output
    monkeypatch.setattr(subprocess, 'check_output', answer)
    one, other = names['aggregate']('ReelHouse'), names['aggregate']('StageDoor')
    total = names['merge'](one, other)
    assert asked == [['ssh', 'ReelHouse', 'aggregate-plex-logs'], ['ssh', 'StageDoor', 'aggregate-plex-logs']]
    assert sorted(total['agents']) == ['ReelHouse', 'StageDoor']
    assert total['totals']['records'] == one['totals']['records'] + other['totals']['records'] > 0


def places_of_this_machine():
    """Return paths that only this machine has: the checkout, and this Python's own folders."""
    found = [ROOT, sys.prefix, getattr(sys, 'real_prefix', ''), getattr(sys, 'base_prefix', '')]
    # A path of one part, or one that every machine has, proves nothing.
    return {path.replace(os.sep, '/') for path in found
            if path.strip(os.sep).count(os.sep) >= 1 and not path.startswith('/usr')}


def test_no_text_names_a_place_of_this_machine():
    places = places_of_this_machine()
    assert ROOT.strip(os.sep).count(os.sep) == 0 or places
    for path in FILES:
        with io.open(os.path.join(ROOT, path), encoding='utf-8', errors='replace') as handle:
            text = handle.read()
        for place in places:
            assert not re.search(r'(?<![\w~.*])%s(?![\w-])' % re.escape(place), text), '%s names %s' % (path, place)


# -- the checks can fail -----------------------------------------------------------------------------------------------

SAMPLE = u'''Text with `--alone` and `tool.py --short`.

    python scripts/tool.py --one x \\
        --two | other --three   # --four

```sh
tool-command --five && make it
```
[a](other.md#part) [b](https://example.com/x) [c](#here)
'''


def test_commands_are_found_in_blocks_and_spans():
    found = [command for piece in code_blocks(SAMPLE) + code_spans(SAMPLE) for command in commands(piece)]
    assert 'tool-command --five' in found and 'tool.py --short' in found
    assert flags_for([one for one in found if 'scripts/' in one][0], ['tool.py']) == ('tool.py', ['--one', '--two'])
    assert flags_for('other --three', ['tool.py']) is None
    assert commands(u'then: one.py --a, then: two.py --b') == [u'then: one.py --a', u'two.py --b']
    assert flags_for('my-tool-command --x', ['tool-command']) is None


def test_links_and_anchors():
    assert links(SAMPLE) == ['other.md#part', '#here']
    assert anchor(u'aggregate_plex_logs.py') == 'aggregate_plex_logspy'
    assert anchor(u'Two commands, on a `fresh` machine') == 'two-commands-on-a-fresh-machine'


def test_named_files_keep_their_folder():
    assert named_scripts('py dev\\run_tests.py; scripts/a.py b.py') == [
        ('dev', 'run_tests.py'), ('scripts', 'a.py'), ('', 'b.py')]


def test_the_flags_come_from_the_parser_and_not_from_its_prose(monkeypatch):
    monkeypatch.setitem(_HELP, 'scripts/x.py', u'usage: x.py [-h]\n\ntry: x.py --prose\n\n'
                        u'options:\n  -h, --help  help\n  --real N    what it is\n')
    assert flags_of('x.py') == {'--help', '--real'}


def test_commands_can_be_split_by_a_shell():
    # A quote that never ends would be found by the first reader who types it.
    for document in DOCUMENTS:
        for block in code_blocks(read(document)):
            for command in commands(block):
                if command.split()[0] in ('python', 'py', 'make'):
                    shlex.split(command.replace('\\', '/'))
