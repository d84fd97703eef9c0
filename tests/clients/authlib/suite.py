"""authlib as applications in Python use it: its client for Flask, which verifies ID tokens, and its session for what has no page.

Run by ../test/authlib.test.js, which makes what STORY names. The server is on https; REQUESTS_CA_BUNDLE names its authority.
"""

import html
import json
import os
import re
import time
import unittest
from urllib.parse import parse_qs, urljoin, urlsplit

import flask
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import KeySet

STORY = json.loads(os.environ["STORY"])
ISSUER, CALLBACK, GOODBYE = STORY["issuer"], STORY["callback"], STORY["goodbye"]
ADA = {}
DISCOVERY = f"{ISSUER}.well-known/openid-configuration"
SERVER = requests.get(DISCOVERY, timeout=60).json()
SCOPE = "openid profile email offline_access"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Browser:
    """A person's browser: cookies, redirects, and the hosted forms, filled in."""

    def __init__(self):
        self.session = requests.Session()

    def open(self, url, form=None, until=CALLBACK):
        """Follows redirects to the first page, or to `until`: then the page is None."""
        while not url.startswith(until):
            headers = {"Origin": ISSUER.rstrip("/")} if form else {}
            method = "POST" if form else "GET"
            answer = self.session.request(method, url, data=form, headers=headers, allow_redirects=False, timeout=60)
            if "location" not in answer.headers:
                return url, answer.text
            url, form = urljoin(url, answer.headers["location"]), None
        return url, None

    def submit(self, url, page, fields, until=CALLBACK):
        """Sends the form of a page; where it goes and what it holds for another server is the answer."""
        action = urljoin(url, html.unescape(re.search(r'<form [^>]*action="([^"]*)"', page)[1]))
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
        form = {name: html.unescape(value) for name, value in hidden} | fields
        if action.startswith(until):
            return action, form
        return self.open(action, form, until)

    def log_in(self, url, consent="accept", until=CALLBACK):
        """Logs in on the way from `url`; the callback, and the form that it is sent if there is one."""
        return self.go_on(*self.open(url, until=until), consent, until)

    def go_on(self, url, page, consent="accept", until=CALLBACK):
        while isinstance(page, str):
            if 'action="/u/login' in page:
                url, page = self.submit(url, page, {"username": ADA["email"], "password": ADA["password"]}, until)
            elif 'action="/u/consent' in page:
                url, page = self.submit(url, page, {"action": consent}, until)
            elif "<h1>One more step</h1>" in page:
                url, page = self.submit(url, page, {}, until)
            elif until == CALLBACK:
                raise AssertionError(f"it ended on the page {url}: {page}")
            else:
                break
        return url, page


def application(name, **more):
    """A Flask application with authlib's client; `asked` is what is sent to /authorize beside the rest."""
    app = flask.Flask(__name__)
    app.secret_key = "a secret that signs its cookies"
    # What the library throws reaches the test.
    app.testing = True
    settings = {"client_secret": STORY[name].get("client_secret"), **more}
    kwargs = {"scope": SCOPE, "code_challenge_method": "S256", **settings.pop("client_kwargs", {})}
    oauth = OAuth(app)
    oauth.register("anteroom", client_id=STORY[name]["client_id"], server_metadata_url=DISCOVERY, client_kwargs=kwargs, **settings)

    @app.get("/login")
    def login():
        return oauth.anteroom.authorize_redirect(CALLBACK, **flask.request.args.to_dict())

    @app.route("/callback", methods=["GET", "POST"])
    def callback():
        try:
            return flask.jsonify(oauth.anteroom.authorize_access_token())
        except OAuthError as error:
            return flask.jsonify(error=error.error, description=error.description)

    @app.get("/logout")
    def logout():
        return oauth.anteroom.logout_redirect(GOODBYE, id_token_hint=flask.request.args["id_token"])

    @app.post("/userinfo")
    def userinfo():
        return flask.jsonify(oauth.anteroom.userinfo(token=flask.request.get_json()))

    return app.test_client()


def log_in(app, browser=None, consent="accept", **asked):
    """A login at the application: what its callback answers, and where the browser came back."""
    browser = browser or Browser()
    url, form = browser.log_in(app.get("/login", query_string=asked).location, consent)
    return redeem(app, url, form), url


