# -*- coding: utf-8 -*-
"""The post-mortem as Markdown, and a person's part in it: kept word by word when the rest is made again.

A person's fields stand under headings of the fourth level.  What was written anywhere else goes to the notes at the end.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.judge.testreport import TICKS
from plexfix.loop.reporttext import named, unread, words
from plexfix.loop.saidwords import without_secrets
from plexfix.loop.review.sideeffects import HARM
from plexfix.understand.lessons import DO, PHASES
from plexfix.understand.markdown import code, item, plain, span, table, wrapped

TODO = u'TODO'
NOTES = u'## Notes'
NOTES_TOLD = u'What you write here, or anywhere outside of the fields above, is kept here.'
OF_FIX = ((u'Why it came out so', u'what in the code or on the website explains the difference?'),
          (u'What was missed', u'what should have been looked at before, and was not?'),
          (u'How to prevent it', u'what will be done in another way next time?'))
OF_CYCLE = ((u'What went well', u'what is to be done in the same way again?'),
            (u'What is to be done now', u'who does what, by when?'),
            (u'Another cycle', u'yes or no, and what for: is there enough left to gain?'))
_ROWS = 20
_LONG = 400

# What a person wrote: *fields* {(section, title of the field): text}, *notes* lines.
Human = collections.namedtuple('Human', 'fields notes')
NOBODY = Human({}, ())


def render(document, human=NOBODY):
    """Return the Markdown of a post-mortem's *document* with what a person wrote."""
    used = set()
    lines = _head(document)
    for row in document['interventions']:
        lines += _intervention(row, human, used)
    for part in (_forecasts, _lessons, _timeline, _problems):
        lines += part(document)
    lines += [u'## The cycle as a whole', u''] + _fields(u'## The cycle as a whole', OF_CYCLE, human, used)
    lost = [line for key in sorted(set(human.fields) - used)
            for line in [u'', u'%s, %s:' % (key[0].lstrip(u'# '), key[1]), u''] + human.fields[key].split(u'\n')]
    lines += [NOTES, u'', NOTES_TOLD]
    notes = list(human.notes) + lost
    lines += [u''] + _trimmed(notes) if _trimmed(notes) else []
    return u'\n'.join(lines) + u'\n'


def read_human(text, document):
    """Return the Human of a post-mortem's *text* that was made of *document*, whatever a person did to it."""
    made = render(document).split(u'\n')
    headings, generated = set(line for line in made if line.startswith(u'#')), collections.Counter(made)
    fields, notes, section, field = {}, [], u'', None
    for line in text.replace(u'\r\n', u'\n').split(u'\n'):
        if line in headings:
            section = line if line.startswith(u'## ') else section
            field = line[5:] if line.startswith(u'#### ') else None
            generated[line] -= 1
        elif field is not None:
            fields.setdefault((_key(section), field), []).append(line)
        elif generated[line] > 0:
            generated[line] -= 1
        else:
            notes.append(line)
    told = dict(OF_FIX + OF_CYCLE)
    kept = dict((key, u'\n'.join(_trimmed(lines))) for key, lines in fields.items())
    return Human(dict((key, body) for key, body in kept.items() if body and body != u'\n'.join(_todo(told.get(key[1], u'')))),
                 tuple(_trimmed(notes)))


def open_fields(text, document):
    """Return how many of a person's fields in *text* are still to be filled."""
    asked = len(document['interventions']) * len(OF_FIX) + len(OF_CYCLE)
    return asked - sum(1 for body in read_human(text, document).fields.values() if TODO not in body)


def _key(section):
    """Return what a section is known by: a fix's title may change."""
    return section.split(u': ')[0]


def _trimmed(lines):
    lines = list(lines)
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return lines


def _todo(told):
    return wrapped(u'%s: %s' % (TODO, told))


def _fields(section, asked, human, used):
    lines = []
    for title, told in asked:
        key = (_key(section), title)
        used.add(key)
        body = human.fields.get(key)
        lines += [u'#### ' + title, u''] + (body.split(u'\n') if body else _todo(told)) + [u'']
    return lines


