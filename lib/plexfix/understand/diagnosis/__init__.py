# -*- coding: utf-8 -*-
"""The diagnostic report as a document: records, Markdown written and read, linted, approved, carried over, as JSON.

What stands here is what others use; what a fresh report says of an aggregate is `skeleton`'s.
"""
from __future__ import absolute_import, division, print_function

from plexfix.understand.diagnosis.carrying import CHANGE_FIELD, carry
from plexfix.understand.diagnosis.changes import Change, Counts, change_of, counts_of
from plexfix.understand.diagnosis.editing import add_fix, approve, set_status
from plexfix.understand.diagnosis.jsonform import SCHEMA, counts_from_json, from_json, to_json
from plexfix.understand.diagnosis.linting import TOLD, lint, located, ready, unready
from plexfix.understand.diagnosis.reading import Problem, read
from plexfix.understand.diagnosis.records import (
    CAUSE, CONTINGENCY, DIVERGENCE, EXPECTED, FIELDS, LISTS, OBSERVED, PRIORITIES, RESTARTS, RESULTS, SECTIONS,
    STATUSES, TEST_PLAN, TODO, UNTRIED, Fix, Report, Section, criteria, criterion_lines, find, fixes, is_todo, make_fix,
    next_fixes, next_id, section, status_of, test_plan, touches)
from plexfix.understand.diagnosis.text import parse, render, render_fix, report_of

__all__ = [
    'CAUSE', 'CHANGE_FIELD', 'CONTINGENCY', 'Change', 'Counts', 'DIVERGENCE', 'EXPECTED', 'FIELDS', 'Fix', 'LISTS',
    'OBSERVED', 'PRIORITIES', 'Problem', 'RESTARTS', 'RESULTS', 'Report', 'SCHEMA', 'SECTIONS', 'STATUSES', 'Section',
    'TEST_PLAN', 'TODO', 'TOLD', 'UNTRIED', 'add_fix', 'approve', 'carry', 'change_of', 'counts_from_json', 'counts_of',
    'criteria', 'criterion_lines', 'find', 'fixes', 'from_json', 'is_todo', 'lint', 'located', 'make_fix', 'next_fixes',
    'next_id', 'parse', 'read', 'ready', 'render', 'render_fix', 'report_of', 'section', 'set_status', 'status_of', 'test_plan',
    'to_json', 'touches', 'unready']
