from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.telegram.inbound import Arrived, read, salvage

SAM = {"id": 5, "is_bot": False, "first_name": "Sam"}
CHAT = {"id": 5, "type": "private", "first_name": "Sam"}
GROUP = {"id": -9, "type": "supergroup", "title": "Year 9"}
FILE = {"file_id": "f", "file_unique_id": "u"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_795_000_000, "chat": CHAT, "from": SAM, **fields}


def arrived(kind: str = "message", **body: Any) -> Arrived | None:
    return read(Update.de_json({"update_id": 7, kind: body}))


def of_message(**fields: Any) -> Arrived | None:
    return arrived(**message(**fields))


def test_text_is_taken_as_typed() -> None:
    assert of_message(text=" hi\n<b> ") == Arrived(7, 5, private=True, text=" hi\n<b> ")


def test_an_edit_is_read_like_a_new_text_and_marked() -> None:
    assert arrived("edited_message", **message(text="hello", edit_date=1_795_000_001)) == Arrived(
        7, 5, private=True, text="hello", edited=True
    )


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("/start", "restart"),
        ("/help", "help"),
        ("/STOP", "stop"),
        ("/person@waymark_bot", "person"),
        ("/privacy ", "privacy"),
        ("/restart", "restart"),
        ("/delete", "delete"),
    ],
)
def test_a_command_is_a_choice(typed: str, choice: str) -> None:
    found = of_message(text=typed)
    assert found is not None
    assert (found.choice, found.text) == (choice, None)
    assert found.starts == (typed == "/start")


@pytest.mark.parametrize(
    "typed", ["/help i want to die", "/stop hurting me", "/nonsense", "/", "//"]
)
def test_a_command_with_words_behind_it_is_text_to_be_screened(typed: str) -> None:
    assert of_message(text=typed) == Arrived(7, 5, private=True, text=typed)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"photo": [{**FILE, "width": 1, "height": 1}]}, "photo"),
        ({"voice": {**FILE, "duration": 1}}, "voice"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"document": {**FILE}}, "document"),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "video"),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, "video"),
        ({"audio": {**FILE, "duration": 1}}, "voice"),
        ({"dice": {"emoji": "x", "value": 1}}, "sticker"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "contact"),
        ({"something_new": {"id": 1}}, "other"),
    ],
)
def test_what_we_cannot_read_is_named(fields: dict[str, Any], kind: str) -> None:
    found = of_message(**fields)
    assert found is not None
    assert (found.attachment, found.text, found.choice) == (kind, None, None)


def test_a_caption_is_text_beside_its_attachment() -> None:
    found = of_message(photo=[{**FILE, "width": 1, "height": 1}], caption="look")
    assert found == Arrived(7, 5, private=True, text="look", attachment="photo")


def test_pictures_sent_together_are_known_as_one_album() -> None:
    found = of_message(photo=[{**FILE, "width": 1, "height": 1}], media_group_id="a1")
    assert found is not None and found.album == "a1"


def test_a_moving_picture_is_a_video_though_it_is_also_a_document() -> None:
    animation = {**FILE, "width": 1, "height": 1, "duration": 1}
    found = of_message(animation=animation, document={**FILE})
    assert found is not None and found.attachment == "video"


def test_the_words_of_a_poll_are_read() -> None:
    poll = {
        "id": "p", "question": "live or die?", "options": [{"text": "die", "voter_count": 0,
        "persistent_id": "0"}], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
        "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
        "members_only": False,
    }  # fmt: skip
    found = of_message(poll=poll)
    assert found == Arrived(7, 5, private=True, text="live or die?\ndie", attachment="poll")


def test_a_tap_is_a_choice() -> None:
    found = arrived(
        "callback_query",
        **{"id": "q", "from": SAM, "chat_instance": "1", "data": "yes", "message": message()},
    )
    assert found == Arrived(7, 5, private=True, choice="yes", callback_id="q")


def test_a_tap_on_a_message_that_telegram_no_longer_has() -> None:
    gone = {"message_id": 1, "date": 0, "chat": CHAT}
    found = arrived(
        "callback_query",
        **{"id": "q", "from": SAM, "chat_instance": "1", "data": "yes", "message": gone},
    )
    assert found is not None and found.choice == "yes"


def test_a_tap_without_data_or_message_is_nothing_for_us() -> None:
    game = {"id": "q", "from": SAM, "chat_instance": "1", "game_short_name": "g"}
    assert arrived("callback_query", **game, message=message()) is None
    assert arrived("callback_query", **game, inline_message_id="i") is None


@pytest.mark.parametrize(
    "fields", [{"pinned_message": message(text="x")}, {"group_chat_created": True}]
)
def test_an_announcement_of_telegram_needs_no_answer(fields: dict[str, Any]) -> None:
    assert of_message(**fields) is None


def test_nothing_of_a_group_is_read() -> None:
    found = of_message(text="i want to die", chat=GROUP)
    assert found == Arrived(7, -9, private=False)


def test_being_put_into_a_group_is_noticed_and_being_thrown_out_is_not() -> None:
    def change(status: str, chat: dict[str, Any]) -> Arrived | None:
        bot = {"id": 42, "is_bot": True, "first_name": "Waymark"}
        was = {"status": "left", "user": bot}
        now = {"status": status, "user": bot} | ({"until_date": 0} if status == "kicked" else {})
        return arrived(
            "my_chat_member",
            **{"chat": chat, "from": SAM, "date": 1_795_000_000},
            old_chat_member=was,
            new_chat_member=now,
        )

    assert change("member", GROUP) == Arrived(7, -9, private=False)
    assert change("kicked", GROUP) is None
    assert change("kicked", CHAT) is None
    assert change("member", CHAT) is None


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
def test_channels_are_no_conversations(kind: str) -> None:
    channel = {"id": -8, "type": "channel", "title": "News"}
    assert arrived(kind, message_id=1, date=1_795_000_000, chat=channel, text="x") is None


class TestSalvage:
    """What the client cannot read: words first."""

    def test_text_is_saved(self) -> None:
        raw = {"update_id": 7, "message": {"chat": {"id": 5, "type": "private"}, "text": "help"}}
        assert salvage(raw) == Arrived(7, 5, private=True, text="help")

    def test_a_caption_is_saved(self) -> None:
        raw = {"update_id": 7, "message": {"chat": {"id": 5, "type": "private"}, "caption": "a"}}
        assert salvage(raw) == Arrived(7, 5, private=True, text="a", attachment="other")

    def test_a_group_stays_a_group(self) -> None:
        raw = {"update_id": 7, "message": {"chat": {"id": -5, "type": "group"}, "text": "help"}}
        found = salvage(raw)
        assert found is not None and not found.private

    @pytest.mark.parametrize(
        "raw",
        [
            {},
            {"update_id": "x", "message": {}},
            {"update_id": 7},
            {"update_id": 7, "message": 3},
            {"update_id": 7, "message": {"chat": 3}},
            {"update_id": 7, "message": {"chat": {"id": None}}},
        ],
    )
    def test_nothing_can_be_saved_of_nonsense(self, raw: dict[str, Any]) -> None:
        assert salvage(raw) is None
