# -*- coding: utf-8 -*-
"""What every step of the loop works with: the run's folder, its log and state, its settings, and the person.

Nothing is decided here.
"""
from __future__ import absolute_import, division, print_function

import sys

from plexfix.base.compat import fs_text, path_from_text, to_bytes
from plexfix.base.errors import PreconditionFailed, Refused
from plexfix.base.jsontext import json_text
from plexfix.loop import events, fold
from plexfix.outside import audit, files, rundir
from plexfix.outside.journal_record import quoted
from plexfix.outside.terminal import is_terminal, write_quietly
from plexfix.steps import activetest, implement, plexsession, refresh

# What a person may set once, at the start of a run, and again with --resume.  The paths among them are kept absolute.
PATHS = ('log_dir', 'plugins_dir', 'token_file', 'lessons')
SETTINGS = PATHS + ('url', 'insecure', 'restart', 'items', 'controls', 'panel', 'policy', 'timeout', 'pause', 'poll',
                    'start_timeout')
STDIN = '-'


class Waiting(PreconditionFailed):
    """The run waits for a person, or for something that only a person can bring about."""


class Loop(object):
    """One run on its way.  *out* is the command's Output; *yes* says that an approved fix may be applied unasked."""

    def __init__(self, run, out, yes=False, stdin=None):
        self.run, self.out, self.yes = run, out, yes
        self.stdin = sys.stdin if stdin is None else stdin
        self.state = fold.new_state()
        self.torn = b''
        # The aggregate that was read last, and which it is.
        self.aggregate = (None, None)
        self._server = None

    def read(self):
        """Fold the decision log; raises Refused where its chain does not hold: nothing may be concluded from it then."""
        found = audit.read(self.run.decision_log)
        if found.problems:
            first = found.problems[0]
            raise Refused(u'the decision log cannot be relied on: %s' % fs_text(self.run.decision_log),
                          u'\n'.join(u'line %d: %s' % (one.line, one.why) for one in found.problems[:3]),
                          u'put the log back as it was before line %d, from a backup; or begin a new run: '
                          u'--run-dir FOLDER' % first.line)
        self.torn = found.torn
        self.state = fold.fold(found.entries)
        return found.entries

    def append(self, event, fix=None, data=None, reason=None, by=None, iteration=0):
        """Write an event into the decision log, and take it into the state; the iteration is the current one's."""
        number = self.number if iteration == 0 else iteration
        entry = audit.append(self.run.decision_log, event, fix=fix, by=by or events.BY, phase=events.phase_of(event),
                             iteration=number, data=data, reason=reason)
        fold.step(self.state, entry)
        self.save()
        return entry

    def refold(self):
        """Take in what other steps wrote into the decision log."""
        self.read()
        self.save()

    def save(self):
        """Write loop_state.json, which can always be made again from the log."""
        files.atomic_write(self.run.state, to_bytes(json_text(self.state) + u'\n'))

    @property
    def number(self):
        return (fold.current(self.state) or {'number': None})['number']

    @property
    def records(self):
        return self.run.iteration(self.number)

    def row(self, name):
        return fold.fix_in(fold.current(self.state), name)

    # -- settings ------------------------------------------------------------------------------------------------------

    def setting(self, name):
        """Return a setting of the run, a path as a native one; None where nothing was set."""
        value = (self.state['settings'] or {}).get(name)
        return path_from_text(value) if name in PATHS and value is not None else value

    def limits(self):
        return refresh.limits(self.setting('timeout'), None, self.setting('pause'), self.setting('poll'))

    def test_settings(self, item_list=None):
        """Return the activetest.Settings; a pass that was interrupted is always gone on with."""
        return activetest.Settings(self.setting('items'), self.setting('controls'), item_list, self.setting('log_dir'),
                                   self.limits(), True, self.setting('policy') or u'evidence')

    def restart_settings(self):
        return implement.Settings(self.setting('restart'), self.setting('url'), self.setting('token_file'),
                                  bool(self.setting('insecure')), self.setting('log_dir'),
                                  self.setting('start_timeout'), None)

    def plugins(self):
        return implement.plugins_folder(self.setting('plugins_dir'))

    def server(self):
        """Return the PlexServer, asked once whether it is there and takes the token."""
        if self._server is None:
            target = plexsession.Target(self.setting('url'), self.setting('token_file'),
                                        bool(self.setting('insecure')), self.setting('timeout'), True)
            session = plexsession.PlexSession(target, self.out.detail, self.out.warn)
            session.ask(lambda server: server.name())
            self._server = session.connect()
        return self._server

    def close(self):
        if self._server is not None:
            self._server.close()

    def tools(self):
        out = self.out
        return activetest.Tools(self.server(), out.detail, out.note, out.warn, out.progress)

    # -- files of the run ----------------------------------------------------------------------------------------------

    def inside(self, path):
        """Return *path* as it is written into the log."""
        return rundir.told_from(self.run.path, path)

    def path_of(self, text):
        """Return the native path that `inside` wrote."""
        return rundir.native_from(self.run.path, text)

    def evidence(self, path):
        """Return {path, sha256} of a file for the log."""
        return {'path': self.inside(path), 'sha256': files.sha256_of(path)}

    # -- the person ----------------------------------------------------------------------------------------------------

    def has_person(self):
        return is_terminal(self.stdin)

    def ask(self, question):
        """Return what a person answers in a line, stripped; the end of the input is an empty answer."""
        write_quietly(sys.stderr, question)
        return self.stdin.readline().strip()

    def choice(self, question, answers):
        """Return the one of *answers* that a person gives, or begins to give; the end of the input is the last one."""
        while True:
            write_quietly(sys.stderr, u'%s (%s) ' % (question, u'/'.join(answers)))
            line = self.stdin.readline()
            word = line.strip().lower()
            if not line:
                return answers[-1]
            found = [one for one in answers if word and one.startswith(fs_text(word))]
            if len(found) == 1:
                return found[0]

    def wait(self, what, evidence, command=None, document=None):
        """Note that the run waits, and for what, and stop with how to go on; always raises."""
        command = command or self.go_on()
        told = {'for': what, 'command': command, 'document': document}
        last = self.state['waiting'] or {}
        if any(last.get(name) != told[name] for name in told):
            self.append(events.WAITING, data=told)
        hint = [u'read: %s' % document] if document else []
        raise Waiting(what, evidence, u'\n'.join(hint + [u'then: %s' % command]))

    def go_on(self, flags=u''):
        """Return the command that goes on with this run."""
        return u'loop_coordinator.py --resume %s%s' % (quoted(fs_text(self.run.path)), flags)
