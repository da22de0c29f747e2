# -*- coding: utf-8 -*-
"""Websites on a loopback port that behave as real ones do to scrapers: they block, limit, change, fail, and are slow."""
