/* SPDX-License-Identifier: ISC */
/* case_page_html.h - the page itself (mustache.h); its words are in labels. */
#ifndef CORE_CASE_PAGE_HTML_H
#define CORE_CASE_PAGE_HTML_H

/* clang-format off */
static const char page_html[] =
    "<!doctype html>\n"
    "<html lang=\"{{language}}\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<title>{{heading}}</title>\n"
    "<style>\n"
    ":root { color-scheme: light dark; --line: #8884; --soft: #8881; --go: #1a7f4b }\n"
    "body { font: 17px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.25rem }\n"
    "h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .25rem }\n"
    ".state { margin: 0 0 1.25rem; opacity: .75 }\n"
    ".message { padding: .75rem 1rem; border-radius: .5rem; background: var(--soft); border-left: .3rem solid #b45309 }\n"
    ".message.done { border-color: var(--go) }\n"
    "blockquote { margin: 0 0 1.25rem; padding: .1rem 0 .1rem 1rem; border-left: .2rem solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere }\n"
    "dl { display: grid; grid-template-columns: fit-content(7rem) 1fr; gap: .35rem 1rem; margin: 0 0 1.5rem }\n"
    "dt { opacity: .75 }\n"
    "dd { margin: 0; overflow-wrap: anywhere }\n"
    "label { display: block; margin-bottom: .25rem }\n"
    "textarea { width: 100%; box-sizing: border-box; min-height: 7rem; font: inherit; padding: .5rem; margin-bottom: 1rem }\n"
    "fieldset { border: 0; margin: 0 0 1.25rem; padding: 0 }\n"
    "legend { padding: 0 }\n"
    "fieldset label { display: inline-block; margin-right: 1.5rem; padding: .25rem 0 }\n"
    "button { font: inherit; font-weight: 600; padding: .75rem 1.5rem; border: 0; border-radius: .5rem; background: var(--go); color: #fff; cursor: pointer }\n"
    "@media (max-width: 30rem) { button { width: 100% } }\n"
    "button:focus-visible { outline: .2rem solid; outline-offset: .15rem }\n"
    ".small { font-size: .85rem; opacity: .75 }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n"
    "<main>\n"
    "<h1>{{heading}}</h1>\n"
    "{{#state}}<p class=\"state\">{{state}}</p>\n{{/state}}"
    "{{#message}}<p class=\"message{{#is_done}} done{{/is_done}}\" role=\"status\">{{message}}</p>\n{{/message}}"
    "{{#quote}}<blockquote>{{quote}}</blockquote>\n{{/quote}}"
    "<dl>\n{{#facts}}<dt>{{label}}</dt><dd>{{value}}</dd>\n{{/facts}}</dl>\n"
    "{{#form}}<form method=\"post\">\n"
    "{{#wants_note}}<label for=\"note\">{{ask_note}}</label>\n"
    "<textarea id=\"note\" name=\"note\" required maxlength=\"3000\"></textarea>\n"
    "<fieldset><legend>{{ask_reached}}</legend>\n"
    "<label><input type=\"radio\" name=\"reached\" value=\"yes\" checked> {{yes}}</label>\n"
    "<label><input type=\"radio\" name=\"reached\" value=\"no\"> {{no}}</label></fieldset>\n{{/wants_note}}"
    "<button>{{button}}</button>\n"
    "<p class=\"small\">{{as}}</p>\n"
    "</form>\n{{/form}}"
    "</main>\n"
    "<footer class=\"small\"><p>{{footer}}</p></footer>\n"
    "</body>\n"
    "</html>\n";
/* clang-format on */

#endif
