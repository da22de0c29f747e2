# -*- coding: utf-8 -*-
"""Write the sample logs of samples/logs: python dev/make_sample_logs.py FOLDER

Six plug-ins in one afternoon.  All names, hosts and secrets are invented, and a run always writes the same bytes.
  FilmVault    good until 15:00, then its enrichment site answers 403; rotated twice, once in the middle of a search
  ReelHouse    its site answers 429, and times out
  StageDoor    searches crash on a page whose layout changed (on Windows)
  OldReels     does not start after an edit
  CineArchive  healthy, with the candidate rejections that every healthy search has
  com.plexapp.system   no agent: read only with --all-plugins
"""
from __future__ import absolute_import, division, print_function

import io
import os
import random
import sys

from sample_records import MAIN_THREAD, Thread

MINUTE, HOUR = 60 * 1000, 60 * 60 * 1000

# Invented studios and films.  Some hold what must never count: a status, the word error, letters beyond ASCII.
FILMS = (
    (u'Northlight', u'The Lighthouse Keeper', 2011), (u'Northlight', u'Trial and Error', 2014),
    (u'Studio Lumière', u'Été à la mer', 2009), (u'Studio Lumière', u'Le Café du coin', 2016),
    (u'Blauwe Fiets', u'Drie Straßen', 2012), (u'Blauwe Fiets', u'Winter in Groningen', 2018),
    (u'Kite & Harbour', u'Room 404', 2015), (u'Kite & Harbour', u'Paper Boats', 2010),
    (u'Kite & Harbour', u'The 403 to Hilltop', 2017),
    (u'Nordlys', u'Fjällräven og ørnen', 2013), (u'Nordlys', u'Midnight Ferry', 2019), (u'Sakura Works', u'春の手紙', 2008),
    (u'Sakura Works', u'Letters from Spring', 2020), (u'Quiet Mountain', u"The Baker's Map", 2007),
    (u'Quiet Mountain', u'A Short History of Rain', 2021),
)
REJECTIONS = ((u'Site Title', u'Title Match Failure!'), (u'Site Studio', u'Studio Match Failure!'),
              (u'Release Date', u'Release Date Match Failure!'), (u'Duration', u'Duration Match Failure!'))
INDEX = u'https://www.film-index.example'
# Shaped like the real ones, so that redaction is seen at work; the words say that they open nothing.
FAKE_TOKEN, FAKE_API_KEY = u'ExampleTokenNotReal0', u'deadbeefdeadbeefdeadbeefdeadbeef'


