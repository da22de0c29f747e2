# encoding=utf8
import utils

AGENT = 'ReelHouse'
SITE = 'reels.example'


def Start():
    HTTP.CacheTime = 0
    utils.say(AGENT, 'START ', 'Agent started', SITE)


def ValidatePrefs():
    pass


class ReelHouse(Agent.Movies):
    name = 'ReelHouse'
    languages = [Locale.Language.English]
    primary_provider = True
    accepts_from = ['com.plexapp.agents.localmedia']

    def search(self, results, media, lang, manual):
        utils.search(AGENT, SITE, results, media, lang)

    def update(self, metadata, media, lang, force):
        utils.update(AGENT, SITE, metadata, media, lang)
