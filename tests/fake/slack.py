# SPDX-License-Identifier: ISC
"""slack.py - Slack's Web API and an incoming webhook, as far as used here.

Holds channels, users and messages, and is as strict as Slack's documents:
unknown or missing arguments, JSON where only a form is taken, the token
anywhere but in its header, blocks out of bounds.

For tests:
  POST /_now "1795163405"                       the time of what is posted next;
       with a sign, "-600", what its clock is off the machine's: that is told
       in the header Date, too
  POST /_plan {"method": M, "answers": [A, …]}  what the next calls of M get;
       A is {"error": code, …}, {"status": n, "headers": {…}, "body": s},
       {"do": "hang" | "close" | "half" | "lose" | "keep"} ("lose" does what
       was asked and then closes, "keep" and then hangs) or {} (the real
       answer)
  POST /_lose {"method": M, "every": n}         each n-th call of M: "lose"
  POST /_lag "2"                                what is posted next is not seen
       by the first two looks (not pages) at its channel
  POST /_page "50"                              rows a page at most
  POST /_delete {"channel": C, "ts": T}         somebody deletes that message
  POST /_scopes "chat:write,…"                  what the token may do
  GET  /_log                                    every request, and /_log?clear
  GET  /_messages                               all that was posted
  GET  /_held                                   once a request hangs
  POST /_envelope {"type": T, "payload": P, "takes": false}  over the newest
       connection of Socket Mode (slack_socket.py); answers with what came back:
       {"acked": true, "ack": {…}, "ms": n}
  POST /_burst {"type": T, "payloads": [P, …], "times": n}  all of them at once,
       n times over ("{n}" in their texts is which); how many were acknowledged
  POST /_disconnect "warning"                   says so on the newest connection
  GET  /_private                                what one person alone was told
  GET  /_views                                  the dialogs that were opened
"""
import http.server
import itertools
import json
import re
import socket
import threading
import time
import urllib.parse

import blocks as kit
import lifetime
import slack_socket

TOKEN = "xoxb-test-1"
APP_TOKEN = "xapp-test-1"
BOT = "U0000BOT1"
USERS = {
    "anna@nordlys.example": {"id": "U0000ANNA", "real_name": "Anna Holm"},
    "bo@nordlys.example": {"id": "U00000BO", "real_name": "Bo Dam"},
    "eve@stranger.example": {"id": "U00000EVE", "is_stranger": True},
    "gone@nordlys.example": {"id": "U0000GONE", "deleted": True},
    "robot@nordlys.example": {"id": "U000ROBOT", "is_bot": True},
}
CHANNELS = {
    "C00PUBLIC": {"name": "kundeglaede", "public": True, "member": True,
                  "people": "U0000ANNA"},
    "C0OUTSIDE": {"name": "udenfor", "public": True, "member": False},
    "G0PRIVATE": {"name": "ledelse", "public": False, "member": True},
    "G00SECRET": {"name": "hemmelig", "public": False, "member": False},
    "C0ARCHIVE": {"name": "gammel", "public": True, "member": True,
                  "is_archived": True},
    "D0000ANNA": {"name": "", "public": False, "member": True,
                  "user": "U0000ANNA"},
}
ALL = ("chat:write,chat:write.public,reactions:write,users:read,"
       "users:read.email,im:write,channels:history,groups:history,im:history,"
       "channels:read,groups:read,reactions:read,commands")
# method: (takes JSON, scope, required arguments, the other arguments)
METHODS = {
    "auth.test": (True, None, "", ""),
    "chat.postMessage": (
        True, "chat:write", "channel",
        "text blocks attachments metadata mrkdwn parse link_names thread_ts "
        "reply_broadcast unfurl_links unfurl_media username icon_emoji "
        "icon_url markdown_text"),
    "chat.update": (
        True, "chat:write", "channel ts",
        "text blocks attachments metadata parse link_names reply_broadcast "
        "file_ids markdown_text"),
    "reactions.add": (True, "reactions:write", "channel timestamp name", ""),
    "users.lookupByEmail": (False, "users:read.email", "email", ""),
    "users.info": (False, "users:read", "user", "include_locale"),
    "apps.connections.open": (True, None, "", ""),
    "views.open": (True, None, "trigger_id view", "interactivity_pointer"),
    "chat.postEphemeral": (
        True, "chat:write", "channel user",
        "text blocks attachments thread_ts parse link_names username "
        "icon_emoji icon_url markdown_text"),
    "chat.getPermalink": (False, None, "channel message_ts", ""),
    "conversations.members": (False, "channels:read", "channel",
                              "limit cursor"),
    "users.conversations": (False, "channels:read", "",
                            "user types exclude_archived limit cursor "
                            "team_id"),
    "conversations.list": (
        False, "channels:read", "",
        "types exclude_archived limit cursor team_id"),
    "conversations.open": (
        True, "im:write", "", "users channel return_im prevent_creation"),
    "conversations.history": (
        True, None, "channel",
        "include_all_metadata limit cursor oldest latest inclusive"),
    "conversations.replies": (
        False, None, "channel ts",
        "include_all_metadata limit cursor oldest latest inclusive"),
}
LOCK = threading.RLock()
HELD = threading.Condition(LOCK)


