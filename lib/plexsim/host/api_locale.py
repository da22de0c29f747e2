# -*- coding: utf-8 -*-
"""`Locale`, `L` and `F`: languages, and the plug-in's own strings in them."""
from __future__ import absolute_import, division, print_function

import io
import json
import os

from plexfix.base import compat

LANGUAGES = {
    'Afar': 'aa', 'Afrikaans': 'af', 'Albanian': 'sq', 'Amharic': 'am', 'Arabic': 'ar', 'Armenian': 'hy', 'Azerbaijani': 'az',
    'Basque': 'eu', 'Belarusian': 'be', 'Bengali': 'bn', 'Bosnian': 'bs', 'Brazilian': 'pb', 'Breton': 'br', 'Bulgarian': 'bg',
    'Catalan': 'ca', 'Chinese': 'zh', 'Corsican': 'co', 'Croatian': 'hr', 'Czech': 'cs', 'Danish': 'da', 'Dutch': 'nl',
    'English': 'en', 'Esperanto': 'eo', 'Estonian': 'et', 'Faroese': 'fo', 'Finnish': 'fi', 'French': 'fr', 'Frisian': 'fy',
    'Galician': 'gl', 'Georgian': 'ka', 'German': 'de', 'Greek': 'el', 'Gujarati': 'gu', 'Hebrew': 'he', 'Hindi': 'hi',
    'Hungarian': 'hu', 'Icelandic': 'is', 'Indonesian': 'id', 'Irish': 'ga', 'Italian': 'it', 'Japanese': 'ja', 'Kazakh': 'kk',
    'Khmer': 'km', 'Korean': 'ko', 'Kurdish': 'ku', 'Latin': 'la', 'Latvian': 'lv', 'Lithuanian': 'lt', 'Luxembourgish': 'lb',
    'Macedonian': 'mk', 'Malay': 'ms', 'Maltese': 'mt', 'Marathi': 'mr', 'Mongolian': 'mn', 'Nepali': 'ne', 'NoLanguage': 'xn',
    'Norwegian': 'no', 'Persian': 'fa', 'Polish': 'pl', 'Portuguese': 'pt', 'Romanian': 'ro', 'Russian': 'ru', 'Scottish': 'gd',
    'Serbian': 'sr', 'Slovak': 'sk', 'Slovenian': 'sl', 'Spanish': 'es', 'Swahili': 'sw', 'Swedish': 'sv', 'Tamil': 'ta',
    'Thai': 'th', 'Turkish': 'tr', 'Ukrainian': 'uk', 'Unknown': 'xx', 'Urdu': 'ur', 'Vietnamese': 'vi', 'Welsh': 'cy',
    'Yiddish': 'yi', 'Zulu': 'zu',
}


class Language(object):
    """Codes of languages as attributes: `Locale.Language.English` is `en`."""

    @classmethod
    def All(cls):
        return sorted(LANGUAGES.values())

    @classmethod
    def Match(cls, name):
        """Return the code for a language's *name* or code, `xx` where it is unknown."""
        text = compat.native(name).strip().lower()
        codes = dict((key.lower(), code) for key, code in LANGUAGES.items())
        if text in LANGUAGES.values():
            return text
        return codes.get(text, codes.get(text.split('-')[0], 'xx'))


for _name, _code in LANGUAGES.items():
    setattr(Language, _name, _code)


class Locale(object):
    """The plug-in's language and strings."""

    Language = Language

    def __init__(self, bundle_path):
        self._folder = os.path.join(bundle_path, 'Contents', 'Strings')
        self._strings = None
        self.DefaultLocale = 'en-us'
        self.CurrentLocale = 'en-us'
        self.Geolocation = 'US'

    def SetDefaultLocale(self, loc):
        self.DefaultLocale = loc
        self._strings = None

    def LocalString(self, key):
        """Return the plug-in's string for *key*, or the key."""
        if self._strings is None:
            self._strings = self._load()
        return self._strings.get(key, key)

    def LocalStringWithFormat(self, key, *args):
        return self.LocalString(key) % args

    def _load(self):
        strings = {}
        for name in ('en', self.DefaultLocale.split('-')[0], self.DefaultLocale):
            path = os.path.join(self._folder, name + '.json')
            if os.path.isfile(path):
                with io.open(path, encoding='utf-8-sig') as stream:
                    strings.update(json.load(stream))
        return strings
