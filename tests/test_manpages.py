# -*- coding: utf-8 -*-
"""Manual pages come from the same source as --help, hold all of it, and are good roff."""
from __future__ import absolute_import, division, print_function

import io
import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'dev'))

import make_manpages  # noqa: E402
import script_flags  # noqa: E402


@pytest.fixture(scope='module')
def pages(tmpdir_factory):
    """{name of a command: path of its page}"""
    folder = str(tmpdir_factory.mktemp('man').join('man1'))
    assert make_manpages.main([folder]) == 0
    return dict((name[:-len('.1')], os.path.join(folder, name)) for name in os.listdir(folder))


def shown(path):
    """Return (what a reader sees, complaints) of a page, by groff."""
    try:
        process = subprocess.Popen(['groff', '-man', '-ww', '-Tascii', '-P-c', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError:
        pytest.skip('there is no groff')
    out, err = process.communicate()
    # Bold and underlined letters are typed twice.
    return b''.join(out.split(b'\b')[:1] + [piece[1:] for piece in out.split(b'\b')[1:]]).decode('ascii'), err.decode('utf-8')


def test_there_is_a_page_for_each_command(pages):
    assert sorted(pages) == sorted(name.replace('_', '-') for name in script_flags.script_names())


def test_a_reader_sees_all_of_the_help(pages):
    for command in script_flags.all_commands():
        text, complaints = shown(pages[command.name])
        assert complaints == ''
        words = set(text.split())
        for flag in command.flags:
            assert set(flag.names) <= set(word.rstrip(',') for word in words), flag.names
        for heading in ('NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXAMPLES', 'EXIT STATUS'):
            assert '\n%s\n' % heading in text
        for line in command.doc.partition('\nexamples:\n')[2].partition('\n\n')[0].split('\n'):
            assert line.strip() in text, line


def test_what_roff_would_take_for_its_own_is_shown_as_it_is(tmpdir):
    flags = [script_flags.Flag(['--dot'], 'N', 'word', [], False, False, u".TH 'quoted' \\fB and a-dash")]
    doc = u"Do it.\n\n.SH is no heading\n'nor is this\n\nexamples:\n  x.py --dot \\\n          1\n      does\n\nmore words\n\nexit codes: 0 done; 2 not"
    path = tmpdir.join('x.1')
    with io.open(str(path), 'w', encoding='utf-8') as target:
        target.write(make_manpages.page(script_flags.Command('x', 'x', doc, flags, []), '1'))
    text, complaints = shown(str(path))
    assert complaints == ''
    for told in (".SH is no heading 'nor is this", ".TH 'quoted' \\fB and a-dash", 'x.py --dot \\', 'more words', 'x - Do it'):
        assert told in ' '.join(text.split()), told


@pytest.mark.parametrize('codes, told', [
    (u'0 done; 1 found 3 of 4; 2 wrong usage', [u'.TP', u'.B 0', u'done', u'.TP', u'.B 1', u'found 3 of 4', u'.TP', u'.B 2',
                                                u'wrong usage']),
    (u'after a pass: 0 KEEP,\n10 MONITOR', [u'after a pass:', u'.TP', u'.B 0', u'KEEP', u'.TP', u'.B 10', u'MONITOR'])])
def test_each_exit_code_has_its_line(codes, told):
    assert make_manpages.exit_codes(codes) == told