def _words(text, most=_LONG):
    return words(text, most)


def _head(document):
    numbers = sorted(set(row['iteration'] for row in document['interventions'] if row['iteration'] is not None))
    shown = u', iteration %d' % numbers[0] if len(numbers) == 1 else (
        u', iterations %d to %d' % (numbers[0], numbers[-1]) if numbers else u'')
    lines = [u'# Post-mortem%s' % shown, u''] + wrapped(
        u'Of %s, made %s. Numbers are from the test reports and logs; what is marked TODO is yours, and stays when this '
        u'is made again.' % (plain(document['run']), document['generated_at'])) + [u'', u'## Fixes', u'']
    rows = [[plain(named(row), 40), plain(row['decision'] or u'not tested'), plain(row['evidence'] or u'-'),
             plain(row['settlement']['action']), _words(row['settlement']['rule'])] for row in document['interventions']]
    if not rows:
        return lines + [u'No fix was tried.', u'']
    return lines + table([u'fix', u'test', u'evidence', u'settled', u'by the rule'], rows) + [u'']


def _intervention(row, human, used):
    section = u'## %s: %s' % (plain(named(row), 60), plain(row['title'] or u'without a title', 70))
    lines = [section, u'']
    settled = row['settlement']
    lines += item(u'**Settled: %s**, %s: %s' % (settled['action'], _words(settled['rule']), _words(settled['why'])))
    if settled['command']:
        lines.append(u'- To do: %s' % span(settled['command']))
    if row['decision']:
        lines += item(u'Test: %s, evidence %s, policy %s, %s: %s' % (
            row['decision'], row['evidence'], row['policy'], code(row['report'] or u'-', 80), _words(row['reason'])))
    else:
        lines.append(u'- Test: none')
    lines += item(u'State: %s; times it was applied: %d' % (row['state'], row['attempts']))
    if row['override']:
        lines += item(u'Kept by a person: %s' % _words(row['override']))
    for answers in row['whys']:
        for name in sorted(answers):
            lines += item(u'%s: %s' % (plain(name, 40), _words(answers[name])))
    lines += [u'', u'### Expected and actual', u'']
    lines += [line for one in row['criteria'] for line in item(u'%s: %s; met: %s' % (
        span(one['text']), one['said'], TICKS[one['met']]))] or [u'Nothing was tested.']
    lines += [u''] + _effects(row) + _missed(row)
    return lines + _fields(section, OF_FIX, human, used)


def _effects(row):
    lines = [u'### Side effects', u'']
    if row['looked_at'] is None:
        return lines + [u'Not looked at: the aggregates of its test are not at hand.', u'']
    for one in row['side_effects'][:_ROWS]:
        unseen = u'**nobody predicted it**' if one['kind'] == HARM else u'not asked for'
        how = u'expected' if one['expected'] else u'watched' if one['watched'] else unseen
        hosts = u' (%s)' % u', '.join(code(host, 60) for host in one['hosts'][:3]) if one['hosts'] else u''
        lines += item(u'%s: %s%s; %s' % (one['kind'], _words(one['said']), hosts, how))
    for one in row['new_patterns'][:_ROWS]:
        lines += item(u'new pattern %s in %s, seen %d times: %s' % (
            span(one['id']), plain(one['agent'], 60), one['count'], code(one['template'], 160)))
    if len(lines) == 2:
        lines.append(u'None.')
    return lines + [u''] + wrapped(u'Metrics looked at: %d, in both directions; by chance alone up to one in ten would seem to '
                                   u'move.' % row['looked_at']) + [u'']


def _missed(row):
    lines = [u'### Missed, by the records', u'']
    told = row['missed'] + row['refusals']
    return lines + ([line for text in told for line in item(_words(text))] or [u'Nothing that the records show.']) + [u'']


