# -*- coding: utf-8 -*-
"""Whether an aggregate holds all that a diagnosis reads, with what other programs may leave out filled in."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import integer_types, string_types, to_bytes
from plexfix.base.errors import UsageError
from plexfix.observe import events, logline

# What has to stand somewhere: a whole number from 0, one that may be null as nobody measured it, a text, and for the
# window a time or a number of hours, if any; a dict of these, or one of `each`, a dict or list of things all alike.
_COUNT, _MEASURED, _TEXT, _TIME, _HOURS = 'count', 'measured', 'text', 'time', 'hours'


def _each(kind, shape):
    return (kind, shape)


_KIND = {'started': _COUNT, 'successful': _COUNT, 'unfinished': _COUNT}
_SAMPLE = {'file': _TEXT, 'line': _COUNT, 'time': _TEXT, 'text': _TEXT}
_PATTERN = {'id': _TEXT, 'level': _TEXT, 'module': _TEXT, 'template': _TEXT, 'count': _COUNT, 'items': _COUNT,
            'operations': {'successful': _COUNT, 'other': _COUNT}, 'first': _TEXT, 'last': _TEXT,
            'samples': _each(list, _SAMPLE), 'by_hour': _each(dict, _COUNT)}
_ITEM = {'rating_key': _TEXT, 'outcome': _TEXT, 'failures': _each(list, _TEXT)}
_AGENT = {
    'records': _COUNT, 'failures': _COUNT, 'url_fetch_errors': _MEASURED, 'model_read_errors': _MEASURED,
    'network_errors': _MEASURED, 'operations': {'search': _KIND, 'update': _KIND},
    'candidates': {'processed': _COUNT,
                   'rejected': dict.fromkeys(('title', 'studio', 'release_date', 'duration'), _COUNT)},
    'http': {'by_status': _each(dict, _COUNT), 'by_status_host': _each(dict, _each(dict, _COUNT)),
             'without_status': _MEASURED},
    'exceptions': _each(dict, _COUNT), 'starts': {'ok': _COUNT, 'failed': _COUNT},
    'benign': {'resource_hashes': _MEASURED, 'other': _MEASURED},
    'patterns': _each(list, _PATTERN), 'items': _each(list, _ITEM), 'by_hour': _each(dict, {'operations': _COUNT})}
_WINDOW = {'first': _TIME, 'last': _TIME, 'hours': _HOURS}
_NOTHING = object()
_HINT = u'make it again: aggregate_plex_logs.py --log-dir DIR --output FILE'


class _Unfit(Exception):
    """Something is missing; its argument is where, the innermost part first."""


def complete(document, name):
    """Return the aggregate *document*, read from *name* (text), with `role` and `by_hour` in each pattern.

    The contract lets an aggregate of another program do without them.  Raises UsageError, naming agent and field,
    where something is missing that nothing can stand in for.
    """
    for key in _WINDOW:
        document['window'].setdefault(key, None)
    _demand(document['window'], _WINDOW, name, u'window.')
    for agent_name in sorted(document['agents']):
        agent = document['agents'][agent_name]
        if not agent_name:
            raise UsageError(u'%s: this is no whole aggregate' % name, u'an agent has no name', _HINT)
        _fill(agent)
        _demand(agent, _AGENT, u'%s, agent %s' % (name, agent_name))
        _complete_patterns(agent)
    return document


def _demand(value, shape, where, prefix=u''):
    try:
        _check(value, shape)
    except _Unfit as err:
        raise UsageError(u'%s: this is no whole aggregate' % where, u'%s%s is missing, or of another kind' % (
            prefix, u''.join(reversed(err.args)).lstrip(u'.') or u'all of it'), _HINT)


def _fill(agent):
    """Put in, empty, what may be left out."""
    patterns = agent.get('patterns') if isinstance(agent, dict) else None
    for holder in [agent] + (patterns if isinstance(patterns, list) else []):
        if isinstance(holder, dict):
            holder.setdefault('by_hour', {})


def _complete_patterns(agent):
    begun = set(item['failures'][0] for item in agent['items'] if item['failures'])
    for pattern in agent['patterns']:
        pattern['benign'] = bool(pattern.get('benign'))
        if 'role' not in pattern:
            pattern['role'] = _role(pattern, begun)


def _check(value, shape):
    """Raise _Unfit unless *value* has that *shape*."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise _Unfit()
        for key in sorted(shape):
            _check_inside(value.get(key, _NOTHING), shape[key], u'.%s', key)
    elif isinstance(shape, tuple):
        kind, inner = shape
        if not isinstance(value, kind):
            raise _Unfit()
        for key in sorted(value) if kind is dict else range(len(value)):
            _check_inside(value[key], inner, u'.%s' if kind is dict else u'[%d]', key)
    elif not _is_of(value, shape):
        raise _Unfit()


def _check_inside(value, shape, form, key):
    try:
        _check(value, shape)
    except _Unfit as err:
        raise _Unfit(*(err.args + (form % key,)))


def _is_of(value, kind):
    if value is None:
        return kind in (_MEASURED, _TIME, _HOURS)
    if kind in (_TEXT, _TIME):
        return isinstance(value, string_types)
    if kind == _HOURS:
        return isinstance(value, integer_types + (float,)) and not isinstance(value, bool)
    return isinstance(value, integer_types) and not isinstance(value, bool) and value >= 0


def _role(pattern, begun):
    """Return what the records of a pattern are, read from one of them; *begun* are the ids that began a failure."""
    if pattern['benign']:
        return 'benign'
    text = pattern['samples'][0]['text'] if pattern['samples'] else pattern['template']
    lines = to_bytes(text).split(b'\n')
    level = logline.LEVEL_CODES.get(to_bytes(pattern['level']), logline.ERROR)
    facts = events.read(logline.Header(b'', b'', level, to_bytes(pattern['module']), b'', lines[0]), tuple(lines[1:]))
    if facts.benign:
        return 'benign'
    if facts.marker:
        return 'marker'
    if facts.rejection:
        return 'rejection'
    if pattern['id'] in begun or facts.url_error:
        return 'failure'
    if facts.pair or facts.traceback is not None or facts.statuses or facts.network:
        return 'evidence' if begun else 'failure'
    return None
