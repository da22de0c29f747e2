# -*- coding: utf-8 -*-
"""Sites that behave as real ones do, the same way each time; and the films that they and the library know."""
from __future__ import absolute_import, division, print_function

import re
import threading
import time

import pytest
from six.moves import http_client, urllib

from plexfix.base import compat
from plexsim.films import Chance, films
from plexsim.websites import behaviour as rules
from plexsim.websites import pages
from plexsim.websites.site import DEFAULT, HOSTS, PEOPLE, SHOPS, Websites

BROWSER = {'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0', 'Accept': 'text/html,*/*', 'Accept-Language': 'en'}
GOOD = dict((host, {}) for host in HOSTS)


class Clock(object):
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def ask(where, host, path, headers=None):
    """Return (status, text, headers in lower case) of one request."""
    connection = http_client.HTTPConnection(*where[host], timeout=10)
    try:
        connection.request('GET', path, headers=dict(headers or {}, Host=host))
        answer = connection.getresponse()
        return answer.status, compat.to_text(answer.read()), dict((name.lower(), value) for name, value in answer.getheaders())
    finally:
        connection.close()


def statuses(sites, host, number, headers=None):
    """Return the statuses of *number* pages asked for one after the other, without a network."""
    headers = dict((name.lower(), value) for name, value in (headers or {}).items())
    return [sites.answer(host, '/film/%d' % n, headers).status for n in range(number)]


def sites_with(**fields):
    return Websites(seed=3, behaviour=dict(GOOD, **{'films.example': fields}))


def test_a_share_of_requests_is_refused_to_whoever_is_no_browser():
    plain = statuses(sites_with(block_share=0.5), 'films.example', 40)
    assert 10 <= plain.count(403) <= 30 and set(plain) == set([200, 403])
    assert set(statuses(sites_with(block_share=1.0), 'films.example', 40, BROWSER)) == set([200])
    assert set(statuses(sites_with(block_share=1.0), 'films.example', 40)) == set([403])


@pytest.mark.parametrize('missing', ['User-Agent', 'Accept', 'Accept-Language'])
def test_headers_are_a_browsers_only_with_all_of_them(missing):
    headers = dict((name.lower(), value) for name, value in BROWSER.items())
    assert rules.looks_like_a_browser(headers)
    del headers[missing.lower()]
    assert not rules.looks_like_a_browser(headers)


def test_the_headers_of_the_framework_are_no_browsers():
    from plexsim.host.networking import DEFAULT_HEADERS
    headers = dict((name.lower(), value) for name, value in DEFAULT_HEADERS.items())
    assert not rules.looks_like_a_browser(dict(headers, **{'accept': 'text/html', 'accept-language': 'en'}))


def test_some_sites_refuse_browsers_too():
    found = statuses(sites_with(strict_share=0.5), 'films.example', 40, BROWSER)
    assert 10 <= found.count(403) <= 30


def test_the_same_seed_behaves_the_same_and_another_does_not():
    def found(seed):
        return statuses(Websites(seed=seed, behaviour={'films.example': {'block_share': 0.5, 'error_share': 0.2}}), 'films.example', 40)
    assert found(1) == found(1) != found(2)


def test_a_page_asked_for_again_is_decided_anew_but_the_same_in_every_run():
    def found():
        sites = sites_with(block_share=0.5)
        return [sites.answer('films.example', '/film/1', {}).status for _ in range(30)]
    assert found() == found() and set(found()) == set([200, 403])


def test_more_requests_than_the_limit_are_answered_429_until_the_window_has_moved_on():
    clock = Clock()
    sites = Websites(seed=1, behaviour={'films.example': {'rate_limit': 2, 'rate_window_s': 1.0, 'retry_after_s': 7}}, clock=clock)
    found = []
    for step in (0, 0, 0, 0.5, 0.6, 0):
        clock.now += step
        found.append(sites.answer('films.example', '/film/1', {}))
    assert [answer.status for answer in found] == [200, 200, 429, 429, 200, 200]
    assert found[2].headers == {'Retry-After': '7'}


