# -*- coding: utf-8 -*-
"""The sums behind `plexfix.judge.statistics`, which is their face; nothing here knows of fixes or logs."""
