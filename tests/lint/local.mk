# SPDX-License-Identifier: ISC
#
# What a machine can check of STYLE and documents.  tree.py: which files.
LINT_TESTS = tests/lint/format.sh tests/lint/headers.sh \
	tests/lint/tarball.sh
LINT_PY_TESTS = tests/lint/style.py tests/lint/manuals.py \
	tests/lint/examples.py tests/lint/places.py tests/lint/readme.py \
	tests/lint/symbols.py
EXTRA_DIST += $(LINT_TESTS) $(LINT_PY_TESTS) tests/lint/tree.py
# What is written is the same with sanitizers.
if !SANITIZERS
TESTS += $(LINT_TESTS) $(LINT_PY_TESTS)
endif
