# -*- coding: utf-8 -*-
"""What the tests of judging share: aggregates made of a few numbers, passes of an active test, and decisions on them."""
from __future__ import absolute_import, division, print_function

from plexfix.judge import compare
from plexfix.judge.decide import decide
from plexfix.observe.aggregate import totals
from plexfix.observe.counts import Counts
from plexfix.understand import criteria

BEFORE = (u'2026-01-30 10:00:00,000', u'2026-01-30 11:00:00,000')
AFTER = (u'2026-01-30 12:00:00,000', u'2026-01-30 13:00:00,000')
FEWER_403 = u'success: http_403 reduce_pct >= 20'
TRACE = (u'Exception in the search function of agent named \'A\' | AttributeError: \'NoneType\' object has no attribute '
         u'\'xpath\' | agentkit.py:_search > __init__.py:search > utils.py:getContent')
TRACE_TEXT = (u'Exception in the search function (most recent call last):\n'
              u'  File "/plex/Framework.bundle/Contents/Resources/api/agentkit.py", line 1011, in _search\n'
              u'  File "/plex/Plug-ins/A.bundle/Contents/Code/utils.py", line 20, in getContent\n'
              u'AttributeError: \'NoneType\' object has no attribute \'xpath\'')


def agent(operations=100, successful=50, statuses=None, failures=None, patterns=(), items=(), unfinished=0, crashed=0,
          starts=1, **others):
    """The dict of one agent; *statuses* is {status: count}, all of one host; failures are theirs unless given."""
    numbers = Counts().as_dict()
    numbers['operations']['search'].update(started=operations, successful=successful, unfinished=unfinished,
                                           crashed=crashed, failed=operations - successful - unfinished - crashed)
    statuses = dict((key, count) for key, count in (statuses or {}).items() if count)
    told = sum(statuses.values())
    numbers['http'].update(by_status=statuses, failures=told, by_host={u'site.example': told} if told else {},
                           by_status_host=dict((key, {u'site.example': statuses[key]}) for key in statuses))
    numbers['failures'] = told if failures is None else failures
    numbers['starts']['ok'] = starts
    numbers['records'] = numbers['lines'] = 10 * operations + 5 * starts
    numbers.update(others, patterns=list(patterns), items=list(items), items_left_out=0)
    return numbers


def pattern(number, count, template=u'A - SEARCH:: something', role='failure', level='ERROR', text=None, module=u'utils'):
    """A pattern of an agent."""
    return {'id': u'%012x' % number, 'level': level, 'module': module, 'template': template, 'count': count, 'items': 1,
            'operations': {'successful': 0, 'other': count}, 'first': u'', 'last': u'', 'benign': role == 'benign',
            'role': role, 'by_hour': {}, 'samples': [
                {'file': u'a.log', 'line': 1, 'time': u'2026-01-30 12:00:00,000', 'text': text or template}]}


def item(key, outcome, time=u'2026-01-30 10:30:00,000', operation='search'):
    """An item of an agent."""
    return {'rating_key': key, 'guid': None, 'title': None, 'operation': operation, 'outcome': outcome, 'time': time,
            'seconds': 1.0, 'failures': [], 'file': u'a.log', 'line': 1}


def aggregate(agents, ends=BEFORE, **others):
    """An aggregate of {name: agent}."""
    document = {
        'schema': u'plexfix.aggregate/1', 'version': u'0.1.0', 'run_id': u'0123456789ab', 'generated_at': u'-',
        'window': {'since': None, 'until': None, 'first': ends[0], 'last': ends[1], 'hours': None},
        'files': [{'name': u'com.plexapp.agents.%s.log' % name, 'agent': name, 'size_bytes': 1, 'sha256': None, 'lines': 1,
                   'first': ends[0], 'last': ends[1]} for name in sorted(agents)],
        'redacted': {}, 'totals': totals(agents.values()), 'agents': agents}
    document.update(others)
    return document


def a_pass(which, outcomes, kind=u'failing', fix=u'FIX-01', agent_name=u'A'):
    """A pass of an active test; *outcomes* are letters: s f e c u, - for not observed; upper case is a control."""
    names = {'s': u'successful', 'f': u'failed', 'e': u'empty', 'c': u'crashed', 'u': u'unfinished', '-': u'not_observed'}
    return {'schema': u'plexfix.pass/1', 'fix': fix, 'pass': which, 'started': u'-', 'ended': u'-', 'log_marks': {}, 'items': [
        {'rating_key': u'%d' % number, 'guid': None, 'kind': u'control' if letter.isupper() or letter == '=' else kind,
         'agent': agent_name, 'outcome': names['-' if letter == '=' else letter.lower()], 'seconds': 1.0, 'refresh': u'done'}
        for number, letter in enumerate(outcomes)]}


def inputs(before=None, after=None, texts=None, sides=None, **known):
    """The inputs of a decision on agent A (or what *before* and *after* give) by the criteria *texts*."""
    before = before if before is not None else agent(statuses={u'403': 50})
    after = after if after is not None else agent(statuses={u'403': 10}, successful=90)
    old, new = [one if 'operations' not in one else {u'A': one} for one in (before, after)]
    given = dict(agents=[u'A'], files=[u'*.bundle/Contents/Code/utils.py'])
    given.update(known)
    asked = None if texts is None else [criteria.parse(text) for text in texts]
    sides = sides or {}
    return compare.inputs_of(aggregate(old, BEFORE, **sides.get('before', {})), aggregate(new, AFTER, **sides.get('after', {})),
                             compare.known_of(u'FIX-01', asked, **given))


def verdict(*args, **known):
    """The Verdict on what `inputs` gives."""
    return decide(inputs(*args, **known))


def decision(*args, **known):
    return verdict(*args, **known).decision
