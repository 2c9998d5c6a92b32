# Two commands: `make map` (look at the atlas) and `make test` (check everything).
# `make quick` runs a meaningful part of the tests in about a minute, `make lint` only the linters.
# `make docs` builds the documentation into build/site; `make refresh` makes anew what is made from
# the facts. `make test-cluster` runs the tests that need three database servers.
# Needs Python 3.11 to 3.14; makes its own virtual environment in $(VENV).

VENV ?= .venv
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	2>/dev/null && { echo $$p; break; }; done)
BIN = $(VENV)/bin
QUICK = tests/test_architecture.py tests/test_errors.py tests/docs/test_reference.py tests/docs/test_links.py tests/test_questions.py \
	tests/model tests/query tests/curation tests/atlas tests/simulation tests/cli/test_questions.py \
	src/follicle_graph/model src/follicle_graph/query src/follicle_graph/atlas

.PHONY: map test quick lint coverage docs refresh test-cluster release-files release clean

map: $(VENV)/installed
	$(BIN)/follicle-graph map -o follicle-map.html --figure follicle-map.svg --store follicle-atlas.lbug

test: lint
	sh scripts/find_browser.sh
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: $(VENV)/installed-tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal $(QUICK)

lint: $(VENV)/installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The same tests, slower, and which lines none of them ran.
coverage: $(VENV)/installed-tests
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

# The documentation: a warning is an error, nothing is fetched, every link within the site is checked.
docs: $(VENV)/installed-docs
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet --fresh-env docs build/site
	$(BIN)/python scripts/check_links.py build/site

# After the facts have changed: release files, data card, gallery, notebooks, printed samples.
refresh: release-files
	$(BIN)/python scripts/draw_gallery.py
	$(BIN)/python scripts/draw_treatments.py
	$(BIN)/python scripts/run_notebooks.py
	$(BIN)/python scripts/write_samples.py

test-cluster: $(VENV)/installed-tests
	FOLLICLE_CLUSTER=$${RUNS:-1} $(BIN)/python -m pytest tests/store/test_cluster.py

# After new facts or a new version: CITATION.cff, datapackage.json and the data card.
release-files: $(VENV)/installed-tests
	$(BIN)/python scripts/write_release_files.py
	$(BIN)/python scripts/write_card.py

# Sdist and wheel into dist/, each built twice and compared; the wheel alone is tried in a new environment.
release: $(VENV)/installed-tests
	@test -z "$$(git status --porcelain)" || { echo "commit first: a release is built of what git knows"; exit 1; }
	$(BIN)/python scripts/build_release.py --try "$(PYTHON)"

$(VENV)/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "follicle-graph needs Python 3.11 to 3.14 on the path (or make PYTHON=...)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-tests: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/installed-docs: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

clean:
	rm -rf $(VENV) build dist docs/_made docs/notebooks docs/statements.md follicle-map.html follicle-map.svg follicle-atlas.lbug*
