import json

import pytest

from states import definitions, published
from states.definitions import CURRENT, DEFINITIONS
from states.errors import Refused
from states.published import BrokenVersion, digest, freeze, load, publish, read, thaw, versions
from states.vocabulary import Chart
from tests.states.building import CASE, Walk
from tests.states.second_version import SECOND, publish_second, second_case, second_version


@pytest.mark.parametrize("chart", Chart)
def test_a_published_chart_never_changes_without_a_new_version(chart):
    now = json.loads(json.dumps(freeze(DEFINITIONS[CURRENT])[chart]))
    assert now == read(chart, CURRENT), (
        f"the chart {chart.value} is no longer what was published as version {CURRENT}: cases run on that. "
        "Publish a new version: raise CURRENT in states/definitions.py, then "
        "states.published.publish(DEFINITIONS[CURRENT], Path('states/versions'))"
    )


def test_a_published_version_runs_as_the_charts_it_was_made_of():
    assert load(CURRENT) == DEFINITIONS[CURRENT]


def test_every_published_version_is_known():
    assert set(DEFINITIONS) == set(versions())
    assert versions()[-1] == CURRENT
    assert all(definition.version == version for version, definition in DEFINITIONS.items())


@pytest.mark.parametrize("chart", Chart)
def test_every_file_bears_the_digest_of_the_rest(chart):
    frozen = read(chart, CURRENT)
    assert frozen["digest"] == digest(frozen)
    assert (frozen["chart"], frozen["version"]) == (chart.value, CURRENT)


def test_a_new_version_lies_beside_the_old_ones(tmp_path, monkeypatch):
    publish_second(tmp_path)
    monkeypatch.setattr(published, "VERSIONS", tmp_path)
    assert versions() == (CURRENT, SECOND)
    assert load(CURRENT) == DEFINITIONS[CURRENT]
    assert load(SECOND) == second_version()
    assert len(list(tmp_path.iterdir())) == 2 * len(Chart)


def test_a_published_version_is_never_written_over(tmp_path):
    publish(DEFINITIONS[CURRENT], tmp_path)
    with pytest.raises(FileExistsError):
        publish(DEFINITIONS[CURRENT], tmp_path)


def test_a_file_that_was_changed_is_not_run(tmp_path, monkeypatch):
    publish(DEFINITIONS[CURRENT], tmp_path)
    monkeypatch.setattr(published, "VERSIONS", tmp_path)
    path = tmp_path / f"case-{CURRENT}.json"
    path.write_text(path.read_text().replace('"take"', '"grab"'))
    with pytest.raises(BrokenVersion, match=f"case-{CURRENT} was changed after it was published"):
        load(CURRENT)


def test_a_version_that_was_never_published_is_not_found():
    with pytest.raises(BrokenVersion, match="there is no published case-9"):
        load("9")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"guards": ["gone"]}, "case-3 names the guard gone, which is not known"),
        ({"choosers": {"gone": True}}, "case-3 names the chooser gone, which is not known"),
    ],
)
def test_a_condition_that_is_not_known_is_named(change, message):
    frozen = second_case()
    frozen["transitions"][0] |= change
    with pytest.raises(BrokenVersion, match=message):
        thaw(frozen)


@pytest.mark.parametrize("said", [["do", "gone"], ["gone", "owner"]])
def test_an_effect_that_is_not_known_is_named(said):
    frozen = second_case()
    frozen["effects"]["take"] = [said]
    with pytest.raises(BrokenVersion, match="case-3 names the effect gone, which is not known"):
        thaw(frozen)


def test_a_case_stays_on_the_version_it_started_on():
    first, second = Walk(load(CURRENT)), Walk(second_version())
    assert first.to("consented").state == "consented"
    with pytest.raises(Refused) as refused:
        second.to("consented")
    assert [refusal.guard for refusal in refused.value.refusals] == ["somebody_owns_it"]
    assert second.do("take").to("consented").state == "consented"
    assert second.do("decline").facts["disposition"] == "declined"
    with pytest.raises(Refused) as refused:
        first.do("decline")
    assert [refusal.guard for refusal in refused.value.refusals] == ["state_allows_it"]


def test_the_second_version_differs_where_it_says():
    first, second = (definition.charts[CASE] for definition in (load(CURRENT), second_version()))
    assert set(second.branches) - set(first.branches) == {("consented", "decline")}
    assert first.events == second.events
    assert second_version().charts[Chart.OFFER] == load(CURRENT).charts[Chart.OFFER]
    assert definitions.CHARTS.keys() == second_version().charts.keys()
