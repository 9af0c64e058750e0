# SPDX-License-Identifier: ISC
EXTRA_DIST += contrib/quickstart contrib/loopbell.service \
	contrib/Containerfile contrib/completion/loopbell.bash
