from __future__ import annotations

import uuid

import pytest
from azure.core.pipeline import PipelineContext, PipelineRequest
from azure.core.rest import HttpRequest

from aro_rp.azure.pipeline import REQUEST_ID, RequestIds


def sent(headers):
    request = HttpRequest("GET", "https://arm.test", headers=headers)
    RequestIds().on_request(PipelineRequest(request, PipelineContext(None)))
    return request.headers[REQUEST_ID]


def test_each_request_has_an_id_that_says_nothing_of_the_machine():
    first, second = sent({}), sent({})
    assert uuid.UUID(first).version == uuid.UUID(second).version == 4
    assert first != second


@pytest.mark.parametrize("name", [REQUEST_ID, REQUEST_ID.upper()])
def test_an_id_that_somebody_chose_stays(name):
    assert sent({name: "mine"}) == "mine"
