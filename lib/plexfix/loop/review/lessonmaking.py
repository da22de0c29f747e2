# -*- coding: utf-8 -*-
"""The lessons that the evidence of a cycle carries: what was seen, said as an instruction with a check where one can be.

Each rule takes one Reviewed fix and gives lessons, each with its evidence; what no number shows is a person's to write.
The words hold no numbers, so that the same lesson learned twice is one.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.base.clip import clip
from plexfix.judge import metrics
from plexfix.judge.expectations import expectation
from plexfix.loop.review import intervention, settlement, sideeffects
from plexfix.understand import categories, lessonguards, lessons as lesson_records
from plexfix.understand.lessons import ACTIVE, DO, DONT, SCOPES, Check, Evidence

DIAGNOSTICS, IMPLEMENTATION, TESTING = 2, 3, 4
GUARD = u'failure: %s increase_pct > 10'
TITLE_CHARS = 80
SAMPLE_CHARS = 300
_ERROR = re.compile(u'\\b([A-Z][A-Za-z]*(?:Error|Exception))\\b')
_BY_ERROR = {u'ImportError': u'names/*', u'ModuleNotFoundError': u'names/*', u'NameError': u'names/*',
             u'SyntaxError': u'syntax/*', u'IndentationError': u'syntax/*', u'TabError': u'syntax/*'}
_RULE = re.compile(u'\\b(syntax|names|loader|danger)/')
_GROUPS = {u'syntax': u'does not compile as Python 2.7', u'names': u'uses a module or name that Python 2.7 lacks',
           u'loader': u"is refused by Plex's loader", u'danger': u'runs a dangerous command'}
# Between two masks; a piece without a word of three letters could be anything.
_MASKS = re.compile(u'<[^<>]*>')
_WORD = re.compile(u'[A-Za-z]{3}')


def lessons_of(reviewed, run):
    """Return the Lessons that the Reviewed fixes of *run* (its name, text) carry, the same one once."""
    found = []
    for one in reviewed:
        for rule in _RULES:
            found = lesson_records.merge(found, [widened(lesson, found) for lesson in rule(one, run)])
    return found


def widened(lesson, others):
    """Return *lesson* with the scopes of the same one among *others* joined to its own: learned twice, it holds twice."""
    for other in others:
        if other.id == lesson.id:
            lesson = lesson._replace(scope=dict((name, _both(lesson.scope[name], other.scope[name])) for name in SCOPES))
    return lesson


def _both(one, other):
    return one + tuple(name for name in other if name not in one) if one and other else ()


def demoted(lessons):
    """Return (*lessons* with those that are active without evidence made drafts, the ids of these)."""
    bare = [one.id for one in lessons if one.status == ACTIVE and not one.evidence]
    return [one._replace(status=lesson_records.DRAFT) if one.id in bare else one for one in lessons], bare


def _lesson(one, run, polarity, phase, text, check, rows):
    """Return an active Lesson about the agents of a fix; *rows* are (metric, expected, actual)."""
    item = one.intervention
    scope = {u'agents': _agents(one)}
    evidence = [Evidence(run, _named(item), metric, expected, actual) for metric, expected, actual in rows]
    return lesson_records.new(polarity, phase, text, scope, check, evidence, ACTIVE)


def _named(item):
    return item.fix_id if item.iteration is None else u'%s (iteration %d)' % (item.fix_id, item.iteration)


def _agents(one):
    item = one.intervention
    if item.record is not None and item.record['inputs'].get('scope', {}).get('agents'):
        return item.record['inputs']['scope']['agents']
    named = [name for name in item.fix.agents if not name.startswith(u'TODO')] if item.fix is not None else []
    return named or sorted(((item.entries[-1] if item.entries else {}).get('restart') or {}).get('agents') or ())


def _side_effects(one, run):
    """What rose and nobody watched: watch it from now on."""
    found = sideeffects.unpredicted_harm(one.effects) if one.effects is not None else ()
    for effect in found:
        # Who finds pages at last has candidates to reject.
        if effect.metric == u'title_rejections' and _more_succeed(one.intervention):
            continue
        check = Check(u'criterion', GUARD % effect.metric)
        rows = [(effect.metric, u'not watched', sideeffects.words(effect))]
        if sideeffects.is_status(effect):
            text = (u'Monitor all HTTP statuses, not only the one that a fix aims at: when requests that were refused go '
                    u'through, watch %s too.' % effect.metric)
        else:
            text = u'Watch %s as well in every fix: it rose where nobody looked.' % effect.metric
        yield _lesson(one, run, DO, DIAGNOSTICS, text, check, rows)
        if effect.metric == u'http_429':
            yield _lesson(one, run, DO, DIAGNOSTICS, u'Plan retries with a growing pause as a part of every fix that lets '
                          u'more requests through.', Check(u'manual', u'does the patch wait before it asks again?'), rows)
            yield _lesson(one, run, DONT, DIAGNOSTICS, u'Do not assume that a website has no rate limit.',
                          Check(u'manual', u'is it known how many requests the website bears?'), rows)


def _more_succeed(item):
    sides = [metrics.measure(u'success_rate', side) for side in (item.before, item.after)]
    return None not in [side.rate for side in sides] and sides[1].rate > sides[0].rate


def _not_started(one, run):
    """What Python 2.7 or Plex's loader refused: have it checked before anybody approves it."""
    told = intervention.start_problems(one.intervention)
    for check, detail in told[:1]:
        match = _ERROR.search(detail)
        name = match.group(1) if match else None
        glob = _BY_ERROR.get(name, u'loader/*, names/*, syntax/*')
        group = glob.split(u'/')[0] if glob.count(u'/') == 1 else None
        yield _lesson(one, run, DO, DIAGNOSTICS, _check_first(group), Check(lessonguards.LINT, glob),
                      [(u'starts_failed', u'every touched agent starts', u'%s: %s' % (check, detail))])
    if told:
        return
    for text in intervention.refusals(one.intervention):
        for group in sorted(set(_RULE.findall(text))):
            yield _lesson(one, run, DO, DIAGNOSTICS, _check_first(group), Check(lessonguards.LINT, group + u'/*'),
                          [(u'safety checks', u'nothing is found', clip(text, 300, u' ...'))])


