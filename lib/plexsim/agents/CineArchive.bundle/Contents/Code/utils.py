# encoding=utf8
'''
What the agents of this family share: their log, their requests, how a film is found, and how it is enriched.
The same file, byte for byte, is in each bundle.
'''
import inspect
import re

# What is sent with each request.
HEADERS = {
    'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_2) AppleWebKit/537.74.9 (KHTML, like Gecko) Version/7.0.2 Safari/537.74.9',
    'Accept': '*/*',
    'Connection': 'close',
}

PEOPLE = 'people.example'
FILENAME = re.compile(r'^\((.+?)\) - (.+) \((\d{4})\)$')
TIMEOUT = 20


def log(agent, step, text):
    '''Write *text*; what speaks of an error or a warning is written as a pair of records, the first saying where.'''
    lower = text.lower()
    if 'error' in lower or 'warning' in lower:
        mark = u'\u274c' if 'error' in lower else u'\u26a0'
        name, line, chain = whereabouts()
        Log.Error(u'%s - %s:: %s File: %s, Line: %s, Function: %s' % (agent, step, mark, name, line, chain))
        Log.Error(u'%s - %s::    %s' % (agent, step, text))
    else:
        Log(u'%s  - %s:: %s' % (agent, step, text))


def whereabouts():
    '''Return file and line of who logs, and the functions that led there.'''
    frames = [frame for frame in inspect.stack(0) if '/Contents/Code/' in frame[1].replace('\\', '/')]
    frames = [frame for frame in frames if frame[3] not in ('whereabouts', 'log', 'say')]
    if not frames:
        return '', '', ''
    nearest = frames[0]
    chain = ' -> '.join([frame[3] for frame in reversed(frames)])
    return nearest[1].replace('\\', '/').split('/')[-1], nearest[2], chain


def say(agent, step, field, value):
    '''Write a field and its value.'''
    log(agent, step, u'%s %s' % (field.ljust(29), value))


def footer(agent, step, film, url, good):
    '''Write the block that tells how a search or an update ended.'''
    routine = step.strip().capitalize()
    outcome = u' >> Successful!! << ' if good else u' >> Failed << '
    for text in (u'', u' >> %s: Finished %s Routine << ' % (agent, routine),
                 u' (%s) - %s (%s) ' % (film['Studio'], film['Title'], film['Year']), u' %s ' % url, outcome, u''):
        log(agent, step, text.center(100, u'*'))


def getContent(agent, step, url):
    '''Return the content of a page.'''
    say(agent, step, 'Request URL', url)
    return HTTP.Request(url, headers=HEADERS, timeout=TIMEOUT, cacheTime=0).content


def getElement(agent, step, url):
    '''Return the root element of a page.'''
    try:
        content = getContent(agent, step, url)
    except Exception as e:
        log(agent, step, u'Error:: Request URL Failure:  Plex - %s' % e)
        raise Exception('< No Page >')
    return HTML.ElementFromString(content)


# Where a result's title and a film's title are on a page.
RESULT_XPATH = '//h3[@class="result-title"]/a'
TITLE_XPATH = '//h1[@class="film-title"]/text()'


def readFilename(media):
    '''Return what the file's name tells of a film.'''
    path = u'%s' % media.items[0].parts[0].file
    stem = path.replace(u'\\', u'/').split(u'/')[-1].rsplit(u'.', 1)[0]
    found = FILENAME.match(stem)
    if found is None:
        raise Exception('< Filename is not of the form (Studio) - Title (Year) >')
    return {'Studio': found.group(1), 'Title': found.group(2), 'Year': found.group(3)}


def plain(text):
    '''Return *text* without accents, signs and capitals, for comparing.'''
    return re.sub(r'[^a-z0-9]+', ' ', String.StripDiacritics(text).lower()).strip()


def compare(link, film):
    '''Raise where a result is not the film that is looked for.'''
    row = link.getparent().getparent()
    if plain(u'%s' % link.text) != plain(film['Title']):
        raise Exception('< Title Match Failure! >')
    if plain(row.xpath('./span[@class="studio"]/text()')[0]) != plain(film['Studio']):
        raise Exception('< Studio Match Failure! >')
    if row.xpath('./span[@class="released"]/text()')[0][:4] != film['Year']:
        raise Exception('< Release Date Match Failure! >')


