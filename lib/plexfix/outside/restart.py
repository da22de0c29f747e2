# -*- coding: utf-8 -*-
"""Restarts Plex or single plug-ins, never as another user; whether the agents came up again only their logs tell.

What is to be done is planned first, as records that can be shown; carrying it out says what was really observed.
"""
from __future__ import absolute_import, division, print_function

import re
from collections import namedtuple

from plexfix.base.compat import fs_text, native, to_bytes
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.outside import restart_ways
from plexfix.outside.plexerrors import ServerError
from plexfix.outside.restart_ways import (
    ASK, AUTO, COMMAND, COMMAND_LIMIT_S, MANUAL, METHODS, NONE, PLAIN, PLUGIN, TELL, UNTIL, WITH_VALUE, Machine, Plan,
    Step)

# What a step came to: *ok* False where it failed, and what was seen of it.
Result = namedtuple('Result', 'text ok detail')


def parse_method(text):
    """Return (method, value) of what `--restart` takes; raises UsageError, also for a command of another user."""
    name, has_value, value = native(text).partition(':')
    if name in WITH_VALUE and has_value and value.strip():
        if name == COMMAND:
            restart_ways.words_of(value)
        elif not re.match(r'[A-Za-z0-9][A-Za-z0-9_.-]*\Z', value):
            raise UsageError('%s is no name of a container' % fs_text(value), None, 'docker ps lists the names')
        return name, value
    if not has_value and name in PLAIN:
        return name, None
    raise UsageError(u'there is no way to restart called %s' % fs_text(text), u'there are: ' + METHODS,
                     u'leave out --restart to have the way chosen')


def plan(method, identifiers, server=None, machine=None):
    """Return the Plan for *method* (as `parse_method` gives it) and the plug-ins *identifiers*.

    *server* is a PlexServer, None where none is known.  With `auto` it is the first way that this machine has: the
    server with a token, the user's own service, one container with plex in its name, a person at the terminal.  Raises
    PreconditionFailed where there is none, before anything was changed.
    """
    machine = machine or Machine()
    kind, value = method
    if kind == AUTO:
        return _chosen(identifiers, server, machine)
    if kind == PLUGIN:
        if server is None:
            raise PreconditionFailed(u'--restart plugin needs the Plex server', u'no token for it was found',
                                     u'give --url and --token-file, or another way: --restart ' + METHODS)
        return Plan(PLUGIN, _asks(identifiers), None)
    if kind == MANUAL and not machine.has_terminal():
        raise PreconditionFailed(u'--restart manual needs a person at a terminal', u'standard input is none',
                                 u'give another way: --restart ' + METHODS)
    steps = restart_ways.steps_of(kind, machine, value)
    return Plan(kind if value is None else '%s:%s' % (kind, value), steps, None)


def carry_out(planned, server=None, machine=None, tell=None):
    """Do what *planned* says; return (method that was used, [Result]).  It stops at the first step that fails.

    *tell* takes a line for a person.  A good Result means that the step was done, not that an agent came up.
    """
    machine, tell = machine or Machine(), tell or (lambda line: None)
    results = []
    for step in planned.steps:
        tell(u'restart: %s' % step.text)
        result, is_unknown = _done(step, server, machine, tell)
        if is_unknown and planned.instead and not results:
            tell(u'restart: %s; another way instead' % result.detail)
            return carry_out(planned.instead, server, machine, tell)
        results.append(result)
        if not result.ok:
            break
    return planned.method, results


def only(planned, identifiers):
    """Return *planned* without asking for other plug-ins than *identifiers*; a way that restarts all stays as it is."""
    steps = [step for step in planned.steps if step.kind != ASK or step.words in identifiers]
    return planned._replace(steps=steps)


def is_for_all(method):
    """Return whether what is restarted by *method* (as in a Plan) is all of Plex, and not single plug-ins."""
    return method not in (PLUGIN, NONE)


def lines(planned):
    """Return lines of text that tell the steps, for a dry run; what is asked of the server is one of them."""
    asked = [fs_text(step.words) for step in planned.steps if step.kind == ASK]
    told = [u'ask the server to restart %s' % u', '.join(asked)] if asked else []
    told += [step.text for step in planned.steps if step.kind != ASK]
    return [u'restart (%s): %s' % (fs_text(planned.method), line) for line in told]


def _chosen(identifiers, server, machine):
    """Return the Plan of the first way that is there; the plug-ins' own way has the next one behind it."""
    found = restart_ways.own(machine)
    if server is not None:
        return Plan(PLUGIN, _asks(identifiers), found)
    if found is None:
        raise PreconditionFailed(
            u'no way to restart Plex was found', u'no token for the server, no service of your own, no single '
            u'container named plex, and no terminal to ask a person at', u'say which way: --restart ' + METHODS)
    return found


def _asks(identifiers):
    return [Step(ASK, u'ask the server to restart %s' % fs_text(one), one) for one in sorted(identifiers)]


def _done(step, server, machine, tell):
    """Do one step; return its Result, and whether the server does not know how to restart a plug-in."""
    if step.kind == ASK:
        return _asked(step, server)
    if step.kind == TELL:
        machine.wait_for_enter()
        return Result(step.text, True, u'a person pressed Enter'), False
    if step.kind == UNTIL:
        return _waited(step, machine), False
    code, text = machine.run(step.words)
    detail = text if code is None else u'exit code %d%s' % (code, u': ' + text if text else u'')
    return Result(step.text, code == 0, detail), False


def _asked(step, server):
    try:
        server.restart_plugin(step.words)
    except ServerError as err:
        unknown = getattr(err, 'status', None) in (404, 405, 501)
        return Result(step.text, False, fs_text(err.what)), unknown
    return Result(step.text, True, u'the server took the request'), False


def _waited(step, machine):
    """Wait until the answer to the words no longer holds that of the step."""
    for _ in range(COMMAND_LIMIT_S):
        code, text = machine.run(step.words, 10)
        if code != 0 or to_bytes(step.answer) not in to_bytes(text):
            return Result(step.text, True, u'it has ended')
        machine.sleep(1)
    return Result(step.text, False, u'it still runs after %d seconds' % COMMAND_LIMIT_S)
