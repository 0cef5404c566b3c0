"""The site of a bot that polls: health and measures of a real conversation."""

from collections.abc import MutableMapping
from typing import Any

import httpx

from bot.setting_values import Address
from tests.end_to_end.stage import CODE, SetUp


async def test_a_polling_bot_tells_its_health_and_measures_when_asked_to(
    set_up: SetUp, logs: list[MutableMapping[str, Any]]
) -> None:
    stage = await set_up()
    await stage.stop_bot()
    stage.settings = stage.settings.model_copy(update={"http": Address("127.0.0.1", 0)})
    stage.start_bot()
    ana = await stage.started()
    await ana.tap("Începe ▶")
    address = next(each["address"] for each in logs if each["event"] == "listening")
    [serving] = [each for each in logs if each["event"] == "serving" and each["by"] == "polling"][-1:]
    assert (serving["bot"], serving["open_rounds"]) == ("@glas_demo_bot", ["timisoara"])
    async with httpx.AsyncClient(base_url=f"http://{address}", timeout=60) as http:
        assert (await http.get("/readyz")).json() == {"live": True, "ready": True, "reasons": {}}
        measured = (await http.get("/metrics")).text
        # Who polls shows results there, too; the chat does not know where that is for others.
        page = await http.get(f"/{CODE}?lang=en")
        assert "This is a trial: exact counts, as only the sandbox shows them." in page.text
        head = await http.head(f"/{CODE}?lang=en")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", page.headers["etag"])
    assert 'glas_updates_total{kind="message"} 1.0' in measured
    assert 'glas_updates_total{kind="callback_query"} 1.0' in measured
    assert 'glas_telegram_calls_total{method="AnswerCallbackQuery",outcome="done"} 1.0' in measured
    assert "glas_screens_owed 0.0" in measured
    assert str(ana.id) not in measured
    assert "http://" not in (await ana.say("/results")).text
    assert "webhook removed" not in [each["event"] for each in logs]
