# SPDX-License-Identifier: ISC
"""blocks.py - Block Kit as strict as Slack documents it.

Lengths are counted in bytes, the most that can be meant.
"""
import re

TOTAL = 11000
ID = re.compile(r"^[A-Z0-9]+$")


class Bad(Exception):
    pass


def need(condition, where, what):
    if not condition:
        raise Bad("%s [json-pointer:%s]" % (what, where))


def length(s):
    return len(s.encode("utf-8"))


def members(obj, allowed, where):
    need(isinstance(obj, dict), where, "not an object")
    need(set(obj) <= set(allowed.split()), where,
         "unknown members %s" % (set(obj) - set(allowed.split())))


def string(obj, name, most, where):
    value = obj.get(name)
    need(isinstance(value, str), where, name + " is no string")
    need(value.strip() != "", where, name + " is empty")
    need(length(value) <= most, where,
         "%s has more than %d characters" % (name, most))
    return length(value)


def text(obj, kinds, most, where):
    need(isinstance(obj, dict) and obj.get("type") in kinds, where,
         "text must be " + " or ".join(kinds))
    extra = "emoji" if obj["type"] == "plain_text" else "verbatim"
    members(obj, "type text " + extra, where)
    need(isinstance(obj.get(extra, True), bool), where, extra)
    return string(obj, "text", most, where)


def header(block, where):
    members(block, "type text block_id", where)
    return text(block.get("text"), ["plain_text"], 150, where)


def section(block, where):
    members(block, "type text fields accessory block_id", where)
    both = ["plain_text", "mrkdwn"]
    fields = block.get("fields", [])
    need("text" in block or fields, where, "neither text nor fields")
    need("fields" not in block or 1 <= len(fields) <= 10, where, "fields")
    total = text(block["text"], both, 3000, where) if "text" in block else 0
    return total + sum(text(f, both, 2000, where) for f in fields)


def rich_text(block, where):
    members(block, "type elements block_id", where)
    need(block.get("elements"), where, "no elements")
    total = 0
    for part in block["elements"]:
        members(part, "type elements border", where)
        need(part["type"] in ("rich_text_section", "rich_text_quote"), where,
             part["type"])
        need(part.get("elements"), where, "no elements")
        for element in part["elements"]:
            total += rich_element(element, where)
    return total


def rich_element(element, where):
    members(element, "type text style url", where)
    need(element["type"] in ("text", "link"), where, element["type"])
    need(("url" in element) == (element["type"] == "link"), where, "url")
    if "url" in element:
        string(element, "url", 3000, where)
        need(re.match(r"(https?://|mailto:)\S+$", element["url"]), where,
             "url")
    style = element.get("style", {})
    members(style, "bold italic strike code", where)
    need(all(v is True for v in style.values()), where, "style")
    need(element.get("text"), where, "empty text")
    return string({"text": element["text"] + "."}, "text", 3001, where)


def context(block, where):
    members(block, "type elements block_id", where)
    need(1 <= len(block.get("elements", [])) <= 10, where, "elements")
    return sum(text(e, ["plain_text", "mrkdwn"], 3000, where)
               for e in block["elements"])


def button(e, where):
    members(e, "type text action_id url value style", where)
    need(e.get("style", "primary") in ("primary", "danger"), where, "style")
    if "url" in e:
        string(e, "url", 3000, where)
        need(re.match(r"https?://\S+$", e["url"]), where, "url")
    if "value" in e:
        string(e, "value", 2000, where)
    return text(e.get("text"), ["plain_text"], 75, where)


def options(e, where):
    need(1 <= len(e.get("options", [])) <= 100, where, "options")
    values, total = set(), 0
    for option in e["options"]:
        members(option, "text value", where)
        total += text(option.get("text"), ["plain_text"], 75, where)
        string(option, "value", 150, where)
        values.add(option["value"])
    need(len(values) == len(e["options"]), where, "a value twice")
    return total


def static_select(e, where):
    members(e, "type placeholder action_id options", where)
    return options(e, where) + text(
        e.get("placeholder"), ["plain_text"], 150, where)


def users_select(e, where):
    members(e, "type placeholder action_id", where)
    return text(e.get("placeholder"), ["plain_text"], 150, where)


def radio_buttons(e, where):
    members(e, "type action_id options", where)
    need(len(e.get("options", [])) <= 10, where, "options")
    return options(e, where)


def plain_text_input(e, where):
    members(e, "type action_id multiline min_length max_length "
            "focus_on_load placeholder", where)
    need(0 <= e.get("min_length", 0) <= e.get("max_length", 3000) <= 3000,
         where, "lengths")
    return 0


ELEMENTS = {"button": button, "static_select": static_select,
            "users_select": users_select}
INPUTS = {"radio_buttons": radio_buttons,
          "plain_text_input": plain_text_input}


def actions(block, where):
    members(block, "type elements block_id", where)
    elements = block.get("elements", [])
    need(1 <= len(elements) <= 25, where, "elements")
    if "block_id" in block:
        string(block, "block_id", 255, where)
    seen, total = set(), 0
    for element in elements:
        need(element.get("type") in ELEMENTS, where, element.get("type"))
        total += ELEMENTS[element["type"]](element, where)
        string(element, "action_id", 255, where)
        need(element["action_id"] not in seen, where, "action_id twice")
        seen.add(element["action_id"])
    return total


def check_view(view):
    """A dialog; Bad: Slack would not open it."""
    members(view, "type callback_id private_metadata title submit close "
            "blocks", "/view")
    need(view.get("type") == "modal", "/view", "type")
    for member in ("title", "submit", "close"):
        text(view.get(member), ["plain_text"], 24, "/view/" + member)
    string(view, "callback_id", 255, "/view")
    string(view, "private_metadata", 3000, "/view")
    need(1 <= len(view.get("blocks", [])) <= 100, "/view", "blocks")
    for block in view["blocks"]:
        members(block, "type block_id label element", "/view/blocks")
        need(block.get("type") == "input", "/view/blocks", "type")
        string(block, "block_id", 255, "/view/blocks")
        text(block.get("label"), ["plain_text"], 2000, "/view/blocks")
        element = block.get("element", {})
        need(element.get("type") in INPUTS, "/view", element.get("type"))
        string(element, "action_id", 255, "/view/blocks")
        INPUTS[element["type"]](element, "/view/blocks")


KINDS = {"header": header, "section": section, "rich_text": rich_text,
         "actions": actions, "context": context}


def check(blocks):
    """The error code and its details; (None, []) when Slack would take it."""
    if not isinstance(blocks, list):
        return "invalid_blocks_format", []
    try:
        need(1 <= len(blocks) <= 50, "/blocks", "1 to 50 blocks")
        total = 0
        for i, block in enumerate(blocks):
            where = "/blocks/%d" % i
            kind = KINDS.get(isinstance(block, dict) and block.get("type"))
            need(kind, where, "no such block")
            total += kind(block, where)
    except Bad as bad:
        return "invalid_blocks", [str(bad)]
    return ("msg_blocks_too_long", []) if total > TOTAL else (None, [])