class World:
    def __init__(self):
        self.now = "1795163405"
        self.messages, self.log, self.plans = [], [], {}
        self.scopes = ALL
        self.clock = itertools.count(1)
        self.is_holding = False
        self.page = 2  # small, so that paging is needed
        self.lag, self.losing, self.calls = 0, {}, {}
        self.tickets, self.links = set(), []
        self.private, self.views, self.triggers = [], [], set()
        self.is_mute = False  # says no hello
        self.shown_connections = None

    def time(self):
        """What its clock shows; not that of Date where it stands still."""
        if self.now[0] in "+-":
            return time.time() + float(self.now)
        return float(self.now)

    def next_ts(self):
        """Unique; behind the point it counts on."""
        if self.now[0] in "+-":
            return "%d.%06d" % (self.time(), next(self.clock) % 1000000)
        return "%s.%06d" % (self.now, next(self.clock))

    def plan_of(self, method):
        if self.plans.get(method):
            return self.plans[method].pop(0)
        self.calls[method] = self.calls.get(method, 0) + 1
        every = self.losing.get(method)
        if every and self.calls[method] % every == 0:
            return {"do": "lose"}
        return {}


world = World()


class Refused(Exception):
    def __init__(self, code, **more):
        super().__init__(code)
        self.answer = dict({"ok": False, "error": code}, **more)


def need_scope(scope):
    if scope and scope not in world.scopes.split(","):
        raise Refused("missing_scope", needed=scope, provided=world.scopes)


def find_channel(name):
    if name in CHANNELS:
        return name
    for user in USERS.values():
        if user["id"] == name:
            return "D0000ANNA"
    for cid, channel in CHANNELS.items():
        if channel["public"] and name.lstrip("#") == channel["name"] != "":
            return cid
    raise Refused("channel_not_found")


def may_post(cid):
    channel = CHANNELS[cid]
    if channel.get("is_archived"):
        raise Refused("is_archived")
    if not channel["member"]:
        if not channel["public"]:
            raise Refused("channel_not_found")
        if "chat:write.public" not in world.scopes.split(","):
            raise Refused("not_in_channel")


def find_message(cid, ts):
    for message in world.messages:
        if message["channel"] == cid and message["ts"] == ts:
            return message
    raise Refused("message_not_found")