def _forecasts(document):
    found = document['forecasts']
    lines = [u'## Forecasts', u''] + wrapped(found['rule']) + [u'']
    if not found['rows'] and not found['chances']:
        return lines + [u'No forecast was answered.', u'']
    rows = [[plain(named(one), 40), span(one['text']), TICKS[one['met']], _size(one['predicted'], one['unit']),
             _size(one['actual'], one['unit']), _size(one['error'], one['unit'])] for one in found['rows']]
    if rows:
        lines += table([u'fix', u'predicted', u'met', u'improvement asked', u'came', u'error'], rows) + [u'']
    rows = [[plain(named(one), 40), u'%d of %d' % (one['met'], one['criteria']), _size(one['bias_pct'], u'pct'),
             _size(one['bias_pp'], u'pp'), u'-' if one['brier'] is None else u'%.3f of %d' % (one['brier'], one['chances'])]
            for one in found['calibration']]
    return lines + [u'So far, after each fix:', u''] + table(
        [u'after', u'criteria met', u'bias, percent', u'bias, points', u'Brier'], rows) + [u'']


def _size(value, unit):
    return u'-' if value is None else u'%+.1f %s' % (value, u'points' if unit == u'pp' else u'%')


def _lessons(document):
    lines = [u'## Lessons', u''] + wrapped(u'With their evidence they stand in the file of lessons; change them there.') + [u'']
    by_id = dict((row['id'], row) for row in document['lessons'])
    for phase, name in enumerate(PHASES):
        rows = sorted((row for row in document['lessons'] if row['phase'] == phase), key=lambda row: row['polarity'] != DO)
        lines += [u'### Phase %d: %s' % (phase, name), u''] if rows else []
        for row in rows:
            lines += item(_lesson_line(row, document))
        lines += [u''] if rows else []
    if not by_id:
        lines += [u'The evidence carries none.', u'']
    for one, other in document['contradictions']:
        lines += item(u'**These contradict each other: decide.** %s: %s But %s: %s' % (
            code(one), plain(by_id[one]['text'], 400), code(other), plain(by_id[other]['text'], 400)))
    for one in document['unused']:
        lines += item(u'Never of use so far: %s, %s To retire it, set its Status to retired.' % (
            code(one), plain(by_id[one]['text'], 400)))
    lines += [u''] if document['contradictions'] or document['unused'] else []
    return lines + wrapped(document['use_rule']) + [u'']


def _lesson_line(row, document):
    marks = [row['status']] if row['status'] != u'active' else []
    marks += [u'new'] if row['id'] in document['new_lessons'] else []
    marks += [u'a draft, as it has no evidence'] if row['id'] in document['drafts'] else []
    marks += [u'helped %d, harmed %d' % (row['helped'], row['harmed'])] if row['helped'] or row['harmed'] else []
    check = u'' if row['check'] is None else u'; %s: %s' % (row['check']['kind'], code(row['check']['text'], 120))
    return u'**%s** %s (%s%s%s)' % (u'DO' if row['polarity'] == DO else u"DON'T", plain(row['text'], 1000), code(row['id']),
                                    u''.join(u', ' + mark for mark in marks), check)


def _timeline(document):
    rows = [[one['time'], u'-' if one['iteration'] is None else u'%d' % one['iteration'], plain(one['event']),
             plain(one['fix'] or u'-', 40), _words(one['reason'] or u'-', 160)] for one in document['timeline']]
    lines = [u'## Timeline', u'']
    if not rows:
        return lines + [u'The decision log holds nothing.', u'']
    return lines + table([u'time', u'iteration', u'what', u'fix', u'why'], rows) + [u'']


def _problems(document):
    return unread(document, _LONG)


def summary(document):
    """Return the lines that a person sees of a post-mortem: each fix, how it ended and why, and what was learned."""
    lines = [u'%s: %s, %s (%s)' % (named(row), row['settlement']['action'], row['settlement']['rule'],
                                   without_secrets(u' '.join(row['settlement']['why'].split())))
             for row in document['interventions']] or [u'no fix was tried']
    lines += [u'  to do: %s' % row['settlement']['command'] for row in document['interventions']
              if row['settlement']['command']]
    for row in document['lessons']:
        if row['id'] in document['new_lessons']:
            lines.append(u"%s %s: %s" % (u'DO   ' if row['polarity'] == DO else u"DON'T", row['id'], row['text']))
    return lines
