# encoding=utf8
import utils

AGENT = 'CineArchive'
SITE = 'archive.example'


def Start():
    HTTP.CacheTime = 0
    utils.say(AGENT, 'START ', 'Agent started', SITE)


def ValidatePrefs():
    pass


class CineArchive(Agent.Movies):
    name = 'CineArchive'
    languages = [Locale.Language.English]
    primary_provider = True
    accepts_from = ['com.plexapp.agents.localmedia']

    def search(self, results, media, lang, manual):
        utils.search(AGENT, SITE, results, media, lang)

    def update(self, metadata, media, lang, force):
        utils.update(AGENT, SITE, metadata, media, lang)