def test_what_is_refused_does_not_count_against_the_limit():
    clock = Clock()
    sites = Websites(seed=1, behaviour={'films.example': {'rate_limit': 1, 'block_share': 1.0}}, clock=clock)
    browser = dict((name.lower(), value) for name, value in BROWSER.items())
    found = [sites.answer('films.example', '/film/1', headers).status for headers in ({}, {}, browser, browser)]
    assert found == [403, 403, 200, 429]


def test_a_redesign_moves_the_titles_and_nothing_else():
    sites = sites_with()
    film = sites.films[5]
    path = '/search?q=' + urllib.parse.quote_plus(compat.native(film['title']))
    old = sites.answer('films.example', path, {}).body
    sites.behave('films.example', layout=rules.NEW)
    new = sites.answer('films.example', path, {}).body
    title = pages.escape(film['title'])
    assert u'<h3 class="result-title"><a href="/film/5">%s</a>' % title in old and u'result-title' not in new
    assert u'<div class="tile__name"><a href="/film/5">%s</a>' % title in new
    for part in (u'studio', u'released', u'minutes'):
        pattern = u'<span class="%s">[^<]*</span>' % part
        assert re.findall(pattern, old) == re.findall(pattern, new) != []
    assert u'<span itemprop="name">%s</span>' % title in sites.answer('films.example', '/film/5', {}).body


@pytest.mark.parametrize('share, status', [('error_share', 500), ('not_found_share', 404)])
def test_sites_fail_as_often_as_they_are_told(share, status):
    found = statuses(sites_with(**{share: 0.3}), 'films.example', 40)
    assert 4 <= found.count(status) <= 22 and set(found) == set([200, status])


def test_a_page_that_needs_javascript_says_200_and_nothing():
    answer = sites_with(script_share=1.0).answer('films.example', '/film/1', {})
    assert answer.status == 200 and u'<noscript>' in answer.body and u'film-title' not in answer.body


def test_a_part_of_the_films_has_no_date_whatever_the_request():
    sites = sites_with(missing_share=0.5)

    def dated():
        return [u'release-date' in sites.answer('films.example', '/film/%d' % n, {}).body for n in range(40)]
    assert dated() == dated() and 8 <= dated().count(False) <= 32


def test_a_site_may_be_slow_or_never_answer():
    with Websites(seed=1, behaviour=dict(GOOD, **{
            'films.example': {'slow_share': 1.0, 'slow_s': 0.3}, 'reels.example': {'timeout_share': 1.0, 'timeout_s': 0.2}})) as sites:
        where = sites.hosts()
        began = time.time()
        assert ask(where, 'films.example', '/film/1')[0] == 200
        assert 0.3 <= time.time() - began < 5
        with pytest.raises((http_client.HTTPException, EnvironmentError)):
            ask(where, 'reels.example', '/film/1')
    assert [seen.status for seen in sites.requests_seen()] == [200, None]


def test_a_stop_lets_go_of_requests_that_are_held():
    sites = Websites(seed=1, behaviour={'films.example': {'timeout_share': 1.0, 'timeout_s': 60}})
    sites.start()
    began = time.time()
    thread = threading.Thread(target=lambda: sites.answer('films.example', '/film/1', {}))
    thread.start()
    sites.stop()
    thread.join(10)
    assert not thread.is_alive() and time.time() - began < 10


def test_titles_arrive_in_utf_8_over_the_network():
    known = [dict(films(0, 1)[0], title=u'Ma\xf1ana \u2013 <Zwei> & "Drei"')]
    with Websites(seed=1, behaviour=GOOD, films=known) as sites:
        where = sites.hosts()
        status, body, headers = ask(where, 'films.example', '/search?q=ma%C3%B1ana')
    assert status == 200 and headers['content-type'] == 'text/html; charset=utf-8'
    assert u'Ma\xf1ana \u2013 &lt;Zwei&gt; &amp; &quot;Drei&quot;' in body


