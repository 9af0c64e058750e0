# SPDX-License-Identifier: ISC
pluginincludedir = $(includedir)/loopbell
plugininclude_HEADERS = plugins/include/loopbell/plugin.h
EXTRA_DIST += plugins/PROTOCOL.md
pkgconfig_DATA = plugins/loopbell-plugin.pc

include plugins/sdk/local.mk
include plugins/providers/csv/local.mk
include plugins/providers/formbricks/local.mk
include plugins/providers/http_json/local.mk
include plugins/providers/hubspot_feedback/local.mk
include plugins/providers/limesurvey/local.mk
include plugins/providers/posthog/local.mk
include plugins/providers/qualtrics/local.mk
include plugins/providers/simplesat/local.mk
include plugins/providers/surveymonkey/local.mk
include plugins/providers/survicate/local.mk
include plugins/providers/trustpilot/local.mk
include plugins/providers/typeform/local.mk
include plugins/providers/webhook/local.mk
include plugins/providers/wootric/local.mk
include plugins/providers/zenloop/local.mk
include plugins/directories/accounts_csv/local.mk
include plugins/notifiers/slack/local.mk
include plugins/notifiers/email/local.mk
include plugins/notifiers/folder/local.mk
include plugins/notifiers/console/local.mk
EXTRA_DIST += plugins/README.md plugins/PROTOCOL.md
