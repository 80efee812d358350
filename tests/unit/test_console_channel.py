"""The console channel where standard output is not what it should be."""

import io

from pipelines.model.delivery import Verdict
from pipelines.notify.console import ConsoleChannel
from tests.unit.alert_gallery import ARABIC_BID
from tests.unit.alert_samples import an_alert, writer_of


async def print_to(stream, alert=None):
    channel = ConsoleChannel(name="here", writer=writer_of(), stream=stream)
    return await channel.send(alert or an_alert(), "here", thread_receipt="", retry=False)


async def test_a_closed_output_ends_the_delivery_with_its_reason():
    stream = io.StringIO()
    stream.close()
    outcome = await print_to(stream)
    assert (outcome.verdict, outcome.reason) == (Verdict.DEAD, "standard output is gone: ValueError")


async def test_an_output_that_knows_few_letters_gets_the_rest_as_question_marks():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    outcome = await print_to(stream, ARABIC_BID)
    assert outcome.verdict is Verdict.SENT
    assert raw.getvalue().strip().startswith(b"xAI and Elon Musk offer 97.4 billion USD for OpenAI")
