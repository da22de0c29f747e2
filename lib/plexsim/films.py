# -*- coding: utf-8 -*-
"""Makes up films: the same for the same seed; the library has them, and the websites know them."""
from __future__ import absolute_import, division, print_function

import hashlib

_FIRST = (u'Amber', u'Borrowed', u'Café', u'Distant', u'Élan', u'Frozen', u'Golden', u'Hidden', u'Iron', u'Jørgen’s', u'Late',
          u'Midnight', u'Northern', u'Ocean', u'Paper', u'Quiet', u'Room 404 of the', u'Silent', u'Trial and Error of the',
          u'Über', u'Velvet', u'Warning to the', u'Żółty', u'Second')
_SECOND = (u'Harbour', u'Garden', u'Letters', u'Horizon', u'Orchard', u'Station', u'River', u'Lantern', u'Compass', u'Winter',
           u'Señor', u'Voyage', u'Mirror', u'Bridge', u'Festival', u'Archive', u'Mañana', u'Mountain', u'Signal', u'Tide')
_STUDIOS = (u'Blue Door Pictures', u'Côte Films', u'Falcon Yard', u'Grand Pier', u'Nordlicht', u'Old Mill', u'Quayside', u'Straße 9')
_GENRES = (u'Adventure', u'Comedy', u'Crime', u'Documentary', u'Drama', u'Mystery', u'Romance', u'Western')
_NAMES = (u'Ada', u'Björn', u'Chloé', u'Dmitri', u'Elif', u'Faye', u'Goran', u'Hana', u'Íñigo', u'Jonas', u'Kaya', u'Lúcia', u'Marek',
          u'Nora', u'Oskar', u'Priya')
_SURNAMES = (u'Abbot', u'Bergström', u'Castillo', u'Dupré', u'Eriksen', u'Fontaine', u'Grey', u'Holm', u'Ibsen', u'Jansen',
             u'Kowalski', u'Lindqvist', u'Moreau', u'Nguyen', u'O’Hara', u'Petrov')


class Chance(object):
    """Choices that depend on nothing but what they are for: the same in every process and on every Python."""

    def __init__(self, *parts):
        self._start = u'|'.join(u'%s' % part for part in parts)

    def number(self, name, below):
        """Return a whole number from 0 to *below* - 1."""
        text = u'%s|%s' % (self._start, name)
        return int(hashlib.sha256(text.encode('utf-8')).hexdigest()[:12], 16) % below

    def share(self, name):
        """Return a number from 0 up to, and without, 1."""
        return self.number(name, 1000000) / 1000000.0

    def choice(self, name, values):
        return values[self.number(name, len(values))]

    def several(self, name, values, how_many):
        """Return *how_many* different ones of *values*."""
        ranked = sorted(values, key=lambda value: self.number(u'%s %s' % (name, value), 1 << 40))
        return ranked[:how_many]


def films(seed, number):
    """Return *number* films, each with another title: title, year, studio, summary, duration_min, release_date, cast, genres.

    Dates are text as YYYY-MM-DD; cast and genres are lists.  A longer list begins with the shorter one.
    """
    titles = [u'%s %s' % (first, second) for first in _FIRST for second in _SECOND]
    order = Chance(seed, 'titles').several('order', titles, len(titles))
    return [_film(seed, position, _title(order, position)) for position in range(number)]


def _title(order, position):
    # Beyond the titles there are, a number tells films apart, as it does with real ones.
    volume, place = divmod(position, len(order))
    return order[place] if not volume else u'%s %d' % (order[place], volume + 1)


def _film(seed, position, title):
    chance = Chance(seed, position)
    year = 1995 + chance.number('year', 30)
    cast = [u'%s %s' % (chance.choice(u'name%d' % n, _NAMES), chance.choice(u'surname%d' % n, _SURNAMES))
            for n in range(2 + chance.number('cast', 3))]
    studio = chance.choice('studio', _STUDIOS)
    genres = chance.several('genres', _GENRES, 1 + chance.number('genres', 3))
    return {
        'title': title, 'year': year, 'studio': studio, 'duration_min': 70 + chance.number('duration', 80),
        'release_date': u'%d-%02d-%02d' % (year, 1 + chance.number('month', 12), 1 + chance.number('day', 28)),
        'cast': cast, 'genres': genres,
        'summary': u'%s and %s meet again in a %s by %s.' % (cast[0], cast[1], genres[0].lower(), studio),
    }
