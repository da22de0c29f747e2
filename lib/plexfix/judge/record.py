# -*- coding: utf-8 -*-
"""The record of a decision, `plexfix.comparison/1`: all that was concluded, and all that it was concluded from."""
from __future__ import absolute_import, division, print_function

import hashlib

from plexfix import __version__
from plexfix.base.compat import to_bytes, to_text
from plexfix.base.errors import UsageError
from plexfix.base.jsontext import json_line
from plexfix.judge import checksum, meeting, validity
from plexfix.judge.decide import EXIT_CODES, decide, next_step, shown
from plexfix.judge.whatif import turning_points

SCHEMA = u'plexfix.comparison/1'
_KEYS = ('fix', 'decision', 'exit_code', 'reason', 'score', 'score_shown', 'policy', 'evidence', 'validity', 'criteria', 'paired',
         'new_patterns', 'gone_patterns', 'silenced', 'shape_changed', 'inputs', 'inputs_sha256', 'version',
         'next_step', checksum.KEY)


def make(inputs):
    """Return the record of the decision on *inputs*; the same inputs give the same record, byte for byte."""
    verdict = decide(inputs)
    patterns = inputs.get('patterns') or {'new': [], 'gone': [], 'new_count': None, 'gone_count': None, 'rare': None}
    found = verdict.strength
    return checksum.summed({
        'schema': SCHEMA, 'version': __version__, 'fix': inputs['fix'], 'policy': inputs['policy'],
        'decision': verdict.decision, 'reason': verdict.reason, 'exit_code': EXIT_CODES[verdict.decision],
        'score': None if verdict.score is None else float(verdict.score), 'score_shown': shown(verdict.score),
        'evidence': found.level if found else u'insufficient',
        'evidence_detail': {'p': found.p, 'smallest_p': found.smallest, 'said': found.detail} if found else None,
        'validity': [dict(one._asdict()) for one in verdict.checks],
        'criteria': [meeting.to_json(one) for one in verdict.results],
        'critical': verdict.critical, 'paired': verdict.paired,
        'new_patterns': patterns['new'], 'gone_patterns': patterns['gone'],
        'patterns': {'new': patterns['new_count'], 'gone': patterns['gone_count'], 'rare': patterns['rare']},
        'silenced': bool(verdict.silenced), 'silencing': verdict.silenced, 'shape_changed': verdict.shapes,
        'counts_compare': bool(inputs['readable'] and validity.counts_compare(inputs)),
        'next_step': next_step(verdict, inputs), 'would_change': turning_points(inputs, verdict.decision),
        'steps': [{'rule': rule, 'found': found_, 'decision': decision} for rule, found_, decision in verdict.steps],
        'inputs': inputs, 'inputs_sha256': to_text(hashlib.sha256(to_bytes(json_line(inputs))).hexdigest())})


def check(document, name):
    """Raise UsageError unless *document*, read from *name* (text), is a whole record of a schema that is known here."""
    schema = document.get('schema') if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise UsageError(u'%s is no test report that this version can read' % name,
                         u'its schema is %s, expected %s' % (json_line(schema), SCHEMA), _HINT)
    missing = [key for key in _KEYS if key not in document]
    if missing:
        raise UsageError(u'%s is no whole test report' % name, u'it lacks: %s' % u', '.join(missing), _HINT)
    if document['decision'] not in list(EXIT_CODES):
        raise UsageError(u'%s holds no decision' % name, u'decision: %s' % json_line(document['decision']), _HINT)


def again(document, name):
    """Return the record worked out again from the inputs in *document*; raises UsageError where these are not whole."""
    try:
        return make(document['inputs'])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as err:
        raise UsageError(u'the inputs in %s are not whole' % name, u'%s: %s' % (type(err).__name__, err), _HINT)


_HINT = u'make it again: compare_metrics.py --baseline FILE --current FILE --output FILE'
