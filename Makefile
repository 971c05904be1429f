# On Debian and Ubuntu `make run` and `make test` are all the set-up there is: they install the
# missing system packages, make the environment and go. Elsewhere see the README.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export SER_CORPORA ?= $(abspath ../shared/data)
export SER_PRETRAINED ?= $(abspath ../shared/pretrained)

.DEFAULT_GOAL := help
.PHONY: help run test lint bench bundle bundle-full deb smoke smoke-appimage smoke-full train-tiny pictures review coverage fuzz soak soak-live docs translations wheels try-wheels appimage release-check clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.app ## open the window with the bundled model and sample
	$(BIN)/ser-desktop resources/samples/sample.flac

# Each test process works with one thread, or they would take the cores from each other. A process
# that crashes is not replaced: the rest of the run could wait for it without end.
TEST_PROCESSES ?= 2
test: $(VENV)/.dev ## lint, types, layering and the whole suite, headless, in two processes
	$(MAKE) --no-print-directory lint
	QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --max-worker-restart 0

coverage: $(VENV)/.dev ## the suite alone, a third slower, with its coverage; fails under 90 % of lines and branches together (pyproject.toml), or of branches alone (tools/branch_coverage.py)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m coverage run -m pytest
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report
	$(BIN)/python tools/branch_coverage.py

lint: $(VENV)/.dev ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev ## performance as ratios in under ten quiet minutes, into benchmarks/results.json
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.run

bundle: $(VENV)/.dev ## the standalone program, into dist/
	sh tools/system_packages.sh bundle
	$(BIN)/pyinstaller --noconfirm --log-level WARN pyinstaller.spec

bundle-full: $(VENV)/.dev ## the same with librosa: details panel and classic models
	sh tools/system_packages.sh bundle
	SER_BUNDLE=full $(BIN)/pyinstaller --noconfirm --log-level WARN pyinstaller.spec

deb: bundle ## a Debian package of it
	$(BIN)/python -m bundling.deb

appimage: bundle ## the same as one file for any Linux; without --fetch only its packed folder
	sh tools/system_packages.sh bundle
	$(BIN)/python -m bundling.appimage

wheels: $(VENV)/.dev ## wheels with and without the window, and the source archive, into dist/wheels
	$(BIN)/python -m bundling.wheels

try-wheels: wheels ## install them into a fresh environment of each Python that is here, and use them
	$(BIN)/python -m bundling.try_wheels

release-check: $(VENV)/.dev ## what has to hold before a version is tagged (docs/release.md)
	$(BIN)/python tools/release_check.py --release

smoke: bundle ## the package on a minimal Debian without Python (root, debootstrap)
	sh tools/system_packages.sh bundle
	$(BIN)/python -m bundling.smoke

APPIMAGE ?= $(wildcard dist/*.AppImage)
smoke-appimage: $(VENV)/.dev ## the AppImage there, as an ordinary user, mounted and unpacked; APPIMAGE=FILE
	sh tools/system_packages.sh bundle
	$(BIN)/python -m bundling.smoke --appimage $(APPIMAGE)

smoke-full: bundle bundle-full ## the full program there, with classic models
	$(BIN)/python -m bundling.smoke --full

train-tiny: $(VENV)/.dev ## train, export and check a tiny network on made audio
	$(BIN)/python -m pytest -q tests/training/test_tiny_training.py

pictures: $(VENV)/.dev ## the README's screenshots
	$(BIN)/python docs/make_pictures.py

REVIEW ?= --themes dark,light --sizes 1280x800,1366x768,1920x1080
review: $(VENV)/.dev ## pictures of every state in build/review, beside earlier ones; REVIEW=OPTIONS
	$(BIN)/python docs/review_pictures.py $(REVIEW)

translations: $(VENV)/.app ## which texts each language lacks; fails if it lacks any
	$(BIN)/python -m ser_desktop.texts.languages.coverage

FUZZ_MINUTES ?= 10
fuzz: $(VENV)/.dev ## ten minutes of broken files, tables, indexes, models: counted, nothing may crash
	$(BIN)/python -m tests.fuzz --minutes $(FUZZ_MINUTES)

SOAK_FILES ?= 2000
SOAK_BAD ?= 100
soak: $(VENV)/.dev ## 2,000 recordings with 100 bad ones, twice: memory stays flat
	$(BIN)/python -m tests.soak --files $(SOAK_FILES) --bad $(SOAK_BAD)

soak-live: $(VENV)/.dev ## eight hours of live sound faster than real time: no drift, no loss, memory flat
	$(BIN)/python -m tests.soak_live

docs: $(VENV)/.dev ## the pages and the reference of the library, into site/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[docs]"
	$(BIN)/mkdocs build --strict

clean: ## remove environment and builds
	rm -rf $(VENV) build dist site *.egg-info

# The marks hold which pyproject.toml the environment was made from.
$(VENV)/.app: pyproject.toml tools/system_packages.sh
	sh tools/system_packages.sh run
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[full]"
	touch $@

$(VENV)/.dev: $(VENV)/.app
	sh tools/system_packages.sh test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev,training]"
	touch $@
