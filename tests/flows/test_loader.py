from __future__ import annotations

import json
import shutil

import jsonschema
import pytest
import yaml

from basics.content import ContentError
from basics.vocabulary import vocabulary
from flows.conditions import CONDITIONS
from flows.definition import FlowProblem, Limits
from flows.loader import DEFINITIONS, HERE, build, flow_files, load, read, schema
from flows.menus import MENUS
from flows.steps import KINDS

SCHEMAS = sorted((HERE / "schema").glob("*.schema.json"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_each_published_schema_is_a_schema(path):
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


@pytest.mark.parametrize("path", flow_files(DEFINITIONS), ids=lambda path: path.stem)
def test_each_flow_keeps_to_the_published_schema(path):
    jsonschema.validate(yaml.safe_load(path.read_text()), schema("flow"))


def test_the_schema_knows_the_kinds_menus_and_nothing_else():
    definitions = schema("flow")["$defs"]
    kinds = {name.removeprefix("step_") for name in definitions if name.startswith("step_")}
    assert kinds == {*KINDS, "forget"}
    menus = definitions["step_ask"]["properties"]["menu"]["enum"]
    assert set(menus) == set(MENUS)


def test_the_steps_of_the_schemas_are_the_same():
    assert schema("flow")["$defs"] == schema("part")["$defs"] == schema("commands")["$defs"]


def test_each_condition_says_what_it_asks():
    assert all(check.__doc__ for check in CONDITIONS.values())


def test_the_journeys_are_there():
    assert set(load().flows) == {"young_person", "parent", "professional"}
    assert load().default == "young_person"


def test_a_revision_changes_with_the_flow_and_with_its_parts_only():
    definition = read(DEFINITIONS / "young_person.yml")
    revision = build(definition).revision
    assert build(read(DEFINITIONS / "young_person.yml")).revision == revision
    definition["steps"]["look"]["go"] = "nothing"
    assert build(definition).revision != revision


def test_a_flows_own_step_wins_over_the_shared_one():
    assert "next_steps" in {
        tap.choice for tap in load().flows["professional"].steps["results"].taps
    }
    assert "next_steps" not in {tap.choice for tap in load().flows["parent"].steps["results"].taps}


def test_a_step_that_leads_nowhere_is_refused():
    definition = read(DEFINITIONS / "young_person.yml")
    definition["steps"]["look"]["go"] = "nowhere"
    with pytest.raises(FlowProblem, match=r"young_person, step look: there is no step nowhere"):
        build(definition)


def test_a_mistake_is_named_by_file_and_line(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "d")
    path = tmp_path / "d" / "parent.yml"
    path.write_text(path.read_text().replace("expects: age", "expects: height", 1))
    with pytest.raises(ContentError, match=r"parent\.yml, line \d+: .*height"):
        load(tmp_path / "d")


def test_without_the_default_flow_there_is_no_set(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "d")
    (tmp_path / "d" / "young_person.yml").unlink()
    with pytest.raises(FlowProblem, match="young_person"):
        load(tmp_path / "d")


def test_areas_and_limits_can_be_given():
    flows = load(areas=[{"slug": "leeds", "label": "Leeds"}], limits=Limits(turns=3))
    assert list(flows.areas) == ["leeds"]
    assert flows.areas["leeds"].near == "Leeds"
    assert flows.limits.turns == 3


def test_every_interest_is_in_one_group():
    grouped = [slug for group in load().groups.values() for slug in group]
    assert sorted(grouped) == sorted(vocabulary().interests)


def test_an_unknown_name_is_the_default_flow():
    assert load().flow("no such").name == "young_person"
