# -*- coding: utf-8 -*-
"""Tells the story while it happens, out of the run's own decision log and records; no number comes from anywhere else."""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import re
import time

from plexfix.base.compat import fs_text, native, to_text
from plexsim.story import person, words
from plexsim.story.page import Page

BAR = 40
# What lies in the run folder in the end, for the eyes of a person.
REPORTS = (('final_improvement_report.html', u'the final report, with pictures'), ('final_improvement_report.md', u'the same as text'),
           ('post_mortem_analysis.md', u'what was expected, and what came'), ('lessons_learned.md', u'what the next round will heed'),
           ('decision_log.jsonl', u'every decision, in a chain of hashes'))
_UNDECIDED = re.compile(u'^a person decides on (FIX-[0-9]+)')


class Teller(object):
    """Prints to *out* what happens on *stage*, and remembers what was decided."""

    def __init__(self, stage, out):
        self._stage, self._page, self._begun = stage, Page(out), time.time()
        self._entries = []
        self.iteration = 0
        # (number of the iteration, success rate) as they were measured.
        self._rates = []
        self._lessons = set()
        self._tell = {
            u'run started': self._run_started, u'aggregated': self._aggregated, u'diagnosed': self._diagnosed,
            u'before pass': self._pass, u'after pass': self._pass, u'retest': self._pass, u'applied': self._applied,
            u'kept': self._decided, u'monitored': self._decided, u'modify': self._decided, u'invalid': self._plain,
            u'rolled back': self._rolled_back, u'skipped': self._skipped, u'override': self._plain,
            u'lapsed': self._plain, u'why': self._why, u'iteration ended': self._iteration_ended, u'post-mortem': self._post_mortem,
            u'run ended': self._run_ended}

    # -- what is asked for ------------------------------------------------------------------------------------------

    def undecided(self):
        """Return the fix on which a person has to decide now, None where it is something else that is waited for."""
        last = self._entries[-1] if self._entries else None
        if last is None or last['event'] != u'waiting':
            return None
        found = _UNDECIDED.match(last['data']['for'])
        return found.group(1) if found else None

    def decided(self):
        """Return (iteration, fix, decision, what was observed) of each fix that will not be looked at again."""
        rows = []
        for entry in self._entries:
            if entry['event'] in (u'kept', u'rolled back', u'skipped'):
                decision = (entry['data'] or {}).get('decision') if entry['event'] == u'kept' else entry['event']
                if (entry['iteration'], entry['fix']) in [(one['iteration'], one['fix']) for one in self._entries
                                                          if one['event'] == u'override']:
                    decision = person.UNDECIDED
                rows.append((entry['iteration'], entry['fix'], decision, self._observed(entry)))
        return rows

    def _observed(self, entry):
        try:
            return words.criteria(self._read(u'iteration_%d/test_report_%s.json' % (entry['iteration'], entry['fix']))) + u'.'
        except EnvironmentError:
            # It was not tested: refused, or put back before anybody could look.
            return words.short(entry['reason'] or u'', 120)

    # -- what happens outside of the run ----------------------------------------------------------------------------

    def begin(self, seed):
        self._page.say(u'A round of improvement on a simulated Plex, seed %d. All of it lies in' % seed)
        self._page.say(u'  %s' % fs_text(self._stage.place))
        self._page.say(u'Every command, and all that it said, is in commands.txt there.')

    def plex_runs(self, told, sections):
        started = [agent['name'] for agent in told['agents'] if agent['started']]
        self._page.say(u'')
        self._page.line(u'plexsim', u'A Plex runs at %s: %d of %d agents started (%s), %d films.' % (
            told['url'], len(started), len(told['agents']), u', '.join(sorted(started)),
            sum(section['items'] for section in sections)))

    def traffic(self, outcomes):
        total = sum(outcomes.values())
        self._page.line(u'', u'It refreshes each of its films once, as any Plex does: %s.' % u', '.join(
            u'%d of %d %s' % (outcomes[name], total, words.OUTCOMES.get(name, name)) for name in sorted(outcomes)))

    def person_wrote(self, choices):
        """Tell what the person did with the fixes of the newest report."""
        for choice in choices:
            if choice.answer is not None:
                also = u' (the same cause as %s)' % words.listed(one.id for one in choice.joined) if choice.joined else u''
                self._page.line(person.NAME.split()[0], u'%s: "%s"%s. Expected: %s' % (
                    choice.fix.id, choice.answer['title'], also, choice.answer['expected']))
                self._guards(choice)
            else:
                self._page.line(u'', u'%s: given up; nothing in the agents\' code would mend "%s".' % (choice.fix.id, choice.fix.title))

    def _guards(self, choice):
        learned = [guard for guard in choice.fix.guards if guard not in choice.answer['criteria']]
        if learned:
            self._page.line(u'', u'The report itself added what earlier rounds taught: %s.' % words.listed(
                u'"%s"' % guard for guard in learned))

    def refused_approval(self, name, said):
        self._page.line(u'', u'%s is not approved: %s' % (name, words.short(said)))

    def person_takes_back(self, name):
        self._page.line(person.NAME.split()[0], u'%s: the numbers do not carry a verdict, so it is taken back.' % name)

    def end(self, run, evidence):
        """Tell where everything is, and what shows that nothing else was touched; *evidence* is untouched.Evidence."""
        self._page.say(u'')
        for number, rate in self._rates:
            name = u'at first' if number == 0 else u'iteration %d' % number
            self._page.line(name, u'%s %.1f %% successful' % ((u'#' * int(BAR * rate)).ljust(BAR, u'.'), 100 * rate))
        self._page.say(u'')
        self._page.say(u'Look at it, in %s:' % fs_text(run))
        for name, what in REPORTS:
            if os.path.isfile(os.path.join(run, name)):
                self._page.say(u'  %s  %s' % (name.ljust(30), what))
        self._page.say(u'')
        for line in evidence.lines():
            self._page.say(line)
        self._page.say(u'Told in %d s.' % round(time.time() - self._begun))

    # -- what the decision log tells --------------------------------------------------------------------------------

    def follow(self, answered):
        """Tell what was added to the run's decision log; *answered* is {(iteration, fix): the person's answer}."""
        for entry in self._new_entries():
            self._entries.append(entry)
            self.iteration = entry['iteration'] or self.iteration
            tell = self._tell.get(entry['event'])
            if tell is not None:
                tell(entry, entry['data'] or {}, answered.get((entry['iteration'], entry['fix'])))

    def _new_entries(self):
        path = os.path.join(self._stage.run, 'decision_log.jsonl')
        if not os.path.isfile(path):
            return []
        # Behind the last line end stands what is not wholly written yet.
        lines = _bytes(path).split(b'\n')[:-1]
        return [json.loads(to_text(line)) for line in lines[len(self._entries):]]

    def _run_started(self, entry, data, answer):
        told = (u'loop_coordinator.py leads from here: goal %s, at most %s iterations. It stops where a person has to judge; '
                u'the answers of %s are prepared.')
        self._page.line(u'loop', told % (data['goal'], data['max_iterations'], person.NAME))

    def _aggregated(self, entry, data, answer):
        self._page.say(u'')
        self._page.say(u'ITERATION %d' % entry['iteration'])
        if not self._rates:
            self._rates.append((0, words.rate(data)))
            self._page.line(u'measured', u'%s. An operation is one search or update of one film.' % words.measured(data))

    def _diagnosed(self, entry, data, answer):
        found = [fix for fix in person.fixes_in(to_text(_bytes(self._inside(data['path'])))) if fix.status == u'draft']
        self._page.line(u'diagnosed', u'%d open:' % len(found) if found else u'nothing is open')
        for fix in found:
            self._page.line(u'', u'%s %s (%s)' % (fix.id, words.short(fix.title, 60), u', '.join(fix.agents)))

    def _pass(self, entry, data, answer):
        made = self._read(data['path'])
        side = u'old code' if entry['event'] == u'before pass' else u'new code'
        kinds = [(name, [item['outcome'] for item in made['items'] if item['kind'] == kind])
                 for kind, name in ((u'failing', u'items that failed'), (u'control', u'that worked'))]
        told = u'; '.join(u'%d %s: %s' % (len(rows), name, words.counted(rows)) for name, rows in kinds if rows)
        self._page.line(u'test', u'%s on the %s: %s.' % (entry['fix'], side, told))

    def _applied(self, entry, data, answer):
        started = [name for name, state in data['agents'].items() if state == u'started']
        self._page.line(u'apply', u'%s is in %d files, each of them backed up; %d of %d agents started again.' % (
            entry['fix'], len(data['files']), len(started), len(data['agents'])))

    def _decided(self, entry, data, answer):
        record = self._read(u'iteration_%d/test_report_%s.json' % (entry['iteration'], entry['fix']))
        self._page.line(u'decide', u'%s: %s, evidence %s. %s.' % (
            entry['fix'], record['decision'], record['evidence'], words.criteria(record)))
        if record['paired']:
            self._page.line(u'', words.pairs(record['paired']))
        if record['decision'] != u'KEEP':
            self._page.line(u'', words.short(record['reason'], 300))
        self._page.line(u'', words.meaning(record['decision'], data.get('retests') or 0))
        for status, number, hosts in self._side_effects(entry, record):
            self._page.line(u'', u'In its wake: HTTP %s from %s, %d times, and not once before. No criterion of this fix asked for it.' % (
                status, hosts, number))

    def _side_effects(self, entry, record):
        name = u'iteration_%d/test_aggregate_%s_%%s.json' % (entry['iteration'], entry['fix'])
        try:
            sides = [self._read(name % side)['totals']['http'] for side in (u'before', u'after')]
        except EnvironmentError:
            return []
        return words.side_effects(sides[0], sides[1], record)

    def _rolled_back(self, entry, data, answer):
        self._page.line(u'undo', u'%s is taken back: its %d files are as they were.' % (entry['fix'], len(data.get('files') or ())))

    def _skipped(self, entry, data, answer):
        found = (data.get('findings') or [{}])[0]
        told = u'%s, line %d: %s: %s' % (found['file'].split(u'/')[-1], found['line'], found['what'], found['why']) if found else (
            words.short(entry['reason'] or u''))
        self._page.line(u'refused', u'%s: %s. Not one file was changed.' % (entry['fix'], told))

    def _plain(self, entry, data, answer):
        self._page.line(entry['event'], u'%s: %s' % (entry['fix'], words.short(entry['reason'] or u'')))

    def _why(self, entry, data, answer):
        if data.get('given') and answer is not None:
            self._page.line(u'why', u'%s of iteration %d, %s says: %s' % (
                entry['fix'], entry['iteration'], person.NAME.split()[0], data['why'].split(u'Why: ')[-1]))

    def _iteration_ended(self, entry, data, answer):
        if not data.get('valid'):
            self._page.line(u'measured', u'nothing: %s.' % data.get('why'))
            return
        before = self._rates[-1][1] if self._rates else None
        self._rates.append((data['number'], words.rate(data)))
        self._page.line(u'measured', u'%s%s.' % (
            words.measured(data), u'' if before is None else u'; it was %.1f %%' % (100 * before)))

    def _post_mortem(self, entry, data, answer):
        if entry['iteration'] is None or not data.get('path'):
            return
        lessons = self._read(u'iteration_%d/lessons_learned.json' % entry['iteration'])['lessons']
        active = [one for one in lessons if one['status'] == u'active' and one['id'] not in self._lessons]
        self._lessons.update(one['id'] for one in active)
        checked = [one for one in active if one['check']['kind'] in (u'criterion', u'lint')]
        self._page.line(u'learned', u'%s from what was measured so far%s' % (
            words.many(len(active), u'new lesson') if active else u'nothing new', u'. Checked by machine from now on:' if checked else u'.'))
        for one in checked:
            self._page.line(u'', u'- %s (%s)' % (words.short(one['text'], 150), words.short(one['check']['text'], 60)))

    def _run_ended(self, entry, data, answer):
        self._page.say(u'')
        self._page.line(u'ended', u'%s.' % data['said'])

    def _inside(self, path):
        return os.path.join(self._stage.run, *[native(part) for part in path.split(u'/')])

    def _read(self, path):
        return json.loads(to_text(_bytes(self._inside(path))))


def _bytes(path):
    with io.open(path, 'rb') as stream:
        return stream.read()