def _check_first(group):
    what = _GROUPS.get(group, u'does not start in Plex')
    return u'Check before a patch is approved that nothing in it %s.' % what


def _silencing(one, run):
    """Failures that only fell silent."""
    record = one.intervention.record
    if record is not None and record.get('silencing'):
        yield _lesson(one, run, DONT, DIAGNOSTICS, u'Do not make failures quiet: a fix that swallows exceptions or logs '
                      u'less hides what it does not mend.', Check(lessonguards.LINT, u'patch/silent-except, patch/removed-log'),
                      [(u'silencing', u'failures go away', record['silencing'])])


def _unmeasured(one, run):
    """Success criteria that no number could answer."""
    record = one.intervention.record
    rows = [row for row in (record or {'criteria': ()})['criteria'] if row['role'] == u'success' and row['met'] is None]
    if rows and record['decision'] != u'INVALID':
        yield _lesson(one, run, DO, DIAGNOSTICS, u'Ask only for what the logs of the agent measure: a success criterion '
                      u'that cannot be measured carries no verdict.', Check(lessonguards.LINT, u'report/not-measurable'),
                      [(row['metric'], row['text'], row['reason']) for row in rows])


def _useless(one, run):
    """A fix that did nothing of what was expected: the same change is not tried again."""
    record = one.intervention.record
    if record is None or not _is_useless(one):
        return
    patch = one.intervention.patch
    check = Check(lessonguards.LINT, u'patch/same-as:' + patch) if patch else None
    title = clip(u' '.join(one.intervention.title.split()), TITLE_CHARS, u'...')
    yield _lesson(one, run, DONT, DIAGNOSTICS, u'Do not try the change "%s" again as it was: nothing came of it that was '
                  u'expected.' % title, check, _pairs(record))


def _is_useless(one):
    """Return whether a fix was taken back, or is to be, since nothing got better, and not for harm."""
    gone = one.settlement.action in (settlement.ROLL_BACK, settlement.STAYS)
    facts = one.facts
    return gone and facts.measured and not (facts.achieved or facts.partial or facts.improved or facts.critical)


def _kept(one, run):
    """The failure that a kept fix ended, so that it is known at once if it comes back."""
    if one.settlement.action != settlement.KEEP or not (one.facts.achieved or one.facts.partial):
        return
    item = one.intervention
    for agent, pattern, left in _fallen_patterns(item):
        check = signature_of(pattern)
        title = clip(u' '.join(item.title.split()), TITLE_CHARS, u'...')
        if check is not None:
            yield _lesson(one, run, DO, DIAGNOSTICS, u'Look first whether the change "%s" is still in the files when the '
                          u'failure comes back that it ended.' % title, check,
                          [(u'pattern_' + pattern['id'], u'fewer', u'%d before, %d after, in %s' % (
                              pattern['count'], left, agent))])
            return


def _fallen_patterns(item):
    """Return [(agent, pattern before, count after)] of the fix's patterns that fell to a half per operation, or less."""
    if item.fix is None or item.before is None or item.after is None:
        return []
    found = []
    for agent in sorted(item.before['agents']):
        new = item.after['agents'].get(agent)
        for pattern in (item.before['agents'][agent].get('patterns') or ()) if new else ():
            left = sum(row['count'] for row in new.get('patterns') or () if row['id'] == pattern['id'])
            if pattern['id'] in item.fix.patterns and 2 * left * _started(item.before['agents'][agent]) <= (
                    pattern['count'] * _started(new)):
                found.append((agent, pattern, left))
    return found


def _started(agent):
    return sum(one['started'] for one in agent['operations'].values())


def signature_of(pattern):
    """Return the Check that finds an aggregate's *pattern* again by its words; None where they are not enough."""
    pieces = [piece.strip() for piece in _MASKS.split(pattern['template'].split(u'\n')[0])]
    must = [_escaped(piece) for piece in pieces if _WORD.search(piece)][:4]
    category = categories.of_pattern(pattern)
    for sample in [pattern['template']] + [row['text'] for row in pattern['samples']]:
        check = lessonguards.signature_check(category, must, clip(sample, SAMPLE_CHARS))
        trial = lesson_records.new(DO, DIAGNOSTICS, u'x', check=check, evidence=[Evidence(u'x', None, None, None, None)])
        if must and lessonguards.signature_row(trial) is not None:
            return check
    return None


def _escaped(text):
    return re.sub(u'([^A-Za-z0-9 _/,;:"\'=@%!#&<>~-])', u'\\\\\\1', text)


def _pairs(record):
    rows = [row for row in record['criteria'] if row['role'] == u'success']
    return [(row['metric'], row['text'], _actual(row, record)) for row in rows]


def _actual(row, record):
    if row['after']['rate'] is None:
        return row['reason']
    return expectation(row, record['counts_compare'])


_RULES = (_side_effects, _not_started, _silencing, _unmeasured, _useless, _kept)
