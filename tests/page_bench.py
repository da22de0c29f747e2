# -*- coding: utf-8 -*-
"""What the tests of pages share: aggregates and decisions with something of everything, plain ones and hostile ones."""
from __future__ import absolute_import, division, print_function

from decision_bench import AFTER, BEFORE, a_pass, agent, aggregate, pattern
from plexfix.base.compat import string_types
from plexfix.judge import compare, record
from plexfix.observe import summary
from plexfix.understand import criteria

TEXTS = [u'success: http_403 reduce_pct >= 20', u'success: success_rate increase_pp >= 20', u'failure: network_errors increase_pct > 10',
         u'critical: new_exceptions present']
# Each of them does something somewhere, where it is not escaped.
HOSTILE = [
    u'<script>document.title="owned"</script>', u'</title></style></code></svg><img src=x onerror=alert(1)>', u']]> --> <!--',
    u'" onmouseover="alert(1)" x="', u"' onfocus='alert(1)", u'javascript:alert(1)', u'&lt;b&gt; &amp; &#60;i&#62;',
    u'a\u202egpj.exe \u2066x\u2069 \u200f', u'line\u2028end\u2029', u'\x00\x01\x1b[31mred\x7f\x9b31m', u'lone \ud800 and \udfff',
    u'\ufffe\uffff\ufdd0\ufeff', u'{{7*7}} ${7*7} <%= 7 %>', u'\U0001f600 \u05d0\u05d1\u05d2 \u4e2d\u6587', u'@import url(//x.example/a.css); } * {',
    u'<svg onload=alert(1)><desc>', u'a\r\nb\tc']
HOURS = [u'2026-01-30 %02d' % hour for hour in range(10, 14)]


def by_hour(operations, failures, hours=HOURS):
    """Numbers of an agent by the hour, the same number of operations in each."""
    return dict((hour, {'operations': operations // len(hours), 'failures': failures // (index + 1)})
                for index, hour in enumerate(hours))


def busy(operations, successful, statuses, exceptions=None, name=u'', **others):
    """An agent of which there is something of everything; *name* gives its patterns ids of their own, and a text."""
    told = sum(statuses.values())
    patterns = [pattern(abs(hash_of(name + status)), count, u'%s HTTP Error %s' % (name, status))
                for status, count in sorted(statuses.items()) if count]
    patterns += [pattern(7, 3, u'Cannot read model from %s' % name, role='benign')]
    return agent(operations, successful, statuses, told + 5, patterns, url_fetch_errors=told // 2, network_errors=5,
                 exceptions=exceptions or {}, by_hour=by_hour(operations, told), **others)


def hash_of(text):
    """A number of *text* that is the same in every process."""
    number = 0
    for letter in text:
        number = (number * 31 + ord(letter)) % (1 << 40)
    return number


def sides(names=(u'FilmVault', u'ReelHouse', u'StageDoor')):
    """Two aggregates, from before and after a fix that mended the 403 of all agents."""
    old, new = {}, {}
    for index, name in enumerate(names):
        operations = 120 + 40 * index
        old[name] = busy(operations, operations // 2, {u'403': operations // 3, u'500': 4}, {u'AttributeError': 2}, name)
        new[name] = busy(operations, operations - 12, {u'403': 6, u'429': 5 * index}, {u'AttributeError': 2}, name)
    return aggregate(old, BEFORE), aggregate(new, AFTER)


def decided(before, after, texts=TEXTS, fix=u'FIX-01', passes=True, agents=None):
    """The record of a decision on two aggregates, with an active test on their first agent."""
    name = sorted(before['agents'])[0]
    outcomes = (u'fffecfffffffSSSS-', u'sssecsssssssSSFS-', u'sssefsssssssSSSSs')
    made = [a_pass(which, one, fix=fix, agent_name=name) for which, one in zip((u'before', u'after', u'retest'), outcomes)]
    known = compare.known_of(fix, [criteria.parse(text) for text in texts], agents=agents or sorted(before['agents']),
                             files=[u'*.bundle/Contents/Code/utils.py'],
                             passes=(made[0], made[1], made[2:]) if passes else None)
    return record.make(compare.inputs_of(before, after, known))


def summaries_of(document, top=10):
    return [summary.summarize(name, one, one['patterns'], top) for name, one in sorted(document['agents'].items())]


def options(**others):
    return dict({'top': 10, 'redacted': {}, 'problems': [], 'shown_as_is': False, 'all_levels': False}, **others)


def poisoned(value, number=None):
    """*value* with every text in it replaced by a hostile one, keys and what decides the form of things excepted."""
    number = number if number is not None else [0]
    if isinstance(value, dict):
        return dict((key, value[key] if key in _FORM else poisoned(value[key], number)) for key in sorted(value))
    if isinstance(value, list):
        return [poisoned(one, number) for one in value]
    if isinstance(value, string_types):
        number[0] += 1
        return HOSTILE[number[0] % len(HOSTILE)]
    return value


# Words that a page looks something up by, and numbers that are text.
_FORM = frozenset(['schema', 'decision', 'metric', 'text', 'role', 'unit', 'of', 'policy', 'result', 'score_shown', 'inputs',
                   'operations', 'by_hour', 'level'])
