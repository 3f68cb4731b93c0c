from __future__ import annotations

from typing import Any

from flows.results import KEPT_SHOWN, arrange, too_few
from flows.run import Run
from tests.flows.helpers import NOW, flow_set


def service(name: str, low: int | None = None, high: int | None = None) -> dict[str, Any]:
    return {"service_id": name, "name": name, "min_age": low, "max_age": high}


def found(
    *services: dict[str, Any],
    age: int | None = None,
    gap: str = "",
    close: bool = False,
    relaxed=(),
):
    errand: dict[str, Any] = {"ages": None if age is None else [age, age]}
    if gap or close:
        errand = {"gap": gap} if gap else {"close": True}
    return {"errand": errand, "services": list(services), "relaxed": list(relaxed)}


def arranged(*findings: dict[str, Any], **session: Any) -> Run:
    run = Run(flow_set(), session, NOW)
    assert arrange(run, findings)
    return run


def names(run: Run) -> list[str]:
    return [one["name"] for one in run.session["results"]]


def test_the_best_in_their_order_and_no_more_than_five():
    run = arranged(found(*(service(n) for n in "abcdefg")))
    assert names(run) == list("abcde")


def test_a_worry_that_was_left_out_gets_a_place():
    run = arranged(
        found(*(service(n) for n in "abcde")), found(service("x"), service("y"), gap="sleep")
    )
    assert names(run) == ["a", "b", "c", "x", "y"]


def test_several_that_were_left_out_get_one_each():
    gaps = [found(service(n), service(n + "2"), gap=n) for n in ("x", "y", "z")]
    assert names(arranged(found(*(service(n) for n in "abcde")), *gaps)) == [
        "a",
        "b",
        "x",
        "y",
        "z",
    ]


def test_nothing_found_keeps_what_was_on_show():
    run = Run(flow_set(), {"results": [service("old")]}, NOW)
    assert not arrange(run, [found()])
    assert names(run) == ["old"]


def test_children_are_told_which_service_is_for_whom():
    run = arranged(
        found(service("both", 7, 16), service("little", 5, 11), age=8),
        found(service("both", 7, 16), service("big", 11, 19), age=14),
    )
    assert [(group["ages"], group["count"]) for group in run.session["groups"]] == [
        ([[8, 8], [14, 14]], 1),
        ([[8, 8]], 1),
        ([[14, 14]], 1),
    ]
    assert names(run) == ["both", "little", "big"]
    assert run.session["nothing_for"] == []


def test_a_service_found_for_one_child_fits_another_by_its_ages():
    run = arranged(found(service("wide", 5, 18), age=8), found(service("other", 11, 19), age=14))
    assert run.session["groups"][0]["ages"] == [[8, 8], [14, 14]]


def test_a_service_of_unknown_ages_is_only_for_whom_it_was_found():
    run = arranged(found(service("vague"), age=8), found(service("big", 11, 19), age=14))
    assert [[8, 8], [14, 14]] not in [group["ages"] for group in run.session["groups"]]


def test_a_child_for_whom_there_is_nothing_is_told():
    run = arranged(found(age=3), found(service("big", 11, 19), age=14))
    assert run.session["nothing_for"] == [[3, 3]]


def test_what_was_let_go_is_told_once():
    run = arranged(
        found(service("a"), relaxed=["radius", "days"], age=8),
        found(service("b"), relaxed=["radius"], age=9),
    )
    assert run.session["relaxed"] == ["radius", "days"]


def test_what_was_shown_is_remembered_up_to_a_point():
    run = arranged(found(service("new")), shown=[str(n) for n in range(100)])
    assert len(run.session["shown"]) == KEPT_SHOWN
    assert run.session["shown"][-1] == "new"


def test_little_of_what_was_asked_for_is_followed_by_what_is_close_to_it():
    run = arranged(found(service("a")), found(service("a"), service("x"), service("y"), close=True))
    assert names(run) == ["a", "x", "y"]
    assert [group["close"] for group in run.session["groups"]] == [False, True]


def test_enough_of_what_was_asked_for_is_left_alone():
    run = arranged(found(*(service(n) for n in "abc")), found(service("x"), close=True))
    assert names(run) == ["a", "b", "c"]


def test_what_is_close_comes_before_whatever_else_there_is():
    other = found(service("anything"), relaxed=["topics"])
    run = arranged(other, found(service("close"), close=True))
    assert names(run) == ["close"]
    assert run.session["groups"][0]["close"]
    assert names(arranged(other)) == ["anything"]


def test_where_little_is_like_what_they_like_anything_to_do_makes_up_three():
    anything = {**found(*(service(n) for n in "pqrs")), "errand": {"rest": True}}
    assert names(arranged(found(service("a")), anything)) == ["a", "p", "q"]
    let_go = found(*(service(n) for n in "pqrs"), relaxed=["interests"])
    run = arranged(let_go, found(service("near"), close=True))
    assert names(run) == ["near", "p", "q"]
    assert [group["close"] for group in run.session["groups"]] == [True]


def test_more_of_the_same_is_never_something_else():
    run = Run(flow_set(), {"shown": ["a"]}, NOW)
    assert not arrange(run, [found(service("anything"), relaxed=["interests"])])


def test_few_are_too_few_and_other_things_do_not_count():
    assert too_few([found(service("a"), service("b"))])
    assert too_few([found(*(service(n) for n in "abc"), relaxed=["topics"])])
    assert not too_few([found(*(service(n) for n in "abc"), relaxed=["radius"])])
    assert not too_few([found(service("a"), service("b")), found(service("c"), gap="sleep")])
