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
        need(re.match(r"https?://\S+$", element["url"]), where, "url")
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


def actions(block, where):
    members(block, "type elements block_id", where)
    elements = block.get("elements", [])
    need(1 <= len(elements) <= 25, where, "elements")
    seen, total = set(), 0
    for button in elements:
        members(button, "type text action_id url value style", where)
        need(button["type"] == "button", where, button["type"])
        total += text(button.get("text"), ["plain_text"], 75, where)
        need(button.get("style", "primary") in ("primary", "danger"), where,
             "style")
        if "url" in button:
            string(button, "url", 3000, where)
            need(re.match(r"https?://\S+$", button["url"]), where, "url")
        if "value" in button:
            string(button, "value", 2000, where)
        string(button, "action_id", 255, where)
        need(button["action_id"] not in seen, where, "action_id twice")
        seen.add(button["action_id"])
    return total


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