class Story(object):
    """One agent's afternoon: its records, and the films it is asked for in turn."""

    def __init__(self, agent, site, seed, windows=False):
        self.agent, self.site, self.windows = agent, u'https://' + site, windows
        self.records, self.chance = [], random.Random(seed).random
        self.item = 60 + seed % 7
        self.threads = {}

    def thread(self, number, ms):
        """Return worker thread *number* with its clock at *ms*, or later where it is still busy."""
        name = '7ae1b4%02x3b38' % (0x10 + number)
        thread = self.threads.setdefault(name, Thread(self.records, self.agent, name, ms, self.chance, self.windows))
        thread.ms = max(thread.ms, ms)
        return thread

    def start(self, ms, ok=True):
        main = Thread(self.records, self.agent, MAIN_THREAD, ms, self.chance, self.windows)
        main.start(ok)
        return main

    def next_film(self):
        self.item += 1
        return FILMS[int(self.chance() * len(FILMS))]

    def query(self, film):
        return u'%s/search?studio=%s&api_key=%s' % (self.site, film[0].split()[0], FAKE_API_KEY)

    def search(self, thread, film, how='found'):
        """A whole search: *how* is found, failed, empty, throttled, timeout, or crashed."""
        thread.begin_search(self.item)
        thread.say(u'SEARCH', u'Version', u'2026.01.12.1')
        thread.say(u'SEARCH', u'Search Title', film[1])
        thread.say(u'UTILS ', u'\tPlex Token', FAKE_TOKEN)
        query = self.query(film)
        thread.say(u'SEARCH', u'Search Query', query)
        thread.requesting(query)
        if how in ('throttled', 'timeout'):
            self.refused(thread, query, how)
            thread.footer(u'Search', film, query, False)
            thread.answer(320)
        elif how == 'empty':
            thread.wait(300, 900)
            thread.log(u'SEARCH', u'Error: Search Query did not pull any results: < No Films! >', 283,
                       u'_search -> search')
            thread.footer(u'Search', film, query, False)
            thread.answer(300)
        elif how == 'crashed':
            self.crash(thread)
            thread.answer(16)
        else:
            self.candidates(thread, film, how == 'found')
            thread.footer(u'Search', film, u'%s/film/%d' % (self.site, self.item * 31), how == 'found')
            thread.answer(692 if how == 'found' else 320)

    def candidates(self, thread, film, found):
        """The films that the site offers: the wrong ones are rejected, the right one comes last."""
        total = 2 + int(self.chance() * 3)
        thread.say(u'SEARCH', u'Titles Found', u'%d Processing Results Page:  1' % total, (300, 1200))
        for number in range(1, total + 1):
            last = number == total
            other = film if last else FILMS[int(self.chance() * len(FILMS))]
            thread.wait(5, 30)
            thread.say(u'SEARCH', u'Processing', u'Page 1: %d of %d for %s - %s (%d)' % ((number, total) + other))
            if last and found:
                thread.say(u'SEARCH', u'Title Match', other[1])
            else:
                # Squared, so that the first reason is the most frequent one.
                reason = REJECTIONS[int(self.chance() ** 2 * len(REJECTIONS))]
                thread.log(u'SEARCH', u'Error getting %s: < %s >' % reason, 341, u'_search -> search -> matchFilm')

    def refused(self, thread, url, how):
        """The agent's own site throttles it, or does not answer in time; a time-out writes no URL error."""
        if how == 'throttled':
            thread.url_error(url)
            thread.say(u'UTILS ', u'Request Failed', u'Try CFScrape')
            failure = u'Plex - HTTP Error 429: Too Many Requests CFScrape - 429'
        else:
            thread.wait(20000)
            failure = u'Plex - <urlopen error The read operation timed out>'
        thread.log(u'UTILS ', u'Error:: Request URL Failure:  %s' % failure, 912, u'search -> getURLElement')

    def crash(self, thread):
        thread.wait(400, 1500)
        code = thread.places.native(thread.places.support + 'Plug-ins/%s.bundle/Contents/Code/__init__.py' % self.agent)
        thread.exception(
            u'agentkit:1018', u"Exception in the search function of agent named '%s', called with keyword arguments "
            u"{'id': '%d', 'guid': 'com.plexapp.agents.%s://%d?lang=en', 'force': True}"
            % (self.agent, self.item, self.agent, self.item),
            [(thread.places.framework('api/agentkit.py'), 1011, '_search', 'agent.search(*f_args, **f_kwargs)'),
             (code, 305, 'search', "title = page.xpath('//h1[@class=\"film-title\"]/text()').strip()")],
            u"AttributeError: 'NoneType' object has no attribute 'xpath'")

    def update(self, thread, film, forbidden=False, model_is_missing=True):
        """A whole update; with *forbidden* the enrichment site refuses, and the film keeps only its own site's data."""
        thread.begin_update(self.item, model_is_missing)
        url = u'%s/film/%d' % (self.site, self.item * 31)
        thread.requesting(url)
        thread.say(u'UPDATE', u'Title', film[1], (200, 700))
        enrich = u'%s/search?q=%d&X-Plex-Token=%s' % (INDEX, film[2], FAKE_TOKEN)
        thread.say(u'UTILS ', u'Request URL', enrich)
        thread.requesting(enrich)
        if forbidden:
            thread.url_error(enrich)
            thread.say(u'UTILS ', u'Request Failed', u'Try CFScrape')
            thread.record(u'INFO', u'utils:918', u'CFScrape: HTTP Error 403: Forbidden', (400, 1300))
            thread.log(u'UTILS ', u'Error:: Request URL Failure:  Plex - HTTP Error 403: Forbidden CFScrape - 403', 912,
                       u'update -> getIAFD -> getURLElement')
            thread.log(u'UTILS ', u'Error:: IAFD Film Search Failure, < No Page >', 2204, u'update -> getIAFD')
        else:
            thread.say(u'UTILS ', u'Found on IAFD', u'Yes')
        thread.say(u'UPDATE', u'Film Dictionary',
                   u"{'Title': u'%s', 'FoundOnIAFD': 'No', 'IAFD403Err': set([])}" % film[1])
        thread.footer(u'Update', film, url, not forbidden)
        thread.answer(16)

    def run(self, begin, count, how, gap=90 * 1000):
        """Ask for *count* films from *begin* on; *how* (number, ms) returns (search's end, update is forbidden)."""
        ms = begin
        for number in range(count):
            # Plex asks two threads at a time, so that their lines interleave.
            ms += int(gap * (0.5 + self.chance())) if number % 2 == 0 else 40
            thread, film = self.thread(number % 2, ms), self.next_film()
            ending, forbidden = how(number, ms)
            self.search(thread, film, ending)
            if ending == 'found':
                self.update(thread, film, forbidden, number % 3 == 0)

    def text(self):
        """Return all records as a list of texts, in the order of time (threads interleave)."""
        return [record.text for record in sorted(self.records, key=lambda record: record.ms)]


