# -*- coding: utf-8 -*-
"""The prompt documents as the tests read them: which there are, and their tables, quotes, commands and names.

What has to be true of them is in test_prompts (form and names) and test_prompts_rules (rules and numbers).
"""
from __future__ import absolute_import, division, print_function

import glob
import inspect
import io
import itertools
import os
import re
import shlex
from fractions import Fraction

from plexfix.outside import rundir

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROMPTS = sorted('prompts/' + os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'prompts', '*.md')))
INDEX, GUIDE, ASSISTANT = 'prompts/README.md', 'prompts/master_guide.md', 'prompts/agent_instructions.md'
AGGREGATION, DIAGNOSIS = 'prompts/plex_log_aggregation_prompt.md', 'prompts/plex_diagnostics_debugging_prompt_v2.md'
IMPLEMENTATION, TESTING = 'prompts/plex_implementation_prompt.md', 'prompts/plex_testing_validation_prompt.md'
LOOP, POST_MORTEM = 'prompts/plex_loop_coordinator_prompt.md', 'prompts/plex_postmortem_lessons_prompt.md'
# The document of each phase; that of phase 0 is a section of the guide.
PHASES = [GUIDE, AGGREGATION, DIAGNOSIS, IMPLEMENTATION, TESTING, LOOP, POST_MORTEM]
SECTIONS = ['What this phase is for', 'Use it when', 'You need', 'Commands', 'Reading the result', 'Your judgement',
            'Leave behind', 'Checklist', 'Pitfalls', 'Done when', 'Next']
COLUMNS = 100


def read(path):
    with io.open(os.path.join(ROOT, path), encoding='utf-8') as handle:
        return handle.read()


def headings(text, level):
    return re.findall(u'^%s (.+)$' % (u'#' * level), text, re.M)


def section(text, title):
    """Return what stands below a heading, up to the next one of its level."""
    match = re.search(u'^(#+) %s$\n(.*?)(?=^#{1,2} |\\Z)' % re.escape(title), text, re.M | re.S)
    assert match, title
    return match.group(2)


def tables(text):
    """Return the tables of a document: lists of rows, the first row being the head; cells without marks of code."""
    found, last = [], None
    for number, line in enumerate(text.split(u'\n')):
        if not line.startswith(u'|'):
            continue
        cells = [cell.strip().replace(u'`', u'') for cell in line.strip().strip(u'|').split(u'|')]
        if last != number - 1:
            found.append([])
        last = number
        if not set(u''.join(cells)) <= set(u'-: '):
            found[-1].append(cells)
    return found


def table(text, head):
    """Return the rows below the head of the one table whose first column has that *head*."""
    found = [rows for rows in tables(text) if rows[0][0] == head]
    assert len(found) == 1, head
    return found[0][1:]


def quotes(text):
    """Return [(link to the example before it, lines)] of the quoted blocks, without the marks and the indent."""
    found, link = [], None
    for line in text.split(u'\n'):
        for target in re.findall(u'\\]\\((\\.\\./examples/[^)#]+)', line):
            link = target
        if line.startswith(u'>'):
            assert line.startswith(u'>     '), line
            if not found or found[-1][2]:
                found.append([link, [], False])
            found[-1][1].append(line[6:])
        elif found:
            found[-1][2] = True
    return [(where, lines) for where, lines, _ in found]


def own_words(text):
    """Return a document without quotes, spans of code, addresses of links, and the numbers of lists and phases."""
    text = re.sub(u'^>.*$', u'', text, flags=re.M)
    text = re.sub(u'`[^`]*`|\\]\\([^)]*\\)', u' ', text)
    return re.sub(u'^ *[0-9]+\\. |(?:phase|phases) [0-6](?: and [0-6])?\\b|^\\| [0-6] ', u' ', text, flags=re.M | re.I)


def squeezed(text):
    return u' '.join(text.split())


def file_names(text):
    """Return the names of records that stand in spans of code, each as for iteration 1 and FIX-01."""
    spans = re.findall(u'`([^`]+)`', re.sub(u'^```.*?^```$', u'', text, flags=re.M | re.S))
    names = [name for span in spans for name in re.findall(u'(?<![\\w.*~-])([A-Za-z][\\w.~-]*\\.(?:md|txt|jsonl?|html))\\b', span)]
    return [re.sub(u'(before|after|retest)_[0-9]+', u'\\1', re.sub(u'FIX-[0-9]+', u'FIX-01', re.sub(
        u'iteration_(?:[0-9]+|N)\\b', u'iteration_1', name))) for name in names]


def record_names():
    """Return the file names of all that rundir knows, for iteration 1, no run, and FIX-01."""
    given = {'fix': ['FIX-01'], 'which': ['before', 'after', 'retest']}
    found = set()
    for one in (rundir.Records('x', 1), rundir.Records('x'), rundir.RunDir('x')):
        for name, member in inspect.getmembers(type(one)):
            if isinstance(member, property):
                found.add(os.path.basename(getattr(one, name)))
                continue
            code = getattr(member, '__code__', None)
            wanted = code.co_varnames[1:code.co_argcount] if code else ()
            if not name.startswith('_') and wanted and set(wanted) <= set(given):
                calls = itertools.product(*[given[word] for word in wanted])
                found.update(os.path.basename(member(one, *call)) for call in calls)
    # These reports have a twin beside them that no attribute names.
    with_twin = [name for name in found if name.endswith('.txt')] + [rundir.POST_MORTEM, rundir.FINAL_REPORT]
    return found | set(rundir.json_beside(name) for name in with_twin)


def commands_in(text):
    """Return [(script, words)] of the commands in spans of code that say more than a script's name."""
    spans = [shlex.split(str(span)) for span in re.findall(u'`((?:python scripts/)?\\w+\\.py [^`]+)`', text)]
    found = [words[1:] if words[0] == 'python' else words for words in spans]
    return [(os.path.basename(words[0])[:-len('.py')], words[1:]) for words in found]


def percents(text):
    return [Fraction(str(number)) for number in re.findall(u'([0-9.]+) %', text)]
