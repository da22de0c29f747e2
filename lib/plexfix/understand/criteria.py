# -*- coding: utf-8 -*-
"""What a fix is expected to do, read from text: `success: http_403 reduce_pct >= 20 weight 2 agent=AEBN`.

What a criterion asks for is `criterion`'s to say, and whether an aggregate can tell of it `measurable`'s; both can be
had from here too.  Whether it was met is left to the judge.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.compat import to_text
from plexfix.base.errors import UsageError
from plexfix.understand.criterion import (LEVELS, OPS, POINTS, PRESENCE, ROLES, SPACE, VERBS, Criterion,
                                          asks_improvement, higher_is_better, render)
from plexfix.understand.measurable import measurable
from plexfix.understand.metricnames import NEW, SHARES, Metric, NoMetric, metric_text, one_of, read_metric

__all__ = ['Criterion', 'CriterionError', 'DEFAULTS', 'LEVELS', 'Metric', 'OPS', 'POINTS', 'PRESENCE', 'ROLES', 'VERBS',
           'asks_improvement', 'higher_is_better', 'measurable', 'parse', 'parse_metric', 'render']

# What is judged by where there is no diagnostic report.
DEFAULTS = (u'success: failure_rate reduce_pct >= 10', u'failure: failure_rate increase_pct > 10',
            u'failure: url_fetch_errors increase_pct > 10', u'failure: title_rejections increase_pct > 10',
            u'failure: new_exceptions present')

_FORM = u'the form is: role: metric verb op number [weight n] [agent=NAME]'
_WORD = re.compile(u'[^%s]+' % SPACE)
_ROLE = re.compile(u'[^:%s]*' % SPACE)
_VERB = re.compile(u'[^<>=%s]+' % SPACE)
_OP = re.compile(u'>=|<=|==|>|<|=')
_NUMBER = re.compile(u'[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?(?=[%s]|$)' % SPACE)
_AGENT = re.compile(u'agent=(?:"([^"]+)"|([^"%s]+))(?=[%s]|$)' % (SPACE, SPACE))
# What would break the line that a criterion is, for one reader or another.
_NOT_SHOWN = re.compile(u'[\x00-\x1f\x7f-\xa0\u2028\u2029]')


class CriterionError(UsageError):
    """A text that is no criterion; the evidence shows the place, `column` is where it is, counted from 0."""

    column = 0


class _Reader(object):
    """The text of a criterion and how far it was read."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in SPACE:
            self.at += 1
        return self

    def at_end(self):
        return self.skip().at >= len(self.text)

    def take(self, expression):
        """Return the match of *expression* here, past spaces, and go behind it; None where there is none."""
        match = expression.match(self.text, self.skip().at)
        if match:
            self.at = match.end()
        return match

    def word(self):
        """Return the word that begins here, '' at the end, without going on."""
        match = _WORD.match(self.text, self.skip().at)
        return match.group() if match else u''

    def error(self, what, hint, at=None):
        """Return the CriterionError that says *what* is wrong at this place, or at *at*, and what may be there."""
        at = self.at if at is None else at
        error = CriterionError(what, u'%s\n%s^' % (_NOT_SHOWN.sub(u' ', self.text), u' ' * at), hint)
        error.column = at
        return error


def parse(text):
    """Return the Criterion that *text* (one line) is; raises CriterionError that shows the place and what may be there.

    `==` is read as `=`, hosts in lower case.  What can never be met, or always is, is refused too: a person who
    writes `success_rate rate >= 80` means 0.8.
    """
    text = to_text(text)
    reader = _Reader(text.rstrip(u'\r\n'))
    bad = _NOT_SHOWN.search(reader.text.replace(u'\t', u' ').replace(u'\u00a0', u' '))
    if bad:
        raise reader.error(u'a criterion is one line of plain text', u'take out the character at that place',
                           bad.start())
    role = _role(reader)
    metric = _metric(reader)
    verb = _verb(reader, metric)
    op = number = None
    if verb not in PRESENCE:
        op, number = _op(reader), _limit(reader, metric, verb)
        _refuse_settled(reader, verb, op, number)
    weight, agent = _options(reader)
    return Criterion(role, metric_text(metric), verb, op, number, weight, agent)


