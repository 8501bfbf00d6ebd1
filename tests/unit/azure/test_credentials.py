from __future__ import annotations

import base64
import json

import pytest

from aro_rp.azure.credentials import object_id_of


def jwt(claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(claims)}.signature"


def test_the_object_id_is_a_claim_of_the_token():
    assert object_id_of(jwt({"oid": "abc"})) == "abc"


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("opaque", "not a JWT"),
        ("a.b.c", "not base64 JSON"),
        (jwt({"sub": "x"}), "no claim 'oid'"),
        (jwt({"oid": ""}), "no claim 'oid'"),
    ],
)
def test_a_token_without_one_is_an_error(token, sentence):
    with pytest.raises(ValueError, match=sentence):
        object_id_of(token)
