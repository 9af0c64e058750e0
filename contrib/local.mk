# SPDX-License-Identifier: ISC
EXTRA_DIST += contrib/quickstart contrib/loopbell.service \
	contrib/slack-app-manifest.yaml contrib/slack.md \
	contrib/case.png contrib/messages.svg \
	contrib/Containerfile contrib/completion/loopbell.bash
EXTRA_DIST += contrib/proxy/README.md contrib/proxy/nginx.conf \
	contrib/proxy/Caddyfile