def test_a_host_that_is_not_there_is_404_and_not_counted():
    with Websites(seed=1) as sites:
        where = {'other.example': sites.hosts()[PEOPLE]}
        assert ask(where, 'other.example', '/')[0] == 404
        assert sites.requests_seen() == []


def test_each_host_is_a_site_of_its_own():
    with Websites(seed=1, behaviour=GOOD) as sites:
        where = sites.hosts()
        for host in SHOPS:
            assert u'film-title' in ask(where, host, '/film/2')[1]
        assert ask(where, PEOPLE, '/film/2')[0] == 404
        assert u'class="credit"' in ask(where, PEOPLE, '/search?q=' + urllib.parse.quote(compat.native(sites.films[0]['title'])))[1]
    assert [seen.host for seen in sites.requests_seen()] == list(SHOPS) + [PEOPLE] * 2


def test_the_database_of_people_knows_a_films_cast_and_their_faces():
    sites = Websites(seed=1, behaviour=GOOD)
    film = sites.films[3]
    page = sites.answer(PEOPLE, '/search?q=' + urllib.parse.quote(compat.native(film['title'])), {}).body
    assert re.findall(u'>([^<]+)</a>', page) == film['cast']
    link = re.search(u'href="(/person/[^"]+)"', page).group(1)
    assert u'class="headshot"' in sites.answer(PEOPLE, urllib.parse.quote(compat.native(link)), {}).body
    assert u'No matching film' in sites.answer(PEOPLE, '/search?q=nothing', {}).body


def test_behaviour_changes_while_it_runs_and_wrong_names_are_refused():
    sites = Websites(seed=1, behaviour=GOOD)
    sites.behave('films.example', error_share=1.0)
    assert sites.answer('films.example', '/film/1', {}).status == 500
    assert sites.behaviour('films.example').error_share == 1.0
    with pytest.raises(KeyError):
        sites.behave('unknown.example', error_share=1.0)
    with pytest.raises(ValueError):
        sites.behave('films.example', kindness=1.0)


def test_every_sample_site_has_a_fault_of_its_own():
    assert sorted(DEFAULT) == sorted(HOSTS)
    assert all(set(fields) <= set(rules.Behaviour._fields) and fields for fields in DEFAULT.values())


def test_what_was_seen_can_be_forgotten():
    sites = sites_with(block_share=0.5)
    first = statuses(sites, 'films.example', 10)
    sites.forget()
    assert sites.requests_seen() == [] and statuses(sites, 'films.example', 10) == first
    assert [seen.count for seen in sites.requests_seen('films.example')] == [1] * 10


# -- films --

def test_films_are_the_same_for_the_same_seed_and_begin_alike():
    assert films(4, 30) == films(4, 30) and films(4, 30) != films(5, 30)
    assert films(4, 500)[:30] == films(4, 30)


def test_films_are_complete_and_no_two_have_one_title():
    known = films(0, 1200)
    assert len(set(film['title'] for film in known)) == 1200
    for film in known[:50]:
        assert sorted(film) == ['cast', 'duration_min', 'genres', 'release_date', 'studio', 'summary', 'title', 'year']
        assert re.match(r'\d{4}-\d\d-\d\d$', film['release_date']) and film['release_date'].startswith(u'%d' % film['year'])
        assert 2 <= len(film['cast']) <= 4 and 1 <= len(film['genres']) <= 3
    assert any(re.search(u'[^\x00-\x7f]', film['title']) for film in known)
    assert any(u'Error' in film['title'] for film in known) and any(u'404' in film['title'] for film in known)


def test_chance_is_the_same_on_every_python():
    assert [Chance(1, 'x').number('n%d' % n, 100) for n in range(6)] == [43, 91, 20, 75, 26, 30]
    assert 0.0 <= Chance(1, u'\xe9').share('a') < 1.0
    assert sorted(Chance(0, 'a').several('s', [1, 2, 3], 3)) == [1, 2, 3]
