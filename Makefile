# The two that matter are `make demo` and `make test`; the logic is in dev/, so that Windows can do the same without make.
.PHONY: help demo test test-full bench samples clean

# -B: a source tree that was only tried out stays as it was.
PYTHON := sh dev/anypython -B

help:
	@echo "make demo       set up .venv, run a simulated Plex, and aggregate its logs into demo_output/"
	@echo "make test       flake8, Python 2.7, and the oldest and newest Python 3 of this machine"
	@echo "make test-full  the same with every fault point, seed and kill"
	@echo "make bench      speed, memory and grouping quality (takes minutes)"
	@echo "make samples    write samples/logs anew"
	@echo "make clean      remove all that these made"

demo:
	@$(PYTHON) dev/run_demo.py

test:
	@$(PYTHON) dev/run_tests.py

test-full:
	@$(PYTHON) dev/run_tests.py --full

bench:
	@$(PYTHON) tests/bench/run_bench.py

samples:
	@$(PYTHON) dev/make_sample_logs.py samples/logs

clean:
	@$(PYTHON) dev/clean.py