def film_vault():
    """Return the files of FilmVault, newest first: one cut lies in the middle of a search."""
    story = Story('FilmVault', 'www.filmvault.example', 11)
    story.start(2 * MINUTE)
    story.run(5 * MINUTE, 16, lambda number, ms: ('empty' if number % 11 == 7 else 'found', ms > HOUR), 13 * MINUTE)
    texts = story.text()
    begins = [number for number, text in enumerate(texts) if 'Searching for matches' in text]
    first_cut, second_cut = begins[5] + 4, begins[11] - 3
    return {'.log.2': texts[:first_cut], '.log.1': texts[first_cut:second_cut], '.log': texts[second_cut:]}


def reel_house():
    story = Story('ReelHouse', 'api.reelhouse.example', 12)
    story.start(3 * MINUTE)
    endings = ('found', 'throttled', 'found', 'timeout', 'throttled', 'failed', 'throttled')
    story.run(6 * MINUTE, 10, lambda number, ms: (endings[number % len(endings)], False), 20 * MINUTE)
    return {'.log': story.text()}


def stage_door():
    story = Story('StageDoor', 'stagedoor.example', 13, windows=True)
    story.start(4 * MINUTE)
    story.run(7 * MINUTE, 8, lambda number, ms: ('crashed' if ms > HOUR else 'found', False), 24 * MINUTE)
    return {'.log': [text.replace('\n', '\r\n') for text in story.text()]}


def old_reels():
    """It started in the morning, and after an edit it did not: no operation is in its newest file."""
    before = Story('OldReels', 'www.oldreels.example', 14)
    before.start(5 * MINUTE)
    before.run(8 * MINUTE, 3, lambda number, ms: ('found', False), 6 * MINUTE)
    after = Story('OldReels', 'www.oldreels.example', 15)
    main = after.start(HOUR + 20 * MINUTE, ok=False)
    main.exception(u'core:569', u'Exception while loading code', [
        (main.places.framework('components/core.py'), 563, 'load_code', 'self.sandbox.execute(self.init_code)'),
        (main.places.zip('compiler/transformer.py'), 137, 'parsesuite', None),
    ], u'SyntaxError: Line 104: "exec" statements are not allowed.')
    main.exception(u'core:615', u'Exception starting plug-in', [
        (main.places.framework('core.py'), 608, 'start', 'self.load_code()'),
    ], u'SyntaxError: Line 104: "exec" statements are not allowed.')
    return {'.log.1': before.text(), '.log': after.text()}


def cine_archive():
    story = Story('CineArchive', 'www.cine-archive.example', 16)
    story.start(6 * MINUTE)
    story.run(9 * MINUTE, 6, lambda number, ms: ('failed' if number == 4 else 'found', False), 30 * MINUTE)
    return {'.log': story.text()}


def system():
    records = []
    thread = Thread(records, 'system', MAIN_THREAD, MINUTE, random.Random(17).random)
    thread.banner()
    thread.record(u'INFO', u'core:611', u'Started plug-in', (300, 800))
    thread.record(u'INFO', u'agentservice:652', u'Removing old data', (900, 2000))
    return {'.log': [record.text for record in records]}


AGENTS = (('FilmVault', film_vault), ('ReelHouse', reel_house), ('StageDoor', stage_door), ('OldReels', old_reels),
          ('CineArchive', cine_archive))


def files():
    """Return all sample logs as {file name: bytes}."""
    contents = {}
    for agent, tell in AGENTS:
        for ending, texts in tell().items():
            newline = u'\r\n' if agent == 'StageDoor' else u'\n'
            contents['com.plexapp.agents.%s%s' % (agent, ending)] = joined(texts, newline)
    contents['com.plexapp.system.log'] = joined(system()['.log'], u'\n')
    return contents


def joined(texts, newline):
    return u''.join(text + newline for text in texts).encode('utf-8')


def main(argv=None):
    arguments = sys.argv[1:] if argv is None else argv
    if len(arguments) != 1 or arguments[0].startswith('-'):
        sys.stdout.write(__doc__)
        return 0 if arguments in (['-h'], ['--help']) else 2
    if not os.path.isdir(arguments[0]):
        os.makedirs(arguments[0])
    for name, data in sorted(files().items()):
        with io.open(os.path.join(arguments[0], name), 'wb') as handle:
            handle.write(data)
    return 0


if __name__ == '__main__':
    sys.exit(main())
