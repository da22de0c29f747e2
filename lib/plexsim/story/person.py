# -*- coding: utf-8 -*-
"""What a person does with a diagnostic report: completes the fixes that they know an answer to, gives up the others.

The answers are prepared (`answers.json`); which of them fit is told by the headings of the report alone.  Text in, text
out: files and commands are plot's.
"""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import re
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = u'Ann Example'
FILES = u'*.bundle/Contents/Code/utils.py'

# A decision that the numbers did not carry, and what a person says to it.
UNDECIDED = u'undecided'
TOO_FEW = (u'Too few items failed before for the numbers to show whether it helps.', u'More films to test it on.')

# A fix as it stands in a report, with what the report itself says must not get worse: lessons of earlier rounds.
Found = namedtuple('Found', 'id title status patterns agents guards')
# What to do with a fix: *answer* is the prepared one, None to give it up; *joined* are fixes of the same cause.
Choice = namedtuple('Choice', 'fix answer joined')

_FIX = re.compile(u'^## (FIX-[0-9]+): (.*)$', re.MULTILINE)
_NEXT_PART = re.compile(u'^## ', re.MULTILINE)
_GUARD = re.compile(u'^- ((?:failure|critical): .*)$', re.MULTILINE)
_OPEN = (u'draft', u'modify')


def answers():
    """Return the prepared answers, in the order in which they are looked at."""
    with io.open(os.path.join(HERE, 'answers.json'), encoding='utf-8') as stream:
        return json.load(stream)['answers']


def fixes_in(text):
    """Return the Found of all fixes of a report, in its order."""
    return [_found(match.group(1), match.group(2), text[match.start():_end(text, match)]) for match in _FIX.finditer(text)]


def choices(text, given):
    """Return the Choice for each fix of a report that is still to be judged; *given* are names of answers given before.

    A fix that was given up is looked at again where an answer has come up since.  Fixes with the same answer are one:
    the first of them takes the patterns and agents of the others.
    """
    found, chosen = fixes_in(text), []
    for fix in found:
        answer = answer_for(fix, given)
        if answer is not None and fix.status in _OPEN + (u'abandoned',):
            same = [one for one in chosen if one.answer is not None and one.answer['name'] == answer['name']]
            if same:
                same[0].joined.append(fix)
            else:
                chosen.append(Choice(fix, answer, []))
        elif fix.status in _OPEN:
            chosen.append(Choice(fix, None, []))
    return chosen


def answer_for(fix, given):
    """Return the answer that fits a fix and was not given yet, None where there is none."""
    for answer in answers():
        if answer['name'] not in given and set(answer['after']) <= set(given) and re.match(answer['heading'], fix.title):
            return answer
    return None


def write(text, choice):
    """Return the report *text* with what a person writes about one fix and those that are joined to it."""
    for fix in choice.joined:
        text = _give_up(text, fix, u'The same cause as %s, where its pattern stands now.' % choice.fix.id)
    if choice.answer is None:
        return _give_up(text, choice.fix, u'Nothing in the agents\' code is known that would mend this; left as it is.')
    return _edit(text, choice.fix.id, lambda block: _completed(block, choice))


def why(answer, decision, observed):
    """Return what a person says about how a fix came out: expected, observed, why, and what was missed."""
    told = TOO_FEW if decision == UNDECIDED else answer['why'].get(decision, answer['why']['otherwise'])
    return u'Expected: %s Observed: %s Why: %s Missed: %s' % (answer['expected'], observed, told[0], told[1])


def _completed(block, choice):
    fix, answer = choice.fix, choice.answer
    block = re.sub(u'^## .*', lambda match: u'## %s: %s' % (fix.id, answer['title']), block, count=1)
    everyone = [fix] + choice.joined
    block = _set_field(block, u'Confidence', u'%d %%' % answer['confidence'])
    for name, value in ((u'Status', u'draft'), (u'Priority', answer['priority']), (u'Files', FILES), (u'Restart', u'yes'),
                        (u'Pattern', _union(one.patterns for one in everyone)), (u'Approved by', u''),
                        (u'Agents', _union(one.agents for one in everyone))):
        block = _set_field(block, name, value)
    criteria = answer['criteria'] + [guard for guard in fix.guards if guard not in answer['criteria']]
    bodies = dict(answer['sections'], **{
        u'Expected results': u'\n'.join(u'- ' + one for one in criteria),
        u'Active test plan': u'- items: %d\n- controls: %d' % (answer['items'], answer['controls'])})
    for title in sorted(bodies):
        block = _set_section(block, title, bodies[title])
    return block


def _give_up(text, fix, reason):
    def edited(block):
        return _set_section(_set_field(block, u'Status', u'abandoned'), u'Root cause hypothesis', reason)
    return _edit(text, fix.id, edited)


def _found(name, title, block):
    results = _section(block, u'Expected results')
    return Found(name, title, _field(block, u'Status'), _items(_field(block, u'Pattern')), _items(_field(block, u'Agents')),
                 [] if results is None else _GUARD.findall(results))


def _edit(text, name, change):
    """Return *text* with *change* made to the part of it that is about one fix."""
    for match in _FIX.finditer(text):
        if match.group(1) == name:
            end = _end(text, match)
            return text[:match.start()] + change(text[match.start():end]) + text[end:]
    raise KeyError(name)


def _end(text, match):
    following = _NEXT_PART.search(text, match.end())
    return following.start() if following else len(text)


def _field(block, name):
    match = re.search(u'^- %s:(.*(?:\n  +[^ ].*)*)' % re.escape(name), block, re.MULTILINE)
    return u' '.join(match.group(1).split()) if match else u''


def _set_field(block, name, value):
    line = (u'- %s: %s' % (name, value)).rstrip()
    changed, number = re.subn(u'^- %s:.*(?:\n  +[^ ].*)*' % re.escape(name), lambda match: line, block, count=1,
                              flags=re.MULTILINE)
    # A field that was not there yet comes behind the one that every fix has.
    return changed if number else re.sub(u'^- Status:.*$', lambda match: match.group(0) + u'\n' + line, block, count=1,
                                         flags=re.MULTILINE)


def _section(block, title):
    match = re.search(_body(title), block, re.MULTILINE | re.DOTALL)
    return match.group(2) if match else None


def _set_section(block, title, body):
    return re.sub(_body(title), lambda match: u'%s\n\n%s\n\n' % (match.group(1), body), block, count=1,
                  flags=re.MULTILINE | re.DOTALL)


def _body(title):
    """Return the pattern of a section: its heading, and all up to the next one."""
    return u'^(### %s)$\n(.*?)(?=^### |\\Z)' % re.escape(title)


def _items(value):
    return [one.strip() for one in value.split(u',') if one.strip()]


def _union(lists):
    return u', '.join(sorted(set(one for rows in lists for one in rows)))
