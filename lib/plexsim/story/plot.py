# -*- coding: utf-8 -*-
"""What happens, one thing after the other: a simulated Plex runs, the coordinator leads, and a person answers it.

How it is told is telling's, what the person writes is person's.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import sys

from plexfix.base.compat import native, to_bytes, to_text
from plexfix.base.errors import EXIT_FOUND, EXIT_OK, EXIT_PRECONDITION, UsageError
from plexsim import patches
from plexsim.running import SimulatedPlex
from plexsim.story import person, untouched

SCENARIO = 'story'
AGENTS = 4
GOAL = 'success_rate=0.9'
MOST_ITERATIONS = 3
# A person who is asked more often than this is asked the same again and again.
MOST_STOPS = 12


def play(stage, teller, seed, films):
    """Play the whole story, and return the untouched.Evidence that it stayed in its folder."""
    before = untouched.listing(stage.suite, stage.place)
    arguments = ['--plugins', stage.plugins, '--logs', stage.logs, '--token-file', stage.token_file, '--seed', '%d' % seed,
                 '--items', '%d' % films, '--scenario', SCENARIO]
    teller.begin(seed)
    with SimulatedPlex(sys.executable, arguments, env=stage.env) as plex:
        teller.plex_runs(plex.told, plex.sections())
        teller.traffic(plex.refresh_all())
        Run(stage, teller, plex).go(AGENTS * films)
    evidence = untouched.compare(stage, before)
    teller.end(stage.run, evidence)
    return evidence


class Run(object):
    """One run of the coordinator, with the person beside it."""

    def __init__(self, stage, teller, plex):
        self.stage, self.teller, self.plex = stage, teller, plex
        self.given = []
        # {(iteration, fix): the answer that a person wrote there}
        self.answered = {}
        self.explained = set()

    def go(self, panel):
        """Lead the run to its end; *panel* is how many items each measurement refreshes."""
        stage = self.stage
        arguments = ['--run-dir', stage.run, '--log-dir', stage.logs, '--plugins-dir', stage.plugins,
                     '--url', self.plex.told['url'], '--token-file', stage.token_file, '--restart', 'plugin',
                     '--panel', '%d' % panel, '--pause', '0', '--poll', '0.05', '--timeout', '60', '--goal', GOAL,
                     '--max-iterations', '%d' % MOST_ITERATIONS, '--yes']
        for _ in range(MOST_STOPS):
            done = self._coordinator(arguments)
            if done.code in (EXIT_OK, EXIT_FOUND):
                break
            if done.code != EXIT_PRECONDITION:
                raise UsageError('loop_coordinator.py ended with %d' % done.code, done.err[-800:],
                                 'look into %s' % stage.transcript)
            arguments = ['--resume', stage.run, '--yes'] + self._answer(done)
        else:
            raise UsageError('the run did not come to its end in %d turns' % MOST_STOPS, None,
                             'look into %s' % stage.transcript)
        if self._explain():
            self._coordinator(['--resume', stage.run, '--yes'])

    def _coordinator(self, arguments):
        done = self.stage.call('loop_coordinator', arguments, self._follow)
        self._follow()
        return done

    def _follow(self):
        self.teller.follow(self.answered)

    def _answer(self, done):
        """Do what the coordinator waits for; return the flags with which it goes on."""
        self._explain()
        undecided = self.teller.undecided()
        if undecided:
            self.teller.person_takes_back(undecided)
            return ['--override', native(undecided), 'ROLLBACK', '--reason', 'the numbers do not carry it']
        return [] if self._complete() else ['--stop', '--reason', 'no more ideas']

    def _complete(self):
        """Complete the newest report, and approve what is complete; return whether there was anything to write."""
        number = self.teller.iteration
        report = os.path.join(self.stage.run, 'iteration_%d' % number, 'diagnostic_report.md')
        found = person.choices(_read(report), self.given)
        for choice in found:
            text = person.write(_read(report), choice)
            with io.open(report, 'wb') as stream:
                stream.write(to_bytes(text))
            if choice.answer is not None:
                self._approve(number, report, choice)
        self.teller.person_wrote(found)
        return any(choice.answer is not None for choice in found)

    def _approve(self, number, report, choice):
        name, answer = choice.fix.id, choice.answer
        folder = os.path.join(os.path.dirname(report), 'fixes')
        if not os.path.isdir(folder):
            os.makedirs(folder)
        with io.open(os.path.join(folder, native(name) + '.patch'), 'wb') as stream:
            stream.write(to_bytes(patches.text(native(answer['patch']))))
        done = self.stage.call('diagnose_from_report', ['--output', report, '--approve', native(name), '--by', native(person.NAME)])
        if done.code == EXIT_OK:
            self.given.append(answer['name'])
            self.answered[number, name] = answer
        else:
            self.teller.refused_approval(name, done.err)

    def _explain(self):
        """Write down why each fix came out as it did, where that was not done; return whether there was any."""
        rows = [row for row in self.teller.decided() if row[:2] not in self.explained and row[:2] in self.answered]
        for number, name, decision, observed in rows:
            self.explained.add((number, name))
            path = os.path.join(self.stage.run, 'iteration_%d' % number, 'why_%s.md' % native(name))
            with io.open(path, 'wb') as stream:
                stream.write(to_bytes(person.why(self.answered[number, name], decision, observed) + u'\n'))
        return bool(rows)


def _read(path):
    with io.open(path, 'rb') as stream:
        return to_text(stream.read())
