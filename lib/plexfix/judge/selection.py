# -*- coding: utf-8 -*-
"""Which items an active test refreshes: some that failed, some that worked, a few of agents that nobody touches.

Chosen from an aggregate alone; whether an item is still in the library is asked elsewhere.
"""
from __future__ import absolute_import, division, print_function

import collections
import fnmatch

from plexfix.judge import statistics
from plexfix.judge.pairing import AFFECTED, CONTROL, FAILING, PASSED, UNTOUCHED

FAILED = (u'crashed', u'failed', u'empty')
ITEMS, CONTROLS, UNTOUCHED_ITEMS = 20, 10, 4
WANTED_POWER = 0.8
_OWN_GUID = u'com.plexapp.agents.'

# An item of an aggregate: *outcome* and *time* are those of its last operation, *telling* whether a pattern of the fix
# is among its failures, *own* whether its guid names no other agent, *affected* whether it succeeded, though one of its
# successful operations had a failure of the fix's patterns (the film is found, and a second website says no).
Candidate = collections.namedtuple('Candidate', 'agent rating_key guid title outcome time telling own affected')
# Candidates by what they are for; in *failing* are the affected too.
Choice = collections.namedtuple('Choice', 'failing controls untouched')


def choose(document, agents=None, patterns=(), globs=(), numbers=(ITEMS, CONTROLS, UNTOUCHED_ITEMS), without=()):
    """Return the Choice among the items of an aggregate; *agents* are the fix's, None for all that there are.

    Most telling first: an item that failed with a failure of the fix's *patterns*, then one that had such a failure and
    succeeded all the same, then others that failed; of these the newest, then the worst outcome; from all agents alike,
    one after the other.  An item is chosen once, whatever number of agents tried it.  *globs* are of
    the files that the fix changes: an agent with one of them is not untouched, though the fix may not be about it.
    *without* are (agent, rating key) that are not to be chosen.
    """
    taken = set()
    inside, outside = [], []
    for name in sorted(document['agents']):
        rows = [one for one in candidates(name, document['agents'][name], patterns)
                if (one.agent, one.rating_key) not in without]
        if agents is None or _is_among(name, agents):
            inside.extend(rows)
        elif not is_touched(name, globs):
            outside.extend(rows)
    failing = _take([one for one in inside if one.outcome in FAILED or one.affected], numbers[0], taken)
    # What failed before is a poor control even where it worked in the end; it would take no place of a failing one.
    controls = _take([one for one in inside if one.outcome == PASSED and not one.telling], numbers[1], taken)
    worst = _take([one for one in outside if one.outcome in FAILED], numbers[2] // 2, taken)
    return Choice(failing, controls, worst + _take([one for one in outside if one.outcome == PASSED],
                                                   numbers[2] - len(worst), taken))


def candidates(name, agent, patterns=()):
    """Return the Candidates of one agent's dict, in order of preference; an unfinished one tells nothing."""
    rows = {}
    for item in agent.get('items') or ():
        if item.get('rating_key') and item['rating_key'].isdigit():
            rows.setdefault(item['rating_key'], []).append(item)
    found = [_candidate(name, sorted(items, key=lambda item: item['time']), set(patterns)) for items in rows.values()]
    # Stable sorts, the least important order first: keys make equal ones come out alike in each run.
    found.sort(key=lambda one: int(one.rating_key))
    found.sort(key=lambda one: FAILED.index(one.outcome) if one.outcome in FAILED else len(FAILED))
    found.sort(key=lambda one: one.time, reverse=True)
    return sorted(found, key=_tier)


def _tier(one):
    return not one.own, not one.telling, one.affected


def _candidate(name, items, patterns):
    last = items[-1]
    guid = [item['guid'] for item in items if item.get('guid')][-1:] or [None]
    title = [item['title'] for item in items if item.get('title')][-1:] or [None]
    foreign = (guid[0] or u'').startswith(_OWN_GUID) and not _names(guid[0], name)
    met = set(item['outcome'] for item in items if set(item.get('failures') or ()) & patterns)
    return Candidate(name, last['rating_key'], guid[0], title[0], last['outcome'], last['time'], bool(met), not foreign,
                     last['outcome'] == PASSED and PASSED in met)


def _names(guid, agent):
    return guid[len(_OWN_GUID):].split(u'://')[0].lower() == agent.lower()


def is_touched(agent, globs):
    """Return whether one of *globs*, of files under the Plug-ins folder, lies in the bundle of that agent."""
    bundles = [glob.replace(u'\\', u'/').split(u'/')[0].lower() for glob in globs]
    return any(fnmatch.fnmatchcase(agent.lower() + u'.bundle', bundle) for bundle in bundles)


def _is_among(name, agents):
    return name.lower() in [one.lower() for one in agents]


def _take(rows, number, taken):
    """Return *number* of *rows*, those that tell most first and of each such group from all agents in turn."""
    chosen = []
    for tier in sorted(set(_tier(one) for one in rows)):
        queues = collections.OrderedDict()
        for one in rows:
            if _tier(one) == tier:
                queues.setdefault(one.agent, []).append(one)
        while queues and len(chosen) < number:
            for agent in list(queues):
                _take_next(queues, agent, chosen, number, taken)
    return chosen


def _take_next(queues, agent, chosen, number, taken):
    while queues[agent]:
        one = queues[agent].pop(0)
        if one.rating_key not in taken and len(chosen) < number:
            taken.add(one.rating_key)
            chosen.append(one)
            return
    del queues[agent]


def kinds(choice):
    """Return [(kind, Candidate)] of a Choice: kinds mixed evenly, so that a test that is cut short has some of each."""
    rows = [(place / len(group), number, AFFECTED if kind == FAILING and one.affected else kind, one)
            for number, (kind, group) in enumerate(((FAILING, choice.failing), (CONTROL, choice.controls),
                                                    (UNTOUCHED, choice.untouched)))
            for place, one in enumerate(group)]
    return [(kind, one) for _, _, kind, one in sorted(rows, key=lambda row: row[:2])]


def is_too_few(failing, wanted):
    """Return whether *failing* items are fewer than *wanted*, or too few to show anything whatever comes of them."""
    return failing < wanted or failing < statistics.improvements_needed(0)


def power_lines(failing):
    """Return in words (lines) what so many failing items can show, and how many are needed for what."""
    least = statistics.improvements_needed(0)
    if failing < least:
        lines = [u'%d failing items can show nothing: even if all of them recover, mid-p is %.3g (needed: 0.05)' % (
            failing, statistics.smallest_paired_p(failing))]
    else:
        lines = [u'%d failing items: %d more recovering than getting worse are evidence' % (failing, least),
                 detectable(failing)]
    return lines + [u'to see a true improvement of %d %% with %d %% power: %d items' % (
        round(100 * improvement), round(100 * WANTED_POWER), needed)
        for improvement, needed in statistics.power_table(wanted=WANTED_POWER)]


def detectable(failing):
    """Return in words the smallest true improvement that so many items show with WANTED_POWER."""
    for percent in range(5, 101, 5):
        if statistics.power(failing, percent / 100.0) >= WANTED_POWER:
            return u'with them a true improvement of %d %% is seen with %d %% power' % (
                percent, round(100 * WANTED_POWER))
    return u'with them no improvement, however great, is seen with %d %% power' % round(100 * WANTED_POWER)
