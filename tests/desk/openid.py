"""A small real OpenID provider on loopback: discovery, authorization code with PKCE, tokens signed with RS256, keys,
userinfo. It asks nobody for a password: whoever comes is `person`."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from serving import served

CLIENT, SECRET = "foreshock", "a secret of the tests"


class Provider:
    """`person` are the claims of whoever signs in; None says no. `wrong_issuer` makes it sign for somebody else."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] | None = {}
        self.wrong_issuer = False
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                asked = dict(urllib.parse.parse_qsl(query))
                outer.asked.append(path)
                match path:
                    case "/.well-known/openid-configuration":
                        self.say(outer.configuration())
                    case "/authorize":
                        self.send_response(302)
                        self.send_header("Location", outer.authorized(asked))
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                    case "/keys":
                        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(outer.key.public_key()))
                        self.say({"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]})
                    case "/userinfo" if self.headers["Authorization"].removeprefix("Bearer ") in outer.tokens:
                        self.say(outer.person or {})
                    case _:
                        self.say({"error": "not found"}, 404)

            def do_POST(self) -> None:
                outer.asked.append(self.path)
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                found = outer.token(dict(urllib.parse.parse_qsl(sent)))
                self.say(found, 400 if "error" in found else 200)

            def say(self, value: Any, status: int = 200) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def configuration(self) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {f"{name}_endpoint": f"{self.address}/{path}" for name, path in paths.items()} | {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorized(self, asked: dict[str, str]) -> str:
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"]
        answer = {"state": asked["state"]}
        if self.person is None:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(8)
            self.codes[answer["code"]] = asked
        return f"{asked['redirect_uri']}?{urllib.parse.urlencode(answer)}"

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        asked = self.codes.pop(sent.get("code", ""), None)
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or sent.get("client_secret") != SECRET or asked["code_challenge"] != challenge:
            return {"error": "invalid_grant"}
        now, access = int(time.time()), secrets.token_urlsafe(8)
        self.tokens.add(access)
        issuer = "https://somebody.else.example" if self.wrong_issuer else self.address
        claims = {"iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **(self.person or {})}
        if "nonce" in asked:
            claims["nonce"] = asked["nonce"]
        id_token = jwt.encode(claims, self.key, "RS256", headers={"kid": "k1"})
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}


@contextmanager
def provider() -> Iterator[Provider]:
    made = Provider()
    with served(made.server):
        yield made
