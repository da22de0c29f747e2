# -*- coding: utf-8 -*-
"""Follow the operations of one plug-in by thread, and count what happened.

An operation is one search or update of one item.  Records come in the order of the log, oldest file first; what a
single record says is `events`' answer, how records are grouped is `patterns`'.
"""
from __future__ import absolute_import, division, print_function

import re

from plexfix.observe import events, logline, messaging, templates
from plexfix.observe.blocks import TIME_BYTES
from plexfix.observe.counts import Counts
from plexfix.observe.items import NewestItems
from plexfix.observe.patterns import PatternTable
from plexfix.observe.threads import Failure, Operation, Thread, outcome_of, place_in

_SIZE = re.compile(br' - Response: \[(\d+)\] [^,]*, (\d+) bytes')
_NUMBER = re.compile(br'Titles Found\D*(\d+)')
_FOUND = re.compile(br'Found on IAFD[\s:]*Yes\b')
_OUTCOME = re.compile(br'>> (Successful|Failed)\b')
KNOWN = 10000               # records whose meaning is remembered
REPEATED, REPEATED_BYTES = 4000, 400


_NO_THREAD = Thread()


class Follower(object):
    """Counts of one plug-in.  Feed it the records that mean something with `record`, then call `finish` once."""

    def __init__(self, since=None, until=None, all_levels=False, items=None, patterns=None):
        self.counts = Counts()
        self.patterns = PatternTable() if patterns is None else patterns
        self.items = NewestItems() if items is None else items
        self._since, self._until = since, until
        self._whole = since is None and until is None
        self._all_levels = all_levels
        self._threads = {}
        self._start_failed = False
        self._known = {}                # what a record looks like -> [Facts, Pattern]
        self._repeated = {}             # a line behind its thread -> (Header, what _meaning says of it)
        self._pruned = 0

    def inside(self, time):
        """Return whether a record of this *time* (bytes, as the log has it) belongs to the window."""
        return self._whole or ((self._since is None or time >= self._since) and (
            self._until is None or time <= self._until))

    def record(self, header, lines, kind, place):
        """Take one record: its Header, continuation lines, kind of line, and (file name, line number).

        The kinds that come often and say little have methods of their own.
        """
        if kind == logline.PROBLEM or kind == logline.TALK:
            text = _whole_text(header, lines)
            self._problem(header.time, header.thread, header, self._meaning(header, lines, text), text, place)
            return
        if kind == logline.BANNER:
            self._restart()
        elif kind == logline.STARTED and self.inside(header.time) and header.module in (b'core', b'logkit'):
            self.counts.start(True, header.time)

    def problem(self, line, level, segments, index):
        """Take a WARNING, ERROR or CRITICAL record of one line; *segments* and *index* tell its place.

        The same text comes again and again: what was found out about it is remembered, time and thread apart.
        """
        end = line.index(b')', 25)
        rest = line[end:]
        known = self._repeated.get(rest)
        if known is None or self._pruned != self.patterns.pruned:
            header = logline.parse_known(line[:logline.RECORD_BYTES], level)
            known = (header, self._meaning(header, (), header.message))
            if len(rest) <= REPEATED_BYTES:
                if len(self._repeated) >= REPEATED:
                    self._repeated.clear()
                self._repeated[rest] = known
        header, meaning = known
        self._problem(line[:TIME_BYTES], line[25:end], header, meaning, header.message, place_in(segments, index))

    def _forget_idle(self, name, thread):
        if thread.operation is None and thread.failure is None and thread.marker is None:
            self._threads.pop(name, None)

    def _misplaced(self, time, name, header, inside):
        """Take a line that the agent's log function sent to ERROR for a word in it, as what it is."""
        kind = logline.kind_of(header.message, header.module, header.level)
        if kind == logline.CANDIDATE:
            self._candidate(name, inside)
        elif kind == logline.FOOTER:
            self._footer(name, header.message, time)
        elif kind in (logline.TITLES, logline.ENRICHED) and inside:
            self.found(kind, header.message)

    def request(self, line):
        """Take a line that shows an HTTP request: it ends the failure before it."""
        # What logline.thread_of does, without a call: no kind of line is handed over more often.
        thread = self._threads.get(line[25:line.index(b')', 25)])
        if thread is not None:
            if thread.failure is not None:
                self._end_failure(thread)
            thread.url = line

    def candidate(self, line, inside):
        """Take a line that names the next candidate of a search: it ends the failure before it."""
        self._candidate(logline.thread_of(line), inside)

    def _candidate(self, name, inside):
        if inside:
            self.counts.processed += 1
        thread = self._threads.get(name)
        if thread is not None and thread.failure is not None:
            self._end_failure(thread)

    def found(self, kind, line):
        """Take a line that tells how many titles were found, or that IAFD knows the film."""
        if kind == logline.ENRICHED:
            self.counts.enriched += 1 if _FOUND.search(line) else 0
        else:
            match = _NUMBER.search(line)
            self.counts.titles_found += int(match.group(1)) if match else 0

    def handled(self, line, segments, index):
        """Take a request to the plug-in: it ends an operation without an answer, and may begin an update."""
        name = logline.thread_of(line)
        thread = self._threads.get(name)
        if thread is not None:
            self._end_operation(thread, None)
        if messaging.is_update(line):
            self._begin('update', name, line, messaging.updated_item(line), place_in(segments, index))
        elif thread is not None:
            del self._threads[name]

    def searching(self, line, segments, index):
        """Take the line that begins a search."""
        name = logline.thread_of(line)
        thread = self._threads.get(name)
        if thread is not None:
            self._end_operation(thread, None)
        self._begin('search', name, line, messaging.searched_item(line), place_in(segments, index))

    def footer(self, line):
        """Take a line of the block in which an agent tells its outcome."""
        self._footer(logline.thread_of(line), line, line[:TIME_BYTES])

    def _footer(self, name, text, time):
        match = _OUTCOME.search(text)
        thread = self._threads.get(name)
        if match and thread is not None and thread.operation is not None:
            thread.operation.footer = match.group(1)
            thread.operation.ended = time

    def answer(self, line):
        """Take the line with the framework's answer to a request: it ends the operation."""
        name = logline.thread_of(line)
        thread = self._threads.pop(name, None)
        if thread is None:
            return
        if thread.operation is not None:
            match = _SIZE.search(line)
            self._end_operation(thread, (int(match.group(1)), int(match.group(2))) if match else None, line[:TIME_BYTES])
        elif thread.failure is not None:
            self._end_failure(thread)

    def boring(self, header, lines, place):
        """Group a record that means nothing, for `--all-levels`."""
        text = _whole_text(header, lines)
        thread = self._threads.get(header.thread) or _NO_THREAD
        self._group(header.time, header, text, self._meaning(header, lines, text), place, thread, None)

    # What begins and ends an operation

    def _begin(self, kind, name, line, item, place):
        time = line[:TIME_BYTES]
        inside = self.inside(time)
        thread = self._threads[name] = Thread()
        thread.operation = Operation(kind, time, item, place, inside)
        if inside:
            self.counts.operations[kind]['started'] += 1
            self.counts.hour(time)[0] += 1

    def _restart(self):
        """A start ends every operation of the process before it: its threads are gone."""
        for thread in list(self._threads.values()):
            self._end_operation(thread, None)
        self._threads.clear()
        self._start_failed = False

    def _end_operation(self, thread, answer, time=None):
        self._end_failure(thread)
        operation, thread.operation = thread.operation, None
        if operation is None or not operation.counted:
            return
        outcome = outcome_of(operation, answer)
        self.counts.operations[operation.kind][outcome] += 1
        for pattern, number in (operation.patterns or {}).items():
            if outcome == 'successful':
                pattern.successful += number
            else:
                pattern.other += number
            pattern.touch(operation.item.rating_key)
        if operation.item.rating_key is not None:
            place = operation.place
            operation.patterns = None
            self.items.add((operation.time, place[0], place[1], operation, outcome, time or operation.ended))

    # What goes on inside of one

    def _problem(self, time, name, header, meaning, text, place):
        """Take a record that may be a failure, noise, a rejected candidate or a marker.

        *time* and *name* (its thread) are the record's own, *header* may be that of an earlier one with the same text.
        """
        inside = self.inside(time)
        thread = self._threads.get(name)
        if thread is None:
            thread = self._threads[name] = Thread()
        facts = meaning[0]
        if facts.benign:
            if inside:
                self.counts.benign[facts.benign] += 1
                self._group(time, header, text, meaning, place, thread, 'benign')
        elif facts.marker:
            thread.marker = time
            if inside:
                self._group(time, header, text, meaning, place, thread, 'marker')
        else:
            self._stated(time, name, header, meaning, text, place, thread, inside)
        self._forget_idle(name, thread)

    def _stated(self, time, name, header, meaning, text, place, thread, inside):
        """Take a record that is neither noise nor a marker."""
        facts = meaning[0]
        operation = thread.operation
        if facts.crash and operation is not None and facts.crash == operation.kind:
            operation.crashed = True
        if facts.failed_start and inside and not self._start_failed:
            self._start_failed = True
            self.counts.start(False, time)
        pair, rejection = self._completed_pair(header, facts, thread)
        if rejection:
            if inside:
                self.counts.rejected[rejection] += 1
                self._group(time, header, text, meaning, place, thread, 'rejection')
            return
        failed = pair or facts.url_error or facts.traceback is not None or facts.statuses or facts.network
        if not failed and (b'::' in header.message or b'>>' in header.message):
            self._misplaced(time, name, header, inside)     # a title with "error" in it, and the like
        if inside and (failed or header.level >= logline.WARNING or self._all_levels):
            role = None if not failed else 'failure' if thread.failure is None or facts.url_error else 'evidence'
            pattern = self._group(time, header, text, meaning, place, thread, role)
            if failed and operation is not None and pattern not in operation.failures:
                operation.failures += (pattern,)
        if failed:
            self._failure(time, facts, thread, inside)

    def _meaning(self, header, lines, text):
        """Return [Facts, Pattern or None] of a record, remembered by what it looks like."""
        like = templates.likeness(text)
        key = (header.level, header.module, like)
        if header.module in events.KNOWN_BY_PLACE:
            key += (header.line,)
        meaning = self._known.get(key)
        if meaning is None or self._pruned != self.patterns.pruned:
            if len(self._known) >= KNOWN or self._pruned != self.patterns.pruned:
                self._known.clear()
                self._repeated.clear()
                self._pruned = self.patterns.pruned
            meaning = self._known[key] = [events.read(header, lines), None]
        return meaning

    def _completed_pair(self, header, facts, thread):
        """Return (is the second record of a marker pair, the field that rejected a candidate)."""
        marker, thread.marker = thread.marker, None
        if facts.pair or facts.rejection or header.level != logline.ERROR or marker is None:
            return facts.pair, facts.rejection
        rejection = events.rejected_field(header.message)
        return not rejection and events.states_failure(header.message), rejection

    def _failure(self, time, facts, thread, inside):
        """Begin a failure event, or join the record to the one that goes on on this thread."""
        if facts.url_error:
            self._end_failure(thread)
            if inside:
                self.counts.url_fetch_errors += 1
        failure = thread.failure
        if failure is None:
            failure = thread.failure = Failure(time)
            failure.host = _requested_host(thread.url)
            if inside:
                self.counts.failures += 1
                self.counts.hour(time)[1] += 1
        if facts.url_error or (facts.url and not failure.url_error):
            failure.host = events.host_of(facts.url) or failure.host
        failure.url_error = failure.url_error or facts.url_error
        failure.network = failure.network or facts.network
        failure.statuses.update(facts.statuses)
        if facts.traceback is not None and facts.traceback.name:
            failure.exceptions.add(facts.traceback.name)

    def _end_failure(self, thread):
        failure, thread.failure = thread.failure, None
        if failure is not None and self.inside(failure.time):
            self.counts.failure(failure)

    def _group(self, time, header, text, meaning, place, thread, role):
        """Count a record under its pattern, and note the pattern with the operation that it happened in."""
        pattern = meaning[1]
        if pattern is None:
            pattern = meaning[1] = self.patterns.find(header, text, time)
        pattern.add(time, place, text, role)
        operation = thread.operation
        if operation is not None and role != 'marker':
            if operation.patterns is None:
                operation.patterns = {}
            operation.patterns[pattern] = operation.patterns.get(pattern, 0) + 1
        return pattern

    def finish(self):
        """End what goes on: operations without an answer are unfinished."""
        self._restart()


def _whole_text(header, lines):
    """Return the text of a record, its continuation *lines* included."""
    return b'\n'.join((header.message,) + tuple(lines)) if lines else header.message


def _requested_host(line):
    """Return the host that the last request on a thread went to; None for the server itself, which is no website."""
    host = events.host_of(events.first_url(line)) if line else None
    return None if host in (b'127.0.0.1', b'localhost') else host
