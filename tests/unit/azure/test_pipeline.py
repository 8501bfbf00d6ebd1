from __future__ import annotations

import uuid

import pytest
from azure.core.pipeline import PipelineContext, PipelineRequest
from azure.core.rest import HttpRequest

from aro_rp.azure.pipeline import REQUEST_ID, RequestIds


def sent(headers, **options):
    request = HttpRequest("GET", "https://arm.test", headers=headers)
    context = PipelineContext(None, **options)
    RequestIds().on_request(PipelineRequest(request, context))
    assert not context.options, "what is left here is told to the transport, which refuses it"
    return request.headers[REQUEST_ID]


def test_each_request_has_an_id_that_says_nothing_of_the_machine():
    first, second = sent({}), sent({})
    assert uuid.UUID(first).version == uuid.UUID(second).version == 4
    assert first != second


@pytest.mark.parametrize("name", [REQUEST_ID, REQUEST_ID.upper()])
def test_an_id_that_somebody_chose_stays(name):
    assert sent({name: "mine"}) == "mine"


def test_a_poller_keeps_the_id_of_the_request_that_it_follows():
    assert sent({}, request_id="first") == "first"
    assert sent({}, request_id=None)
