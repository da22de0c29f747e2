# -*- coding: utf-8 -*-
"""Dice and words for made-up logs: the same bytes from the same seed on every Python.

Everything is bytes, since log files are.  Only `random.Random.random()` is used: its stream is the same on 2.7
and 3, that of `choice` and `randint` is not.  What a log says is left to the styles.
"""

from __future__ import absolute_import, division, print_function

import random

_ADJECTIVES = (
    u'Amber Ancient Autumn Bitter Blue Brave Broken Burning Calm Cold Copper Crimson Crooked Dark Deep Distant '
    u'Drifting Dusty Early Eastern Electric Empty Endless Fading Faithful Final First Flying Foreign Forgotten '
    u'Fragile Frozen Gentle Gilded Golden Grand Green Grey Half Happy Hidden High Hollow Honest Hungry Idle '
    u'Infinite Iron Jade Kind Last Late Lazy Little Lonely Long Lost Loud Lucky Lunar Marble Mellow Midnight Misty '
    u'Modern Narrow New Noble Northern Old Open Pale Paper Patient Perfect Plain Polar Private Proud Quick Quiet '
    u'Rapid Rare Red Restless Royal Rusty Sacred Salt Second Secret Seven Shallow Silent Silver Simple Slow Small '
    u'Solar Southern Spare Steady Still Stone Strange Sudden Sunken Sweet Tall Tender Thin Third Twelve Twin '
    u'Velvet Violet Wandering Warm Western White Wild Winter Wooden Yellow Young Élan Über Naïve Señor'
).split()
_NOUNS = (
    u'Acre Alley Anchor Apple Arrow Atlas Autumn Avenue Bakery Balcony Beacon Bell Bicycle Bird Bishop Border '
    u'Bridge Brother Canal Candle Canyon Captain Carnival Castle Cathedral Cellar Chapel Circus City Clock Cloud '
    u'Coast Comet Compass Corner Cottage Cousin Creek Crown Dance Daughter Desert Doctor Door Dream Driver Dust '
    u'Echo Ember Empire Engine Farm Father Feather Ferry Field Fire Fisherman Flame Forest Fountain Garden Gate '
    u'Ghost Glass Guest Harbor Harvest Heart Highway Hill Holiday Horizon Hotel House Hunter Island Jacket Journey '
    u'Judge Kingdom Kitchen Ladder Lake Lantern Legend Letter Library Lighthouse Lion Machine Map Market Meadow '
    u'Memory Mill Mirror Moon Morning Mountain Museum Neighbor Night Ocean Orchard Palace Parade Park Passenger '
    u'Path Pilot Planet Platform Prairie Promise Queen Radio Railway Rain Ranch River Road Room Rose Sailor School '
    u'Season Shadow Ship Shore Signal Sister Sky Snow Soldier Song Spring Square Stable Star Station Storm '
    u'Stranger Street Summer Sun Table Temple Theatre Thunder Tide Tower Town Traveler Tree Valley Village Violin '
    u'Voice Voyage Wagon Watch Water Wedding Wheel Widow Wind Window Winter Witness Wolf Woman Wood Word Café '
    u'Москва 東京 Fjörd Größe'
).split()
_FIRST = (
    u'Adam Alex Anna Arthur Ben Carla Carlos Clara Daniel David Diego Elena Emil Erik Félix Frank George Greta '
    u'Hana Henry Hugo Ivan Jack James Jana Jörg Karl Laura Leo Liam Lucas Marco Maria Max Mia Milo Nina Noah Olga '
    u'Oscar Paul Pavel Peter Rosa Sam Simon Sofia Theo Tom Vera Victor Will Zoë'
).split()
_LAST = (
    u'Abbott Adler Baker Barnes Bauer Bell Berg Blanc Brandt Carter Castillo Cole Cruz Dahl Dvořák Ellis Fischer '
    u'Flores Foster Garcia Grant Hale Hansen Hayes Holt Jensen Keller King Kowalski Lang Larsen Lopez Marsh Meyer '
    u'Moreau Muñoz Novak Nowak Olsen Ortiz Park Petrov Quinn Reyes Rossi Sato Silva Stone Tanaka Torres Vega Vogel '
    u'Walsh Weber West Wolf Young'
).split()
_COUNTRIES = (
    u'Argentina Australia Austria Brazil Canada Chile Denmark France Germany Italy Japan Mexico Norway Poland '
    u'Spain Sweden'
).split()
_GENRES = (
    u'Action Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy History Music Mystery '
    u'Romance Sport War'
).split()
_STUDIO_ENDS = (
    u'Pictures',
    u'Films',
    u'Studios',
    u'Media',
    u'Video',
    u'Entertainment',
    u'Productions',
    u'& Sons',
    u'Group',
)


