# -*- coding: utf-8 -*-
"""html and style: a page is whole in itself, well-formed, strict about what may be loaded, and legible in all colours."""
from __future__ import absolute_import, division, print_function

import base64
import hashlib
import re
import xml.etree.ElementTree as ElementTree

import pytest

from plexfix.base.compat import to_bytes
from plexfix.show import html, style
from plexfix.show.markup import element

PAGE = html.page(u'A <title>', html.section(u'One', html.paragraph(u'text'), html.table(
    u'Numbers', [u'name', u'count'], [[u'a', u'1'], [u'b', None]], (1,), left_out=1200, noun=u'row')))

# The three kinds of colour blindness, as matrices over linear light (Machado, Oliveira and Fernandes, 2009, severity 1).
BLINDNESS = {
    'protanopia': ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    'deuteranopia': ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    'tritanopia': ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))}


def linear(colour):
    """The linear light of the three channels of a colour."""
    values = [int(colour[index:index + 2], 16) / 255.0 for index in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def luminance(light):
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one, other):
    """The contrast of two colours as WCAG 2.1 defines it."""
    ends = sorted(luminance(linear(colour)) + 0.05 for colour in (one, other))
    return ends[1] / ends[0]


def seen(colour, matrix):
    """A colour as somebody sees it, in eighths of the brightness that the screen has."""
    light = [min(1.0, max(0.0, sum(row[index] * value for index, value in enumerate(linear(colour))))) for row in matrix]
    return [255 * value ** (1 / 2.2) for value in light]


@pytest.mark.parametrize('colours', [style.LIGHT, style.DARK], ids=['light', 'dark'])
def test_every_colour_is_legible_on_both_backgrounds(colours):
    for name in set(colours) - set(style.BACKGROUNDS):
        for background in style.BACKGROUNDS:
            assert contrast(colours[name], colours[background]) >= 4.5, (name, background)


@pytest.mark.parametrize('blindness', sorted(BLINDNESS))
@pytest.mark.parametrize('colours', [style.LIGHT, style.DARK], ids=['light', 'dark'])
def test_before_and_after_stay_apart_for_every_colour_blindness(colours, blindness):
    one, other = [seen(colours[name], BLINDNESS[blindness]) for name in ('before', 'after')]
    assert sum((left - right) ** 2 for left, right in zip(one, other)) ** 0.5 > 60


def test_contrast_is_measured_right():
    assert contrast(u'#ffffff', u'#000000') == pytest.approx(21) and contrast(u'#777777', u'#ffffff') == pytest.approx(4.478, abs=0.01)


def test_a_page_is_well_formed_and_begins_as_html():
    assert PAGE.startswith(u'<!DOCTYPE html>\n<html lang="en">')
    read = ElementTree.fromstring(to_bytes(PAGE))
    assert read.find('body/main/h1/bdi').text == u'A <title>' and read.find('head/title').text == u'A <title>'


def test_only_the_style_sheet_of_the_page_is_allowed():
    read = ElementTree.fromstring(to_bytes(PAGE))
    policy = [meta.get('content') for meta in read.findall('head/meta') if meta.get('http-equiv')]
    mark = base64.b64encode(hashlib.sha256(to_bytes(read.find('head/style').text)).digest()).decode('ascii')
    assert policy == [u"default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" % mark]


def test_a_page_holds_no_script_no_address_and_no_style_of_an_element():
    assert not re.search(u'<(script|img|iframe|object|embed|link|a|form|input|base)\\b', PAGE)
    assert not re.search(u'(?i)\\b(src|href|style|on[a-z]+)=', PAGE) and u'url(' not in PAGE and u'@import' not in PAGE


def test_a_table_names_its_columns_and_rows_and_says_what_is_missing():
    read = ElementTree.fromstring(to_bytes(PAGE)).find('body/main/section/div/table')
    assert [th.get('scope') for th in read.findall('thead/tr/th')] == ['col', 'col']
    assert [th.get('scope') for th in read.findall('tbody/tr/th')] == ['row', 'row']
    assert [td.text for td in read.findall('tbody/tr/td')] == [u'1', html.NOT_MEASURED]
    assert u'and 1,200 more rows, left out here' in PAGE


def test_one_row_that_is_left_out_is_one():
    assert u'and 1 more row, left' in html.omitted(1, u'row').text and html.omitted(0, u'row') is None


def test_lines_of_a_cell_are_not_measured_where_one_is_not():
    assert html.lines(u'a', None) is None
    assert html.lines(u'a', u'b').text == u'<span class="line">a</span><br /><span class="line">b</span>'


def test_a_page_is_known_again():
    assert html.is_page(to_bytes(PAGE))
    for other in (b'', b'<!DOCTYPE html>\n<html></html>', b'# notes', to_bytes(PAGE)[1:], to_bytes(PAGE).replace(b'generator', b'author')):
        assert not html.is_page(other)


def test_each_section_has_a_heading():
    read = ElementTree.fromstring(to_bytes(html.page(u'x', html.section(u'One', html.subsection(u'Two', element('p', {}))))))
    assert [one.tag for one in read.iter() if one.tag in ('h1', 'h2', 'h3')] == ['h1', 'h2', 'h3']
