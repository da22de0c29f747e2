# -*- coding: utf-8 -*-
"""The numbers behind a decision, by one name each; how they are worked out is left to the modules they come from."""
from __future__ import absolute_import, division, print_function

from plexfix.base.intervals import clopper_pearson, poisson_rate_interval, wilson
from plexfix.judge.numbers.bayes import beta_gt
from plexfix.judge.numbers.exact import evalue, fisher, mcnemar, poisson_rate
from plexfix.judge.numbers.multiplicity import benjamini_hochberg, holm
from plexfix.judge.numbers.power import (improvements_needed, items_needed, power, power_table, smallest_paired_p,
                                         smallest_rate_p, unseen_bound)
from plexfix.judge.numbers.proportions import mcnemar_or_ci, two_prop
from plexfix.judge.numbers.ranks import mann_whitney

__all__ = ['benjamini_hochberg', 'beta_gt', 'clopper_pearson', 'evalue', 'fisher', 'holm', 'improvements_needed',
           'items_needed', 'mann_whitney', 'mcnemar', 'mcnemar_or_ci', 'poisson_rate', 'poisson_rate_interval', 'power',
           'power_table', 'smallest_paired_p', 'smallest_rate_p', 'two_prop', 'unseen_bound', 'wilson']
