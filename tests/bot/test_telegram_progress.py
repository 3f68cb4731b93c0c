from __future__ import annotations

from bot.telegram.progress import PATIENCE, Progress


def test_a_stored_batch_is_confirmed() -> None:
    progress = Progress()
    progress.after([5, 6, 7], [])
    assert progress.offset == 8


def test_the_order_of_a_batch_does_not_matter() -> None:
    progress = Progress()
    progress.after([7, 5, 6], [])
    assert progress.offset == 8


def test_nothing_from_the_first_failed_update_on_is_confirmed() -> None:
    progress = Progress()
    progress.after([5, 6, 7, 8], [8, 6])
    assert progress.offset == 6


def test_after_an_empty_answer_no_offset_is_needed() -> None:
    """Ids may start anew, lower, after a quiet week: an old offset would confirm them unseen."""
    progress = Progress(offset=900)
    progress.after([], [])
    assert progress.offset is None


def test_an_update_that_fails_while_others_get_through_becomes_hopeless() -> None:
    progress = Progress()
    for _ in range(PATIENCE - 1):
        assert progress.hopeless([5], [5, 6]) == []
        progress.after([5, 6], [5])
    assert progress.hopeless([5], [5, 6]) == [5]


def test_while_nothing_gets_through_nothing_is_given_up() -> None:
    progress = Progress()
    for _ in range(PATIENCE * 10):
        assert progress.hopeless([5, 6], [5, 6]) == []
        progress.after([5, 6], [5, 6])


def test_failures_are_forgotten_once_stored() -> None:
    progress = Progress()
    progress.after([5], [5])
    progress.after([5], [])
    assert progress.attempts == {}