def search(agent, site, results, media, lang):
    '''Look a film up on *site*; the film's page is kept for the update.'''
    film = readFilename(media)
    say(agent, 'SEARCH', 'Search Title', film['Title'])
    url = 'http://%s/search?q=%s' % (site, String.Quote(film['Title'].encode('utf-8'), usePlus=True))
    say(agent, 'SEARCH', 'Search Query', url)
    try:
        links = getElement(agent, 'SEARCH', url).xpath(RESULT_XPATH)
    except Exception as e:
        log(agent, 'SEARCH', u'Error: Search Query did not pull any results: %s' % e)
        footer(agent, 'SEARCH', film, url, False)
        return
    if not links:
        log(agent, 'SEARCH', u'Error: Search Query did not pull any results: < No Films! >')
        return
    say(agent, 'SEARCH', 'Titles Found', '%s Processing Results Page:  1' % len(links))
    for number, link in enumerate(links):
        say(agent, 'SEARCH', 'Processing', u'Page 1: %s of %s for %s - %s (%s)' % (
            number + 1, len(links), film['Studio'], film['Title'], film['Year']))
        try:
            compare(link, film)
        except Exception as e:
            log(agent, 'SEARCH', u'Error getting Site %s: %s' % (rejected(e), e))
            continue
        page = 'http://%s%s' % (site, link.get('href'))
        Dict['page of %s' % media.id] = page
        results.Append(MetadataSearchResult(id=media.id, name=film['Title'], year=int(film['Year']), score=100, lang=lang))
        footer(agent, 'SEARCH', film, page, True)
        return
    footer(agent, 'SEARCH', film, url, False)


def rejected(error):
    '''Return which field of a result did not match.'''
    for field in ('Title', 'Studio', 'Release Date', 'Duration'):
        if field in str(error):
            return field
    return 'Title'


def readFilm(html, film):
    '''Return *film* with what its page tells.'''
    film['Site Title'] = html.xpath(TITLE_XPATH)[0]
    film['Synopsis'] = html.xpath('//div[@class="synopsis"]/text()')[0]
    film['Genres'] = html.xpath('//a[@class="genre"]/text()')
    film['Cast'] = html.xpath('//li[@class="performer"]/a/text()')
    film['Duration'] = int(html.xpath('//p[@class="running-time"]/span/text()')[0].split()[0])
    film['Release Date'] = html.xpath('//p[@class="release-date"]/span/text()')[0]
    return film


def enrich(agent, film):
    '''Return the photos of a film's cast by name, from the database of people.'''
    photos = {}
    try:
        url = 'http://%s/search?q=%s' % (PEOPLE, String.Quote(film['Title'].encode('utf-8'), usePlus=True))
        credits = getElement(agent, 'UTILS ', url).xpath('//tr[@class="credit"]/td/a')
        if not credits:
            raise Exception('< Film not Found >')
        say(agent, 'UTILS ', 'Found on IAFD', 'Yes')
        for credit in credits:
            person = getElement(agent, 'UTILS ', 'http://%s%s' % (PEOPLE, String.Quote(credit.get('href').encode('utf-8'))))
            photos[u'%s' % credit.text] = 'http://%s%s' % (PEOPLE, person.xpath('//img[@class="headshot"]/@src')[0])
    except Exception as e:
        log(agent, 'UTILS ', u'Error:: IAFD Film Search Failure, %s' % e)
    say(agent, 'UTILS ', 'Film Dictionary', u'{FoundOnIAFD : %s, IAFD403Err : set([])}' % ('Yes' if photos else 'No'))
    return photos


def update(agent, site, metadata, media, lang):
    '''Read a film's page, and write what is on it.'''
    film = readFilename(media)
    url = Dict['page of %s' % media.id]
    say(agent, 'UPDATE', 'Film Page', url)
    try:
        html = getElement(agent, 'UPDATE', url)
    except Exception as e:
        log(agent, 'UPDATE', u'Error: Film Page could not be read: %s' % e)
        footer(agent, 'UPDATE', film, url, False)
        return
    film = readFilm(html, film)
    metadata.title = film['Site Title']
    metadata.summary = film['Synopsis']
    metadata.studio = film['Studio']
    metadata.duration = film['Duration'] * 60000
    metadata.year = int(film['Year'])
    if film['Release Date']:
        metadata.originally_available_at = Datetime.ParseDate(film['Release Date']).date()
    metadata.genres.clear()
    for genre in film['Genres']:
        metadata.genres.add(genre)
    photos = enrich(agent, film)
    metadata.roles.clear()
    for name in film['Cast']:
        role = metadata.roles.new()
        role.name = name
        role.photo = photos.get(name, '')
    footer(agent, 'UPDATE', film, url, True)