def redeem(app, url, form=None):
    query = urlsplit(url).query
    answer = app.post("/callback", data=form) if form else app.get(f"/callback?{query}")
    return answer.get_json()


def session(name, **more):
    """authlib's session for an application of the tenant."""
    made = STORY[name]
    return OAuth2Session(made["client_id"], made.get("client_secret"), token_endpoint_auth_method="client_secret_basic", **more)


def refused(of, call):
    """The call fails with this OAuth error."""
    with of.assertRaises(OAuthError) as thrown:
        call()
    return thrown.exception.error


class Suite(unittest.TestCase):
    def setUp(self):
        ADA.update(STORY["people"].pop())

    def assert_works(self, app, token, refresh):
        claims = token["userinfo"]
        self.assertEqual((claims["sub"], claims["email"], claims["iss"]), (ADA["id"], ADA["email"], ISSUER))
        self.assertEqual(app.post("/userinfo", json=token).get_json()["name"], "Ada Lovelace")
        fresh = refresh.refresh_token(SERVER["token_endpoint"], token["refresh_token"])
        self.assertNotEqual(fresh["refresh_token"], token["refresh_token"])
        self.assertEqual(app.post("/userinfo", json=fresh).get_json()["sub"], ADA["id"])
        return fresh

    def test_an_application_logs_in_refreshes_and_logs_out(self):
        app, browser = application("confidential"), Browser()
        token, _ = log_in(app, browser)
        self.assert_works(app, token, session("confidential"))
        location = app.get("/logout", query_string={"id_token": token["id_token"]}).location
        url, _ = browser.open(location, until=GOODBYE)
        self.assertTrue(url.startswith(f"{GOODBYE}?state="), url)
        answer, _ = log_in(app, browser, prompt="none")
        self.assertEqual(answer["error"], "login_required")

    def test_an_application_with_client_secret_post_logs_in(self):
        app = application("confidential", client_kwargs={"token_endpoint_auth_method": "client_secret_post"})
        token, _ = log_in(app)
        self.assert_works(app, token, session("confidential"))

    def test_a_public_application_logs_in_with_pkce(self):
        app = application("public", client_kwargs={"token_endpoint_auth_method": "none"})
        token, _ = log_in(app)
        public = OAuth2Session(STORY["public"]["client_id"], token_endpoint_auth_method="none")
        self.assert_works(app, token, public)

    def test_an_application_that_signs_logs_in_and_introspects(self):
        made = STORY["signing"]
        # Of its own accord the library signs for an hour, and five minutes are the most that is taken.
        class Brief(PrivateKeyJWT):
            def sign(self, auth, token_endpoint):
                self.claims = {"exp": int(time.time()) + 60}
                return super().sign(auth, token_endpoint)

        def signing():
            asked = {"scope": SCOPE, "redirect_uri": CALLBACK, "code_challenge_method": "S256"}
            of = OAuth2Session(made["client_id"], made["private"], token_endpoint_auth_method="private_key_jwt", **asked)
            of.register_client_auth_method(Brief(SERVER["token_endpoint"]))
            return of

        of = signing()
        url, state = of.create_authorization_url(SERVER["authorization_endpoint"], code_verifier="v" * 43, nonce="n")
        at, _ = Browser().log_in(url)
        token = of.fetch_token(SERVER["token_endpoint"], authorization_response=at, state=state, code_verifier="v" * 43)
        keys = KeySet.import_key_set(requests.get(SERVER["jwks_uri"], timeout=60).json())
        self.assertEqual(jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims["nonce"], "n")
        told = signing().introspect_token(SERVER["introspection_endpoint"], token["access_token"]).json()
        self.assertEqual((told["active"], told["sub"]), (True, ADA["id"]))
        plain = OAuth2Session(made["client_id"], made["private"], token_endpoint_auth_method="private_key_jwt")
        plain.register_client_auth_method(PrivateKeyJWT(SERVER["token_endpoint"]))
        self.assertEqual(refused(self, lambda: plain.refresh_token(SERVER["token_endpoint"], token["refresh_token"])), "invalid_client")

    def test_the_answer_comes_by_form_post(self):
        app = application("confidential")
        url, form = Browser().log_in(app.get("/login", query_string={"response_mode": "form_post"}).location)
        self.assertEqual((url, sorted(form)), (CALLBACK, ["code", "iss", "state"]))
        self.assertEqual(redeem(app, url, form)["userinfo"]["sub"], ADA["id"])

    def test_a_second_login_is_silent_and_without_a_session_it_is_login_required(self):
        app, browser = application("confidential"), Browser()
        first, _ = log_in(app, browser)
        url, page = browser.open(app.get("/login", query_string={"prompt": "none"}).location)
        self.assertIsNone(page, page)
        self.assertEqual(redeem(app, url)["userinfo"]["auth_time"], first["userinfo"]["auth_time"])
        answer, _ = log_in(app, prompt="none")
        self.assertEqual(answer["error"], "login_required")

    def test_who_declines_sends_access_denied(self):
        answer, _ = log_in(application("third_party"), consent="deny")
        self.assertEqual(answer["error"], "access_denied")

    def test_an_id_token_with_another_nonce_is_not_taken(self):
        # What the library compares is real: the server repeats the nonce of the request.
        app = application("confidential")
        location = app.get("/login").location
        nonce = parse_qs(urlsplit(location).query)["nonce"][0]
        url, _ = Browser().log_in(location.replace(nonce, "another"))
        with self.assertRaises(Exception) as thrown:
            redeem(app, url)
        self.assertIn("nonce", str(thrown.exception))

    def test_a_code_is_good_once_and_its_replay_ends_what_it_gave(self):
        of = session("confidential", scope=SCOPE, redirect_uri=CALLBACK, code_challenge_method="S256")
        url, state = of.create_authorization_url(SERVER["authorization_endpoint"], code_verifier="v" * 43)
        at, _ = Browser().log_in(url)

        def fetch():
            return of.fetch_token(SERVER["token_endpoint"], authorization_response=at, state=state, code_verifier="v" * 43)

        token = fetch()
        self.assertEqual(refused(self, fetch), "invalid_grant")
        self.assertEqual(refused(self, lambda: of.refresh_token(SERVER["token_endpoint"], token["refresh_token"])), "invalid_grant")

    def test_a_refresh_token_is_good_once_and_its_replay_ends_the_family(self):
        token, _ = log_in(application("confidential"))
        of = session("confidential")
        fresh = of.refresh_token(SERVER["token_endpoint"], token["refresh_token"])
        for used in (token, fresh):
            self.assertEqual(refused(self, lambda: of.refresh_token(SERVER["token_endpoint"], used["refresh_token"])), "invalid_grant")

    def test_a_token_that_was_revoked_is_not_active(self):
        token, _ = log_in(application("confidential"))
        of = session("confidential")
        endpoint = SERVER["introspection_endpoint"]
        self.assertTrue(of.introspect_token(endpoint, token["access_token"]).json()["active"])
        self.assertEqual(of.revoke_token(SERVER["revocation_endpoint"], token["refresh_token"]).status_code, 200)
        self.assertEqual(of.introspect_token(endpoint, token["access_token"]).json(), {"active": False})

    def test_a_device_is_connected_by_a_person_elsewhere(self):
        made = STORY["device"]
        asked = {"client_id": made["client_id"], "scope": SCOPE}
        codes = requests.post(SERVER["device_authorization_endpoint"], data=asked, timeout=60).json()
        browser = Browser()
        entry = browser.open(codes["verification_uri"])
        question = browser.submit(*entry, {"user_code": codes["user_code"]})
        _, page = browser.go_on(*browser.submit(*question, {"action": "confirm"}), until="nowhere")
        self.assertIn("connected", page)
        of = OAuth2Session(made["client_id"], token_endpoint_auth_method="none")
        token = of.fetch_token(SERVER["token_endpoint"], grant_type=DEVICE, device_code=codes["device_code"])
        self.assertTrue(token["id_token"] and token["refresh_token"])

    def test_an_application_by_itself_gets_a_token_for_its_api(self):
        of = session("machine")
        token = of.fetch_token(SERVER["token_endpoint"], grant_type="client_credentials", audience=STORY["api"])
        keys = KeySet.import_key_set(requests.get(SERVER["jwks_uri"], timeout=60).json())
        claims = jwt.decode(token["access_token"], keys, algorithms=["RS256"]).claims
        self.assertEqual((claims["aud"], claims["scope"]), (STORY["api"], "read:orders"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
