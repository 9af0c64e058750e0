# SPDX-License-Identifier: ISC
#
# What the program reads at run time; below share it lies as it does here.
driversdir = $(pkgdatadir)/drivers
dist_drivers_DATA = config/drivers/da.yaml config/drivers/en.yaml

templatesdir = $(pkgdatadir)/templates
dist_templates_DATA = config/templates/README.md
templatesdadir = $(templatesdir)/da
dist_templatesda_DATA = config/templates/da/labels.yaml \
	config/templates/da/promoter.headline.mustache \
	config/templates/da/promoter.text.mustache \
	config/templates/da/passive.headline.mustache \
	config/templates/da/passive.text.mustache \
	config/templates/da/detractor.headline.mustache \
	config/templates/da/detractor.text.mustache \
	config/templates/da/other.headline.mustache \
	config/templates/da/other.text.mustache \
	config/templates/da/fold.headline.mustache \
	config/templates/da/fold.text.mustache \
	config/templates/da/case_again.headline.mustache \
	config/templates/da/case_again.text.mustache \
	config/templates/da/case_assigned.headline.mustache \
	config/templates/da/case_assigned.text.mustache \
	config/templates/da/case_escalation.headline.mustache \
	config/templates/da/case_escalation.text.mustache \
	config/templates/da/case_noted.headline.mustache \
	config/templates/da/case_noted.text.mustache \
	config/templates/da/case_reminder.headline.mustache \
	config/templates/da/case_reminder.text.mustache \
	config/templates/da/case_reopened.headline.mustache \
	config/templates/da/case_reopened.text.mustache \
	config/templates/da/case_resolved.headline.mustache \
	config/templates/da/case_resolved.text.mustache
templatesendir = $(templatesdir)/en
dist_templatesen_DATA = config/templates/en/labels.yaml \
	config/templates/en/promoter.headline.mustache \
	config/templates/en/promoter.text.mustache \
	config/templates/en/passive.headline.mustache \
	config/templates/en/passive.text.mustache \
	config/templates/en/detractor.headline.mustache \
	config/templates/en/detractor.text.mustache \
	config/templates/en/other.headline.mustache \
	config/templates/en/other.text.mustache \
	config/templates/en/fold.headline.mustache \
	config/templates/en/fold.text.mustache \
	config/templates/en/case_again.headline.mustache \
	config/templates/en/case_again.text.mustache \
	config/templates/en/case_assigned.headline.mustache \
	config/templates/en/case_assigned.text.mustache \
	config/templates/en/case_escalation.headline.mustache \
	config/templates/en/case_escalation.text.mustache \
	config/templates/en/case_noted.headline.mustache \
	config/templates/en/case_noted.text.mustache \
	config/templates/en/case_reminder.headline.mustache \
	config/templates/en/case_reminder.text.mustache \
	config/templates/en/case_reopened.headline.mustache \
	config/templates/en/case_reopened.text.mustache \
	config/templates/en/case_resolved.headline.mustache \
	config/templates/en/case_resolved.text.mustache

examplesdir = $(docdir)/examples
dist_examples_DATA = config/loopbell.yaml config/minimal.yaml \
	config/examples/asknicely.yaml \
	config/examples/delighted.yaml \
	config/examples/formbricks.yaml \
	config/examples/http_json.yaml \
	config/examples/hubspot_feedback.yaml \
	config/examples/limesurvey.yaml \
	config/examples/posthog.yaml \
	config/examples/qualtrics.yaml \
	config/examples/retently.yaml \
	config/examples/simplesat.yaml \
	config/examples/surveymonkey.yaml \
	config/examples/survicate.yaml \
	config/examples/trustpilot.yaml \
	config/examples/typeform.yaml \
	config/examples/webhook-form.yaml \
	config/examples/webhook-standard.yaml \
	config/examples/webhook.yaml \
	config/examples/wootric.yaml \
	config/examples/zenloop.yaml
EXTRA_DIST += config/README.md

# The demonstration, below share/ as it is below config/.
demodir = $(pkgdatadir)/demo
dist_demo_DATA = config/demo/accounts.csv \
	config/demo/head.yaml config/demo/routes.yaml \
	config/demo/slack-folder.yaml config/demo/slack-real.yaml \
	config/demo/mail-folder.yaml config/demo/mail-real.yaml \
	config/demo/mail-user.yaml
demointerviewsdir = $(pkgdatadir)/demo/interviews
dist_demointerviews_DATA = \
	config/demo/interviews/interviews-2026-46.csv \
	config/demo/interviews/interviews-2026-47.csv
demowebdir = $(pkgdatadir)/demo/web
dist_demoweb_DATA = \
	config/demo/web/web-da-2026-11.csv \
	config/demo/web/web-en-2026-11.csv
