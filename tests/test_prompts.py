# -*- coding: utf-8 -*-
"""The prompt documents: their form, their quotes, and that every script, command and file that they name is there."""
from __future__ import absolute_import, division, print_function

import difflib
import glob
import importlib
import inspect
import os
import re

import pytest

from plexfix.base import errors
from plexfix.outside import rundir
from plexfix.understand import lesson
from prompt_documents import (ASSISTANT, COLUMNS, GUIDE, INDEX, PHASES, PROMPTS, ROOT, SECTIONS, commands_in,
                              file_names, headings, quotes, read, record_names, section, table)

each_prompt = pytest.mark.parametrize('document', PROMPTS)
each_phase = pytest.mark.parametrize('document', PHASES[1:])


# -- form --------------------------------------------------------------------------------------------------------------

def test_the_documents_are_those_with_the_documented_names():
    assert PROMPTS == sorted(PHASES + [INDEX, ASSISTANT])


@each_phase
def test_a_phase_document_has_all_its_parts_in_order(document):
    text, number = read(document), PHASES.index(document)
    assert headings(text, 1) == [u'Phase %d: %s' % (number, lesson.PHASES[number])]
    assert headings(text, 2) == SECTIONS
    for title in SECTIONS:
        assert len(section(text, title).split()) > 10, title
    assert len(re.findall(u'^- \\[ \\] ', section(text, u'Checklist'), re.M)) >= 5
    assert len(re.findall(u'^[0-9]\\. |\\?', section(text, u'Your judgement'), re.M)) >= 5


@each_phase
def test_each_phase_leads_to_the_next(document):
    after = (PHASES + [GUIDE])[PHASES.index(document) + 1]
    assert u'](%s' % os.path.basename(after) in section(read(document), u'Next')


def test_the_index_and_the_guide_have_every_phase_with_its_document():
    for document in (INDEX, GUIDE):
        rows = table(read(document), u'Phase')
        assert [row[0] for row in rows] == [u'%d %s' % pair for pair in enumerate(lesson.PHASES)]
        for row, phase in zip(rows, PHASES):
            assert (document, phase) == (GUIDE, GUIDE) or u'(%s' % os.path.basename(phase) in row[1]
    for document in PROMPTS:
        assert document == INDEX or u'](%s' % os.path.basename(document) in read(INDEX)


def test_the_names_of_the_phases_are_those_of_set_up_too():
    assert u'Phase 0: %s' % lesson.PHASES[0] in headings(read(GUIDE), 2)


@each_prompt
def test_prose_holds_no_code_and_its_lines_fit(document):
    for number, line in enumerate(read(document).split(u'\n'), 1):
        assert not re.match(u' {0,3}(?:```|~~~)| {4,}[^ ]|\t', line) or re.match(u' +(?:[-*]|[0-9]+\\.) ', line), number
        assert len(line) <= COLUMNS or line.startswith((u'|', u'>')), number
        assert line == line.rstrip() and line.count(u'`') % 2 == 0, number


def test_the_assistants_text_is_prose_only():
    text = read(ASSISTANT)
    assert not re.search(u'^(?:\\||>|[-*] |[0-9]+\\. )', text, re.M)


@each_prompt
def test_a_quote_is_a_real_excerpt_of_the_example_that_it_names(document):
    """Where `make examples` has changed a line, quote it anew."""
    found = quotes(read(document))
    assert found or document in (GUIDE, ASSISTANT)
    known = set(line for path in glob.glob(os.path.join(ROOT, 'examples', '*.md')) for line in read(path).split(u'\n'))
    for link, lines in found:
        there = set(read(os.path.normpath('prompts/' + link)).split(u'\n')) if link else known
        for line in lines:
            assert line in there, u'%s: %s' % (link, line)


def test_a_changed_quote_would_be_seen():
    found = quotes(u'[a](../examples/x_example.md)\n\n>     one\n>       two\n\n>     three\n')
    assert found == [(u'../examples/x_example.md', [u'one', u'  two']), (u'../examples/x_example.md', [u'three'])]


# -- names -------------------------------------------------------------------------------------------------------------

def test_each_script_is_in_a_phase_document_and_in_the_guide():
    scripts = [os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py'))
               if not path.endswith('__init__.py')]
    phases = u'\n'.join(read(document) for document in PHASES[1:])
    for script in scripts:
        assert u'`%s ' % script in phases, script
        assert u'`%s' % script in read(GUIDE), script


def test_each_document_that_the_code_names_exists():
    for folder in ('lib', 'scripts'):
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith('.py'):
                    text = read(os.path.join(place, name))
                    for named in re.findall(r"prompts/(\w+\.md)|'(\w+_prompt(?:_v2)?\.md|master_guide\.md)'", text):
                        assert 'prompts/' + (named[0] or named[1]) in PROMPTS, '%s: %s' % (name, named)


@each_prompt
def test_every_command_is_one_that_its_script_would_run(document, monkeypatch):
    """Its own parser takes it: no flag is missing, none stands where it makes no sense."""
    for name, words in commands_in(read(document)):
        script = importlib.import_module(name)
        monkeypatch.setattr(script, 'run', lambda body, argv, parser, *more: parser.parse_args(argv))
        if words != ['--help']:
            assert script.main(words), words


def test_a_command_that_lacks_something_is_found(monkeypatch, capsys):
    script = importlib.import_module('implement_fix')
    monkeypatch.setattr(script, 'run', lambda body, argv, parser, *more: parser.parse_args(argv))
    found = commands_in(u'`python scripts/implement_fix.py --dry-run` and `a.py` and `implement_fix.py --fix "a b"`')
    assert found == [('implement_fix', ['--dry-run']), ('implement_fix', ['--fix', 'a b'])]
    assert script.main(found[1][1]).fix == 'a b'
    with pytest.raises((SystemExit, errors.UsageError)):
        script.main(found[0][1])
    capsys.readouterr()


OWN_NAMES = {'A.json', 'B.json', 'both.txt', 'NEW.txt'}


@each_prompt
def test_every_file_that_a_prompt_names_is_a_record_of_a_run(document):
    known = record_names() | OWN_NAMES | set(os.path.basename(path) for path in PROMPTS)
    for name in file_names(read(document)):
        assert name in known, name


def test_the_guide_lists_every_record_of_a_run():
    text = read(GUIDE)
    named = set(file_names(text))
    for one in (rundir.Records('x', 1), rundir.RunDir('x')):
        for attribute, member in inspect.getmembers(type(one)):
            if isinstance(member, property):
                name = os.path.basename(getattr(one, attribute))
                assert name in named or u'`%s/`' % name in text, name


@pytest.mark.parametrize('document', PROMPTS + ['README.md'] + sorted(
    'examples/' + os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'examples', '*.md'))))
def test_no_document_nearly_names_a_record(document):
    """A name that is almost one of rundir's is a record that was renamed, or a slip."""
    known = record_names()
    for name in file_names(read(document)):
        near = difflib.get_close_matches(name, known, 1, 0.9)
        assert name in known or not near, u'%s: is %s meant?' % (name, near)


def test_a_slip_in_a_name_is_found():
    assert file_names(u'`RUN/iteration_3/aggregate_logs_iteration_N.txt` and `test_report_FIX-12.md`') == [
        u'aggregate_logs_iteration_1.txt', u'test_report_FIX-01.md']
    assert difflib.get_close_matches(u'aggregate_logs_iteration_1.txt', record_names(), 1, 0.9)
    assert u'test_report_FIX-01.md' in record_names() and u'test_pass_FIX-01_before.json' in record_names()
