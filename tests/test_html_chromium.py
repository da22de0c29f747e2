# -*- coding: utf-8 -*-
"""Pages in a real Chromium: nothing complains, nothing is loaded, hostile text stays text, light, dark, narrow and on paper.

Where there is no Chromium this says that it was not run; with CI=true that fails, unless PLEXFIX_NO_CHROMIUM says why.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import re

import pytest

import chromium
import test_pages
from page_bench import HOSTILE, decided, poisoned, sides
from plexfix.base.compat import to_bytes
from plexfix.show import comparison_page
from plexfix.show.style import DARK, LIGHT

PATH = chromium.find()
WHY_NOT = os.environ.get('PLEXFIX_NO_CHROMIUM')
NONE = 'NOT RUN: no Chromium on PATH (%s); pages were not looked at in a browser' % ', '.join(chromium.NAMES)
has_chromium = pytest.mark.skipif(not PATH, reason=WHY_NOT or NONE)


def test_there_is_a_chromium_where_tests_run_by_themselves():
    """A machine that runs the tests with nobody looking must not leave these out unseen."""
    assert PATH or WHY_NOT or os.environ.get('CI') != 'true', '%s. Install it, or set PLEXFIX_NO_CHROMIUM to the reason.' % NONE


@pytest.fixture(scope='module')
def browser():
    made = chromium.Chromium(PATH)
    yield made
    made.close()


@pytest.fixture(scope='module')
def pages(tmpdir_factory):
    """{name: address} of pages in files."""
    folder = tmpdir_factory.mktemp('pages')
    before, after = sides(HOSTILE)
    record = decided(before, after)
    texts = dict(test_pages.made_pages(), hostile_names=comparison_page.render(record, poisoned(before), poisoned(after)))
    found = {}
    for name, text in texts.items():
        path = str(folder.join(name + '.html'))
        with io.open(path, 'wb') as target:
            target.write(to_bytes(text))
        found[name] = u'file://' + path
    return found


NAMES = test_pages.NAMES + ['hostile_names']


@has_chromium
@pytest.mark.parametrize('name', NAMES)
def test_chromium_has_nothing_to_complain_of_and_loads_the_file_alone(browser, pages, name):
    browser.open(pages[name])
    assert browser.complaints() == []
    assert browser.requests() == [pages[name]]
    assert browser.value('document.compatMode') == 'CSS1Compat'


@has_chromium
@pytest.mark.parametrize('name, title', [
    ('hostile', 'Test report: '), ('hostile_names', 'Test report: '), ('hostile_run', 'Final improvement report')])
def test_hostile_text_stays_text(browser, pages, name, title):
    browser.open(pages[name])
    assert browser.value('document.title').startswith(title)
    assert browser.value('document.querySelectorAll("script, img, iframe, a, link, form, input, object, embed").length') == 0
    assert browser.value('Array.prototype.filter.call(document.querySelectorAll("*"), function (one) { return Array.prototype'
                         '.some.call(one.attributes, function (each) { return /^on|^style$|^href$|^src$/i.test(each.name); }); }).length') == 0
    shown = browser.value('document.body.textContent')
    for text in (u'<script>document.title="owned"</script>', u'javascript:alert(1)', u']]> --> <!--', u'<svg onload=alert(1)><desc>'):
        assert text in shown
    assert browser.value('document.querySelectorAll("head > *").length') == browser.value('document.head.children.length')


@has_chromium
def test_the_style_sheet_works_under_the_policy_and_no_other_does(browser, pages):
    browser.open(pages['comparison'])
    assert browser.value('getComputedStyle(document.querySelector(".lead")).borderLeftWidth') != '0px'
    browser.value('document.body.setAttribute("style", "color: rgb(1, 2, 3)")')
    assert browser.value('getComputedStyle(document.body).color') != 'rgb(1, 2, 3)'
    assert [one['method'] for one in browser.complaints()] != []


def channels(colour):
    return tuple(int(colour[index:index + 2], 16) for index in (1, 3, 5))


def told(colour):
    return 'rgb(%d, %d, %d)' % channels(colour)


@has_chromium
@pytest.mark.parametrize('dark, colours', [(False, LIGHT), (True, DARK)], ids=['light', 'dark'])
def test_colours_follow_the_reader(browser, pages, dark, colours):
    browser.open(pages['comparison'], dark=dark)
    assert browser.value('getComputedStyle(document.body).backgroundColor') == told(colours['paper'])
    assert browser.value('getComputedStyle(document.body).color') == told(colours['ink'])
    assert browser.value('getComputedStyle(document.querySelector("svg rect.after.full")).fill') == told(colours['after'])
    assert browser.value('getComputedStyle(document.querySelector("svg text")).fill') == told(colours['ink'])


@has_chromium
@pytest.mark.parametrize('dark', [False, True], ids=['light', 'dark'])
def test_a_photograph_shows_the_page_and_its_pictures(browser, pages, dark):
    browser.open(pages['comparison'], dark=dark)
    rows = chromium.pixels(browser.photograph(0.5, 1600))
    seen = {}
    for row in rows:
        for pixel in row:
            seen[pixel] = seen.get(pixel, 0) + 1
    colours = DARK if dark else LIGHT
    assert max(seen, key=seen.get) == channels(colours['paper'])
    # Text, and the marks of both series.
    for name in ('ink', 'before', 'after'):
        wanted = channels(colours[name])
        assert sum(number for pixel, number in seen.items() if max(abs(one - other) for one, other in zip(pixel, wanted)) < 24) > 20, name


WIDER = ('Array.prototype.filter.call(document.querySelectorAll(".wide"), function (one) { return one.scrollWidth > one.clientWidth; })'
         '.map(function (one) { return one.getAttribute("aria-label"); })')


@has_chromium
@pytest.mark.parametrize('name', NAMES)
@pytest.mark.parametrize('width', [320, 900, 1600])
def test_no_page_is_wider_than_its_window(browser, pages, name, width):
    browser.open(pages[name], width=width)
    assert browser.value('document.documentElement.scrollWidth') <= width


@has_chromium
@pytest.mark.parametrize('name', [name for name in NAMES if not name.startswith('hostile')] + ['hostile'])
def test_paper_is_light_and_cuts_no_table(browser, pages, name):
    browser.open(pages[name], width=690, dark=True, media='print')
    assert browser.value('getComputedStyle(document.body).backgroundColor') == told(LIGHT['paper'])
    assert browser.value(WIDER) == []


@has_chromium
def test_it_prints_to_some_sheets(browser, pages):
    browser.open(pages['comparison'])
    paper = browser.printed()
    assert paper.startswith(b'%PDF') and 2 <= len(re.findall(b'/Type */Page\\b', paper)) <= 15


@has_chromium
def test_without_its_style_sheet_everything_can_be_read(browser, pages):
    browser.open(pages['comparison'])
    with_styles = browser.value('document.querySelector("main").textContent')
    browser.value('document.querySelector("style").remove()')
    assert browser.value('document.querySelector("main").textContent') == with_styles
    assert browser.value('getComputedStyle(document.querySelector("svg line")).stroke') == 'rgb(0, 0, 0)'
    assert browser.value('getComputedStyle(document.querySelector("svg circle")).fill') == 'none'
    assert browser.value('document.querySelector("svg").getBoundingClientRect().width') == 720


@has_chromium
def test_pictures_have_names_for_a_screen_reader(browser, pages):
    browser.open(pages['comparison'])
    found = browser.ask('Accessibility.getFullAXTree')['nodes']
    names = [node['name']['value'] for node in found if node.get('role', {}).get('value') in ('img', 'image')]
    assert len(names) == browser.value('document.querySelectorAll("svg").length') and all(names)
    assert [name for name in names if name.startswith('Errors per operation by kind')]


@has_chromium
def test_a_page_with_a_script_would_be_seen(browser, tmpdir):
    """The looking itself: a complaint, a request and a changed title do show up."""
    path = str(tmpdir.join('bad.html'))
    with io.open(path, 'wb') as target:
        target.write(b'<!DOCTYPE html><title>a</title><script>document.title="owned"; console.error("seen")</script><img src="x.png">')
    browser.open(u'file://' + path)
    assert browser.value('document.title') == 'owned' and len(browser.requests()) == 2
    assert {one['method'] for one in browser.complaints()} >= {'Runtime.consoleAPICalled', 'Network.loadingFailed'}
