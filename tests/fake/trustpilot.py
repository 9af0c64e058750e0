# SPDX-License-Identifier: ISC
"""trustpilot.py - the reviews of one business unit of Trustpilot's.

The public ones with the key in `apikey`, the private ones with a token, which
is to be asked for as key:secret in the header and lasts 100 hours: who asks
for a third is answered 429.  Both newest first, at most 100 a page; only the
private ones can be asked for from a time on.
"""
import re

import vendor

UNIT = "46d6a890000064000500e0c3"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


class Trustpilot(vendor.Vendor):
    TOKEN = "/oauth/oauth-business-users-for-applications/accesstoken"

    def is_open(self):
        return self.url.path == self.TOKEN

    def is_known(self):
        if self.url.path.startswith("/private/"):
            return self.bearer() in self.TOKENS
        return self.headers.get("apikey") == "k3y"

    def limit(self):
        self.say(429, {"message": "Rate limit exceeded"})

    def added(self, row):
        row.setdefault("createdAt", "2025-11-20T00:53:20.000Z")
        return row

    def answer(self):
        path = self.url.path.removeprefix("/private")
        if self.is_open():
            self.token()
        elif self.url.path == "/business-units/find":
            known = self.query.get("name") == "www.kunde.example"
            self.say(200 if known else 404, {
                "id": UNIT, "displayName": "Nordlys"} if known else {
                    "message": "Business unit not found"})
        elif path == f"/business-units/{UNIT}/reviews":
            self.reviews()
        elif path.startswith("/reviews/"):
            row = self.ROWS.get(path.rsplit("/", 1)[1])
            self.say(200 if row else 404, self.shown(row) if row else {})
        else:
            self.say(404, {"message": "Not found"})

    def token(self):
        if (self.basic() != "k3y:secret"
                or self.form() != {"grant_type": "client_credentials"}):
            self.say(401, {"fault": {"faultstring": "Invalid client"}})
        elif self.COUNTS[self.TOKEN] > 2:
            self.say(429, {"message": "Too many tokens"})
        else:
            token = f"t{self.COUNTS[self.TOKEN]}"
            self.TOKENS.add(token)
            self.say(200, {"access_token": token, "token_type": "BearerToken",
                           "expires_in": "359999", "status": "approved"})

    def reviews(self):
        size, page = int(self.query["perPage"]), int(self.query["page"])
        since = self.query.get("startDateTime", "")
        if (not 1 <= size <= 100 or page < 1
                or self.query.get("orderBy") != "createdat.desc"
                or (since and not TIME.fullmatch(since))):
            self.say(400, {"message": "a parameter is out of range"})
            return
        if not self.url.path.startswith("/private/"):
            since = ""
        rows = [r for r in self.ROWS.values() if r["createdAt"] > since]
        rows.sort(key=lambda r: (r["createdAt"], r["id"]), reverse=True)
        at = (page - 1) * size
        self.say(200, {"reviews": [self.shown(r) for r in rows[at:at + size]]})

    def shown(self, row):
        """As the API has it, out of what a test said."""
        reply = row.get("reply")
        shown = {
            "id": str(row["id"]), "stars": row["stars"],
            "title": row.get("title"), "text": row.get("text"),
            "language": "da", "createdAt": row["createdAt"],
            "updatedAt": row.get("updatedAt"), "isVerified": False,
            "companyReply": reply and {
                "text": reply, "createdAt": "2025-11-21T08:00:00.000Z"},
            "consumer": {"id": "c1", "displayName": "S\u00f8ren H."},
            "links": [{"href": "https://api.trustpilot.com/", "rel": "x"}]}
        if self.url.path.startswith("/private/"):
            shown.update(referralEmail=row.get("email"), source="Organic",
                         referenceId=row.get("reference"))
        return shown


if __name__ == "__main__":
    vendor.serve(Trustpilot)
