# The two that matter are `make demo` and `make test`; the logic is in dev/, so that Windows can do the same without make.
.PHONY: help demo test test-full bench samples examples completions man plugins plugins-remove dist clean

# -B: a source tree that was only tried out stays as it was.
PYTHON := sh dev/anypython -B

help:
	@echo "make demo       set up .venv, and show two whole rounds of improvement on a simulated Plex"
	@echo "make test       flake8, Python 2.7, and the oldest and newest Python 3 of this machine"
	@echo "make test-full  the same with every fault point, seed and kill"
	@echo "make bench      speed, memory and grouping quality (takes minutes)"
	@echo "make samples    write samples/logs anew"
	@echo "make examples   run the sessions in examples/ again, and write what they print"
	@echo "make completions  write the completion of flags for bash and zsh anew"
	@echo "make man        a manual page for each command, into dist/man/man1"
	@echo "make plugins DEST=FOLDER         copy the suite into a Plug-ins folder, or update the copy there"
	@echo "make plugins-remove DEST=FOLDER  remove that copy; runs and reports stay"
	@echo "make dist       packages for pip, and a file for each script that runs by itself, into dist/"
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

examples:
	@$(PYTHON) dev/make_examples.py

completions:
	@$(PYTHON) dev/make_completions.py

man:
	@$(PYTHON) dev/make_manpages.py

# From the environment, where make puts it, since a name may hold what a shell would take apart.
plugins:
	@$(PYTHON) dev/copy_suite.py "$$DEST"

plugins-remove:
	@$(PYTHON) dev/copy_suite.py --remove "$$DEST"

dist:
	@$(PYTHON) dev/make_dist.py

clean:
	@$(PYTHON) dev/clean.py