def check_metadata(text):
    metadata = json.loads(text)
    if set(metadata) != {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_format")
    for key, value in metadata["event_payload"].items():
        if not re.match(r"[a-z][a-z0-9_]*$", key) or not isinstance(value, str):
            raise Refused("invalid_metadata_schema")
    return metadata


def content(args):
    """What a message says, checked."""
    said = {"text": args.get("text", "")}
    if len(said["text"]) > 4000:
        raise Refused("msg_too_long")
    if "blocks" in args:
        said["blocks"] = json.loads(args["blocks"])
        code, details = kit.check(said["blocks"])
        if code:
            raise Refused(code, response_metadata={"messages": details})
    elif not said["text"].strip():
        raise Refused("no_text")
    if "metadata" in args:
        said["metadata"] = check_metadata(args["metadata"])
    for flag in ("unfurl_links", "unfurl_media", "mrkdwn"):
        if args.get(flag, "true") not in ("true", "false"):
            raise Refused("invalid_arg_name")
    return said


def auth_test(args):
    return {"url": "https://nordlys.slack.com/", "team": "Nordlys",
            "user": "loopbell", "team_id": "T1", "user_id": BOT,
            "bot_id": "B1"}


def chat_postMessage(args):
    cid = find_channel(args["channel"])
    may_post(cid)
    message = dict(content(args), channel=cid, reactions=[],
                   ts=world.next_ts(), unseen=world.lag)
    if "thread_ts" in args:
        if "thread_ts" in find_message(cid, args["thread_ts"]):
            raise Refused("cannot_reply_to_message")
        message["thread_ts"] = args["thread_ts"]
    world.messages.append(message)
    return {"channel": cid, "ts": message["ts"], "message": message}


def chat_update(args):
    if args["channel"] not in CHANNELS:
        raise Refused("channel_not_found")
    message = find_message(args["channel"], args["ts"])
    message.pop("blocks", None)
    message.update(content(args))  # without metadata the old is kept
    message["edited"] = {"user": BOT, "ts": "%.6f" % world.time()}
    return {"channel": args["channel"], "ts": args["ts"]}


def reactions_add(args):
    if not re.match(r"[a-z0-9_+-]+$", args["name"]):
        raise Refused("invalid_name")
    message = find_message(args["channel"], args["timestamp"])
    if args["name"] in message["reactions"]:
        raise Refused("already_reacted")
    message["reactions"].append(args["name"])
    return {}


def users_lookupByEmail(args):
    user = USERS.get(args["email"].lower())
    if not user:
        raise Refused("users_not_found")
    return {"user": user}


def users_info(args):
    for email, user in USERS.items():
        if user["id"] == args["user"]:
            return {"user": dict(user, name=email.split("@")[0], profile={
                "email": email, "real_name": user.get("real_name", "")})}
    raise Refused("user_not_found")


def apps_connections_open(args):
    ticket = "t%d" % next(world.clock)
    world.tickets.add(ticket)
    return {"url": "%s/link/?ticket=%s&app_id=a%%2Bb" % (
        world.link_base, ticket)}


def views_open(args):
    if args["trigger_id"] in world.triggers:
        raise Refused("exchanged_trigger_id")
    world.triggers.add(args["trigger_id"])
    view = json.loads(args["view"])
    try:
        kit.check_view(view)
    except kit.Bad as bad:
        raise Refused("invalid_arguments",
                      response_metadata={"messages": [str(bad)]}) from bad
    world.views.append(view)
    return {"view": dict(view, id="V%d" % len(world.views))}


def chat_postEphemeral(args):
    cid = find_channel(args["channel"])
    may_post(cid)
    world.private.append(dict(content(args), user=args["user"], channel=cid))
    return {"message_ts": world.next_ts()}


def chat_getPermalink(args):
    find_message(args["channel"], args["message_ts"])
    return {"channel": args["channel"],
            "permalink": "https://nordlys.slack.com/archives/%s/p%s" % (
                args["channel"], args["message_ts"].replace(".", ""))}


def conversations_members(args):
    channel = CHANNELS.get(args["channel"])
    if not channel:
        raise Refused("channel_not_found")
    if not channel["public"]:
        need_scope("groups:read")
    rows = [BOT] + [u["id"] for u in USERS.values()
                    if u["id"] in channel.get("people", "")]
    return page_of(rows, args, "members")


def users_conversations(args):
    rows = [{"id": cid, "name": c["name"]} for cid, c in CHANNELS.items()
            if c["name"] and c["member"] and not c.get("is_archived")
            and (c["public"] or "private_channel" in args.get("types", ""))]
    return page_of(rows, args, "channels")


def page_of(rows, args, name):
    start = int(args.get("cursor") or 0)
    size = min(int(args.get("limit", 100)), world.page)
    following = str(start + size) if start + size < len(rows) else ""
    return {name: rows[start:start + size],
            "response_metadata": {"next_cursor": following}}


def conversations_list(args):
    if "private_channel" in args.get("types", ""):
        need_scope("groups:read")
    rows = [{"id": cid, "name": c["name"]} for cid, c in CHANNELS.items()
            if c["name"] and not c.get("is_archived")
            and (c["public"] or c["member"])]
    return page_of(rows, args, "channels")


def conversations_open(args):
    if args.get("users") != "U0000ANNA":
        raise Refused("user_not_found")
    return {"channel": {"id": "D0000ANNA"}}


def readable(args):
    cid = args["channel"]
    if cid not in CHANNELS:
        raise Refused("channel_not_found")
    need_scope({"C": "channels", "G": "groups", "D": "im"}[cid[0]]
               + ":history")
    if not CHANNELS[cid]["member"]:
        raise Refused("not_in_channel")
    rows = [m for m in world.messages if m.get("channel") == cid
            and float(m["ts"]) > float(args.get("oldest", 0))]
    seen = [m for m in rows if m["unseen"] <= 0]
    if "cursor" not in args:
        for message in rows:
            message["unseen"] -= 1
    return seen


def shown(message, args):
    message = dict(message)
    if args.get("include_all_metadata") != "true" and "metadata" in message:
        message["metadata"] = {
            "event_type": message["metadata"]["event_type"]}
    return message


def conversations_history(args):
    rows = [shown(m, args) for m in readable(args) if "thread_ts" not in m]
    return page_of(rows[::-1], args, "messages")


def conversations_replies(args):
    rows = [shown(m, args) for m in readable(args)
            if args["ts"] in (m["ts"], m.get("thread_ts"))]
    if not rows:
        raise Refused("thread_not_found")
    return page_of(rows, args, "messages")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *args):
        pass

    def date_time_string(self, timestamp=None):
        off = float(world.now) if world.now[0] in "+-" else 0
        return super().date_time_string(time.time() + off)

    def say(self, status, body, headers=(), kind="application/json"):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path.startswith("/link/"):
            self.upgrade()
            return
        with LOCK:
            if self.path.startswith("/_log"):
                self.say(200, json.dumps(world.log))
                if "clear" in self.path:
                    world.log.clear()
            elif self.path == "/_held":
                HELD.wait_for(lambda: world.is_holding)
                self.say(200, "{}")
            elif self.path == "/_private":
                self.say(200, json.dumps(world.private))
            elif self.path == "/_views":
                self.say(200, json.dumps(world.views))
            elif self.path == "/_messages":
                self.say(200, json.dumps(world.messages))
            else:
                self.say(405, "")

    def upgrade(self):
        """The ticket is good once, and the query comes as it was given."""
        found = re.match(r"/link/\?ticket=(t\d+)&app_id=a%2Bb$", self.path)
        key = self.headers.get("Sec-WebSocket-Key")
        with LOCK:
            if not found or found[1] not in world.tickets or not key:
                self.say(404, "")
                return
            world.tickets.remove(found[1])
            n = 1 + sum(l.is_open for l in world.links)
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", slack_socket.accept_key(key))
        self.end_headers()
        self.wfile.flush()
        hello = {"type": "hello",
                 "num_connections": world.shown_connections or n,
                 "connection_info": {"app_id": "A1"},
                 "debug_info": {"host": "applink-1",
                                "approximate_connection_time": 18060}}
        link = slack_socket.Link(self.connection, self.rfile,
                                 None if world.is_mute else hello)
        with LOCK:
            world.links.append(link)
        link.serve()
        self.close_connection = True

    def newest_link(self):
        with LOCK:
            return [l for l in world.links if l.is_open][-1]

    def control_link(self):
        """Waits, so without the lock."""
        if self.path == "/_disconnect":
            self.newest_link().send(
                {"type": "disconnect", "reason": self.raw})
            return {}
        asked, link = json.loads(self.raw), self.newest_link()
        begin = time.monotonic()
        id_ = link.envelope(asked["type"], asked["payload"],
                            asked.get("takes", False))
        at, ack = link.ack_of(id_)
        return {"acked": ack is not None, "ack": ack,
                "ms": round((at - begin) * 1000) if at else None}

    def burst(self):
        asked = json.loads(self.raw)
        texts = [json.dumps(p) for p in asked["payloads"]]
        return {"acked": self.newest_link().envelopes(
            asked["type"], [json.loads(text.replace("{n}", str(n)))
                            for n in range(asked.get("times", 1))
                            for text in texts])}

    def do_POST(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.raw = self.rfile.read(size).decode("utf-8")
        self.kind = self.headers.get("Content-Type", "")
        if self.path in ("/_envelope", "/_disconnect"):
            self.say(200, json.dumps(self.control_link()))
        elif self.path == "/_burst":
            self.say(200, json.dumps(self.burst()))
        elif self.path.startswith("/_"):
            self.control()
        elif self.path.startswith("/respond/"):
            self.planned("respond", self.respond)
        elif self.path.startswith("/services/"):
            self.planned("webhook", self.webhook)
        else:
            self.planned(self.path.rsplit("/", 1)[-1], self.api)

    def control(self):
        with LOCK:
            if self.path == "/_plan":
                plan = json.loads(self.raw)
                world.plans[plan["method"]] = plan["answers"]
            elif self.path == "/_scopes":
                world.scopes = self.raw
            elif self.path == "/_now":
                world.now = self.raw
            elif self.path == "/_lose":
                lose = json.loads(self.raw)
                world.losing[lose["method"]] = lose["every"]
            elif self.path == "/_lag":
                world.lag = int(self.raw)
            elif self.path == "/_page":
                world.page = int(self.raw)
            elif self.path == "/_delete":
                gone = json.loads(self.raw)
                world.messages.remove(
                    find_message(gone["channel"], gone["ts"]))
            elif self.path == "/_reset":
                world.__init__()
        self.say(200, "{}")

    def planned(self, method, real):
        with LOCK:
            self.record(method)
            plan = world.plan_of(method)
        if plan.get("do") == "hang":
            self.hold()
        elif plan.get("do") == "keep":
            real(method, quiet=True)
            self.hold()
        elif plan.get("do") == "close":
            self.cut()
        elif plan.get("do") == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
            self.cut()
        elif plan.get("do") == "lose":
            real(method, quiet=True)
            self.cut()
        elif "status" in plan:
            self.say(plan["status"], plan.get("body", ""),
                     plan.get("headers", {}), "text/html")
        elif "error" in plan:
            self.say(200, json.dumps(dict(plan, ok=False)))
        else:
            real(method)

    def hold(self):
        with LOCK:
            world.is_holding = True
            HELD.notify_all()
        lifetime.wait_for_hangup(self.connection)
        self.close_connection = True

    def cut(self):
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def record(self, method):
        entry = {"method": self.command, "path": self.path, "api": method,
                 "content_type": self.kind, "raw": self.raw,
                 "authorization": self.headers.get("Authorization")}
        if "json" in self.kind:
            entry["json"] = json.loads(self.raw)
        else:
            entry["form"] = dict(urllib.parse.parse_qsl(
                self.raw, keep_blank_values=True, strict_parsing=self.raw != ""))
        world.log.append(entry)

    def args(self, method):
        if method not in METHODS:
            raise Refused("unknown_method")
        takes_json, scope, required, optional = METHODS[method]
        token = APP_TOKEN if method.startswith("apps.") else TOKEN
        if self.headers.get("Authorization") != "Bearer " + token:
            raise Refused("invalid_auth")
        if "json" in self.kind and not takes_json:
            raise Refused("invalid_post_type")
        pairs = urllib.parse.parse_qsl(self.raw, keep_blank_values=True)
        args = dict(pairs)
        if len(args) != len(pairs):
            raise Refused("invalid_form_data")
        if not set(args) <= set(required.split()) | set(optional.split()):
            raise Refused("invalid_arg_name")
        if not set(required.split()) <= set(args):
            raise Refused("missing_argument")
        need_scope(scope)
        return args

    def api(self, method, quiet=False):
        with LOCK:
            try:
                handler = method.replace(".", "_")
                args = self.args(method)
                answer = dict(globals()[handler](args), ok=True)
            except Refused as refused:
                answer = refused.answer
        if not quiet:
            self.say(200, json.dumps(answer),
                     {"X-OAuth-Scopes": world.scopes})

    def respond(self, method, quiet=False):
        """A response_url: /respond/CHANNEL/USER."""
        _, _, cid, user = self.path.split("/")
        said = json.loads(self.raw)
        code = "blocks" in said and kit.check(said["blocks"])[0]
        if not code and said.get("response_type") == "ephemeral":
            world.private.append(dict(said, channel=cid, user=user))
        if not quiet:
            self.say(400 if code else 200, code or "ok", kind="text/plain")

    def webhook(self, method, quiet=False):
        status, word = self.take_webhook()
        if not quiet:
            self.say(status, word, kind="text/plain")

    def take_webhook(self):
        if self.path != "/services/T1/B1/good":
            return 404, "no_service"
        if "application/json" not in self.kind:
            return 400, "invalid_payload"
        said = json.loads(self.raw)
        if "channel" in said or "metadata" in said:
            return 400, "invalid_payload"
        if "blocks" in said and kit.check(said["blocks"])[0]:
            return 400, "invalid_blocks"
        if "blocks" not in said and not said.get("text", "").strip():
            return 400, "no_text"
        world.messages.append(said)
        return 200, "ok"


class Slack(lifetime.Server):
    def __init__(self, *args):
        super().__init__(*args)
        World.link_base = "ws://127.0.0.1:%d" % self.server_port


if __name__ == "__main__":
    lifetime.serve(Handler, kind=Slack)
