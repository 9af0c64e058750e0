# SPDX-License-Identifier: ISC
#
# The real loopbell-web over real sockets; the tests play the core.
WEB_PY_TESTS = tests/web/answers.py tests/web/limits.py
EXTRA_DIST += $(WEB_PY_TESTS) tests/web/core.py
TESTS += $(WEB_PY_TESTS)