def parse_metric(text):
    """Return the Metric that *text* names; raises CriterionError."""
    reader = _Reader(to_text(text))
    try:
        return read_metric(reader.text)
    except NoMetric as err:
        raise reader.error(u'%s: %s' % (err, _NOT_SHOWN.sub(u' ', reader.text)), err.hint)


def _role(reader):
    start = reader.skip().at
    role = reader.take(_ROLE).group()
    if role not in ROLES:
        raise reader.error(u'no role of a criterion' if role else u'a criterion begins with its role',
                           one_of(role, [known + u':' for known in ROLES]), start)
    if reader.text[reader.skip().at:reader.at + 1] != u':':
        raise reader.error(u'the role ends with a colon', u'write %s: and then the metric' % role)
    reader.at += 1
    return role


def _metric(reader):
    word = reader.word()
    if not word:
        raise reader.error(u'there is no metric', _FORM)
    try:
        metric = read_metric(word)
    except NoMetric as err:
        raise reader.error(u'%s: %s' % (err, word), err.hint)
    reader.at += len(word)
    return metric


def _verb(reader, metric):
    start = reader.skip().at
    match = reader.take(_VERB)
    verb = match.group() if match else u''
    if verb not in VERBS:
        raise reader.error(u'no verb: %s' % verb if verb else u'there is no verb', one_of(verb, VERBS), start)
    if metric.kind in NEW and verb not in PRESENCE + (u'count',):
        raise reader.error(u'%s cannot be measured as %s' % (metric.kind, verb),
                           u'what is new was not there before, so that there is nothing to compare it with: '
                           u'present, absent or count', start)
    if verb in POINTS and metric.kind not in SHARES:
        raise reader.error(u'%s has no percentage points' % metric_text(metric),
                           u'only shares have: %s; write reduce_pct or increase_pct' % u', '.join(sorted(SHARES)),
                           start)
    return verb


def _op(reader):
    match = reader.take(_OP)
    if not match:
        raise reader.error(u'there is no comparison', u'one of: %s; then a number' % u' '.join(OPS))
    return u'=' if match.group() == u'==' else match.group()


def _positive(reader, what):
    """Return (number, its place) of the plain number that must stand here."""
    start = reader.skip().at
    match = reader.take(_NUMBER)
    if match and float(match.group()) < float('inf'):
        return float(match.group()), start
    word = match.group() if match else reader.word()
    raise reader.error(u'no plain number: %s' % word if word else u'there is no number', what, start)


def _limit(reader, metric, verb):
    """Return the number of a criterion; it must be one that the metric can reach."""
    number, start = _positive(reader, u'a number from 0, with a point for decimals and without unit: the verb says it')
    if metric.kind in SHARES and verb == u'rate' and number > 1:
        raise reader.error(u'%s is a share from 0 to 1' % metric.kind, u'for 80 %, write 0.8', start)
    if (verb == u'reduce_pct' or verb in POINTS) and number > 100:
        raise reader.error(u'%s cannot be more than 100' % verb, u'a number from 0 to 100', start)
    return number


def _refuse_settled(reader, verb, op, number):
    """Refuse a level that everything reaches, or nothing."""
    if verb in LEVELS and number == 0 and op in (u'>=', u'<'):
        always = op == u'>='
        raise reader.error(u'%s %s 0 is %s' % (verb, op, u'always so' if always else u'never so'),
                           u'write > 0, or = 0')


def _options(reader):
    """Return (weight, agent), which may stand in either order."""
    weight = agent = None
    while not reader.at_end():
        start, word = reader.at, reader.word()
        if word == u'weight' and weight is None:
            reader.at += len(word)
            weight, place = _positive(reader, u'weight and a number above 0')
            if weight == 0:
                raise reader.error(u'a criterion without weight would not count', u'a number above 0', place)
        elif word.startswith(u'agent=') and agent is None:
            match = reader.take(_AGENT)
            if not match:
                raise reader.error(u'no name of an agent', u'agent=NAME, or agent="NAME" where it has spaces', start)
            agent = match.group(1) or match.group(2)
        else:
            allowed = [form for form, got in ((u'weight n', weight), (u'agent=NAME', agent)) if got is None]
            hint = u'here may stand: %s' % u', '.join(allowed) if allowed else u'the criterion is complete before it'
            raise reader.error(u'what is this: %s' % word, hint, start)
    return 1.0 if weight is None else weight, agent