def _encoded(words):
    return [word.encode('utf-8') for word in words]


ADJECTIVES, NOUNS, FIRST, LAST = [_encoded(words) for words in (_ADJECTIVES, _NOUNS, _FIRST, _LAST)]
COUNTRIES, GENRES, STUDIO_ENDS = [_encoded(words) for words in (_COUNTRIES, _GENRES, _STUDIO_ENDS)]
_LETTERS = [letter.encode('ascii') for letter in u'abcdefghijklmnopqrstuvwxyz']
_SYLLABLES = [a + b for a in _LETTERS for b in _LETTERS]
_BASE64 = [letter.encode('ascii') for letter in u'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789']


def zipf_table(count, exponent=1.0, size=4096):
    """Return a list of about *size* indexes below *count*, index i as often as 1/(i+1)^exponent; each at least once."""
    weights = [1.0 / (rank + 1) ** exponent for rank in range(count)]
    scale = size / sum(weights)
    table = []
    for index, weight in enumerate(weights):
        table.extend([index] * max(1, int(weight * scale)))
    return table


class Dice(object):
    """A seeded source of choices and of words made from them."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, limit):
        return int(self.random() * limit)

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def chance(self, probability):
        return self.random() < probability

    def between(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def hexes(self, length):
        """Return *length* hex digits."""
        text = b''
        while len(text) < length:
            text += b'%012x' % int(self.random() * 0x1000000000000)
        return text[:length]

    def base64ish(self, length):
        return b''.join([self.pick(_BASE64) for _ in range(length)])

    def gibberish(self):
        """Return three words that no other call is likely to return."""
        pick = self.pick
        return b' '.join([pick(_SYLLABLES) + pick(_SYLLABLES) + pick(_SYLLABLES) for _ in range(3)])

    def title(self):
        """Return a film title: two to five words of many shapes, since titles are free text."""
        pick = self.pick
        shape = self.below(12)
        if shape < 4:
            return pick(ADJECTIVES) + b' ' + pick(NOUNS)
        if shape < 6:
            return b'The ' + pick(ADJECTIVES) + b' ' + pick(NOUNS)
        if shape == 6:
            return pick(NOUNS) + b' & ' + pick(NOUNS)
        if shape == 7:
            return pick(NOUNS) + b"'s " + pick(ADJECTIVES) + b' ' + pick(NOUNS) + b' %d' % self.between(2, 9)
        if shape == 8:
            return pick(NOUNS) + b': ' + pick(ADJECTIVES) + b' ' + pick(NOUNS)
        if shape == 9:
            return pick(NOUNS) + b' of the ' + pick(ADJECTIVES) + b' ' + pick(NOUNS)
        if shape == 10:
            return pick(ADJECTIVES) + b' ' + pick(NOUNS) + b', Vol. %d' % self.between(1, 30)
        return pick(NOUNS)

    def studio(self):
        if self.chance(0.5):
            return self.pick(NOUNS) + b' ' + self.pick(STUDIO_ENDS)
        return self.pick(ADJECTIVES) + b' ' + self.pick(NOUNS) + b' ' + self.pick(STUDIO_ENDS)

    def person(self):
        return self.pick(FIRST) + b' ' + self.pick(LAST)

    def people(self, low=1, high=6):
        return [self.person() for _ in range(self.between(low, high))]

    def year(self):
        return self.between(1975, 2025)

    def date(self):
        return b'%d-%02d-%02d' % (self.year(), self.between(1, 12), self.between(1, 28))

    def sentence(self, low=6, high=40):
        """Return a synopsis: free text of *low* to *high* words."""
        pick = self.pick
        words = [pick(ADJECTIVES if self.chance(0.5) else NOUNS) for _ in range(self.between(low, high))]
        return b' '.join(words) + b'.'
