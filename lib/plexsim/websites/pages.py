# -*- coding: utf-8 -*-
"""The pages of the sites: search results and films of the shops, and a database of people; UTF-8 HTML as text."""
from __future__ import absolute_import, division, print_function

import collections
import re

from plexsim.films import Chance
from plexsim.websites.behaviour import NEW

MOST_RESULTS = 8
_LITTLE = frozenset(u'and by in of on the to a an'.split())


def escape(value):
    """Return *value* as HTML text."""
    text = u'%s' % value
    return text.replace(u'&', u'&amp;').replace(u'<', u'&lt;').replace(u'>', u'&gt;').replace(u'"', u'&quot;')


def words(text):
    """Return the words of *text* that a search goes by."""
    return [word for word in re.findall(r'\w+', text.lower(), re.UNICODE) if word not in _LITTLE]


class Catalogue(object):
    """The films that the sites know, found by words of their titles; *seed* decides in which order a shop shows them."""

    def __init__(self, films, seed):
        self.films = films
        self.seed = seed
        self._by_title = {}
        self._by_word = {}
        for number, film in enumerate(films):
            self._by_title.setdefault(film['title'].lower(), film)
            for word in set(words(film['title'])):
                self._by_word.setdefault(word, []).append(number)

    def titled(self, title):
        """Return the film of that title, capitals or not, or None."""
        return self._by_title.get(title.lower())

    def found(self, query):
        """Return (number, film) for what a shop offers to *query*: the film, and others that share a word of its title.

        The best does not come first: what a shop shows first is its own affair.
        """
        common = collections.Counter(number for word in set(words(query)) for number in self._by_word.get(word, ()))
        best = sorted(common, key=lambda number: (-common[number], number))[:MOST_RESULTS]
        chance = Chance(self.seed, query)
        return [(number, self.films[number]) for number in sorted(best, key=lambda number: chance.number(number, 1 << 30))]


def search_page(catalogue, query, layout):
    """Return what a shop answers to *query*."""
    rows = [(_new_row if layout == NEW else _old_row)(number, film) for number, film in catalogue.found(query)]
    inside = u'<div class="no-results">Nothing found</div>' if not rows else u'\n'.join(rows)
    return _page(u'Search: %s' % query, u'<div class="results">%s</div>' % inside)


def film_page(film, number, seed, layout, missing_share):
    """Return the page of *film*; a part of the films has no release date on it, the same in every run."""
    date = None if Chance(seed, 'missing', number).share('release') < missing_share else film['release_date']
    cast = u''.join(u'<li class="performer"><a href="/person/%s">%s</a></li>' % (escape(name.replace(u' ', u'-')), escape(name))
                    for name in film['cast'])
    genres = u''.join(u'<a class="genre">%s</a>' % escape(genre) for genre in film['genres'])
    heading = (u'<header class="title-card"><span itemprop="name">%s</span></header>' if layout == NEW
               else u'<h1 class="film-title">%s</h1>') % escape(film['title'])
    facts = [u'<p class="studio">Studio: <span>%s</span></p>' % escape(film['studio']),
             u'<p class="running-time">Running time: <span>%d min</span></p>' % film['duration_min']]
    if date:
        facts.append(u'<p class="release-date">Released: <span>%s</span></p>' % date)
    return _page(film['title'], u'%s\n%s\n<div class="synopsis">%s</div>\n<ul class="cast">%s</ul>\n<div class="genres">%s</div>\n'
                 u'<img class="cover" src="/cover/%d.jpg">' % (heading, u'\n'.join(facts), escape(film['summary']), cast, genres, number))


def people_page(catalogue, query):
    """Return what the database of people answers to a film's title: its cast, or that it does not know the film."""
    film = catalogue.titled(query)
    if film is None:
        return _page(query, u'<p class="no-results">No matching film</p>')
    rows = u''.join(u'<tr class="credit"><td><a href="/person/%s">%s</a></td><td>%s</td></tr>' % (
        escape(name.replace(u' ', u'-')), escape(name), film['year']) for name in film['cast'])
    return _page(query, u'<table class="credits">%s</table>' % rows)


def person_page(name):
    """Return the page of one person of the database."""
    return _page(name, u'<h1 class="person">%s</h1>\n<img class="headshot" src="/face/%s.jpg">' % (
        escape(name), escape(name.replace(u' ', u'-'))))


def script_page():
    """Return a page that shows nothing without JavaScript."""
    return _page(u'Just a moment...', u'<noscript>Enable JavaScript and cookies to continue</noscript>'
                 u'<script>window.setTimeout(function () { location.reload(); }, 3000);</script>')


def error_page(status, reason):
    return _page(u'%d %s' % (status, reason), u'<h1>%s</h1>' % escape(reason))


def _old_row(number, film):
    return (u'<div class="result"><h3 class="result-title"><a href="/film/%d">%s</a></h3><span class="studio">%s</span>'
            u'<span class="released">%s</span><span class="minutes">%d min</span></div>'
            % (number, escape(film['title']), escape(film['studio']), film['release_date'], film['duration_min']))


def _new_row(number, film):
    return (u'<article class="tile" data-film="%d"><div class="tile__name"><a href="/film/%d">%s</a></div>'
            u'<span class="studio">%s</span><span class="released">%s</span><span class="minutes">%d min</span></article>'
            % (number, number, escape(film['title']), escape(film['studio']), film['release_date'], film['duration_min']))


def _page(title, body):
    return (u'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>%s</title></head>\n<body>\n%s\n</body></html>\n'
            % (escape(title), body))
