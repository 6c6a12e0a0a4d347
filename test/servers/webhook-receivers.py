"""Receivers as the makers of webhooks describe them: they verify what comes in, and print what they took."""

import base64
import hashlib
import hmac
import json
import sys

from flask import Flask, request

SECRET = b"the-shared-secret"
app = Flask(__name__)


def took(name):
    print("TOOK", name, json.dumps(request.get_json()), flush=True)


@app.route("/netbox", methods=["POST"])
def netbox():
    """NetBox: X-Hook-Signature is the hex HMAC-SHA512 of the raw body."""
    expected = hmac.new(SECRET, request.get_data(), hashlib.sha512).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Hook-Signature", "")):
        return "Invalid signature", 403
    took("netbox")
    return "OK", 200


@app.route("/netdata", methods=["GET"])
def challenge():
    """Netdata: the token's HMAC-SHA256 in base64, as JSON."""
    token = request.args.get("crc_token").encode("ascii")
    digest = hmac.new(SECRET, msg=token, digestmod=hashlib.sha256).digest()
    return json.dumps({"response_token": "sha256=" + base64.b64encode(digest).decode("ascii")})


@app.route("/netdata", methods=["POST"])
def netdata():
    """Basic authentication, as Netdata and Netography use it."""
    auth = request.authorization
    if auth is None or (auth.username, auth.password) != ("netdata", "pass:word"):
        return "Unauthorized", 401
    took("netdata")
    return "OK", 200


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
