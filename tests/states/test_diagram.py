import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from states import diagram
from states.vocabulary import Chart
from tests.states.planting import DEFINITION, with_table

SVG = "{http://www.w3.org/2000/svg}"

CHARTS = [DEFINITION.charts[chart] for chart in Chart]


def words(drawn: str) -> str:
    return " ".join("".join(text.itertext()).strip() for text in ET.fromstring(drawn).iter(f"{SVG}text"))


def edges(table) -> set[tuple[str, str]]:
    return {
        (source, branch.target)
        for (source, _), branches in table.branches.items()
        for branch in branches
        if branch.target != source
    }


@pytest.mark.parametrize("table", CHARTS, ids=lambda table: table.chart)
def test_the_drawing_names_every_state_and_every_event(table):
    told = words(diagram.svg(table))
    for name in (*table.states, *table.events):
        assert name.replace("_", " ") in told


@pytest.mark.parametrize("table", CHARTS, ids=lambda table: table.chart)
def test_the_drawing_carries_no_style_that_a_strict_policy_forbids(table):
    drawn = diagram.svg(table)
    for element in ET.fromstring(drawn).iter():
        assert element.tag != f"{SVG}style"
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
    assert "<!--" not in drawn
    assert "<!DOCTYPE" not in drawn


@pytest.mark.parametrize("table", CHARTS, ids=lambda table: table.chart)
def test_the_same_chart_is_drawn_the_same(table):
    assert diagram.svg(table) == diagram.svg(table)


@pytest.mark.parametrize("table", CHARTS, ids=lambda table: table.chart)
def test_one_arrow_is_drawn_for_all_events_that_lead_the_same_way(table):
    drawn = ET.fromstring(diagram.svg(table))
    titles = [group[0].text for group in drawn.iter(f"{SVG}g") if "edge" in group.get("class", "")]
    arrows = {tuple((title or "").split("->")) for title in titles}
    assert arrows == edges(table) | {("start", table.initial)}
    assert len(titles) == len(arrows)


def test_the_drawing_fits_its_page_and_has_a_name():
    drawn = ET.fromstring(diagram.svg(DEFINITION.charts[Chart.POLICE_COPY]))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == "police copy chart"
    assert drawn.get("viewBox")
    assert drawn.get("width") is None
    assert drawn.get("height") is None
    assert "black" not in diagram.svg(DEFINITION.charts[Chart.POLICE_COPY])


def test_a_path_is_marked_by_its_states_and_steps():
    drawn = ET.fromstring(
        diagram.svg(DEFINITION.charts[Chart.CASE], [("received", "contacted"), ("contacted", "consented")])
    )
    marked = {group[0].text for group in drawn.iter(f"{SVG}g") if "taken" in group.get("class", "").split()}
    assert marked == {"received", "contacted", "consented", "received->contacted", "contacted->consented"}


def test_a_chart_whose_events_all_lead_on_has_no_list_beside():
    assert "stays [" not in diagram.dot(DEFINITION.charts[Chart.OFFER])
    assert "stays [" in diagram.dot(DEFINITION.charts[Chart.CASE])


def test_the_list_beside_breaks_its_lines():
    (beside,) = (
        line for line in diagram.dot(DEFINITION.charts[Chart.CASE]).splitlines() if "stays [" in line
    )
    label = beside.split('label="')[1].split('"')[0]
    assert all(len(line) <= diagram.BESIDE + 2 for line in label.split("\\l"))
    assert label.startswith("unchanged, from received to outcome:\\l")
    assert "unchanged, in consented:\\l" in label


@pytest.mark.parametrize("chart", [Chart.CASE, Chart.ORDER])
def test_the_list_beside_fits_in_a_wider_typeface_than_it_was_measured_in(chart):
    drawn = ET.fromstring(diagram.svg(DEFINITION.charts[chart]))
    left, _, width, _ = map(float, (drawn.get("viewBox") or "").split())
    (moved,) = (
        group.get("transform") or "" for group in drawn.iter(f"{SVG}g") if group.get("id") == "graph0"
    )
    shift = float(moved.split("translate(")[1].split()[0])
    (beside,) = (group for group in drawn.iter(f"{SVG}g") if group[0].text == "stays")
    for line in beside.iter(f"{SVG}text"):
        # Of the widest that pages fall back to, a letter is some 0.58 of its size wide on average, a space 0.35.
        said = line.text or ""
        letters = len(said.strip())
        wide = (letters * 0.58 + (len(said) - letters) * 0.35) * float(line.get("font-size") or 0)
        assert shift + float(line.get("x") or 0) + wide <= left + width, line.text


@pytest.mark.parametrize("table", CHARTS, ids=lambda table: table.chart)
def test_mermaid_tells_the_same_arrows(table):
    told = diagram.mermaid(table)
    assert told.startswith(f"stateDiagram-v2\n    [*] --> {table.initial}\n")
    arrows = [line.split(" : ")[0].strip() for line in told.splitlines() if " : " in line]
    assert set(arrows) == {f"{source} --> {target}" for source, target in edges(table)}
    assert len(arrows) == len(set(arrows))
    for state in table.final:
        assert f"    {state} --> [*]\n" in told
    for event in table.events:
        assert event in told


def test_mermaid_agrees_with_the_library_on_what_leads_where():
    from states.case import CaseChart

    theirs = f"{CaseChart:mermaid}"
    for source, target in edges(DEFINITION.charts[Chart.CASE]):
        assert f"{source} --> {target} : " in theirs


def test_an_old_version_can_be_drawn_too():
    table = DEFINITION.charts[Chart.OFFER]
    older = with_table(Chart.OFFER, states=(*table.states, "limbo")).charts[Chart.OFFER]
    assert "limbo" in words(diagram.svg(older))


def test_the_program_is_found_on_the_path_where_it_is_not_beside_the_interpreter(monkeypatch, tmp_path):
    beside = Path(sys.executable).with_name(diagram.PROGRAM)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(beside.parent))
    assert diagram.svg(DEFINITION.charts[Chart.SERVICE]).startswith("<svg ")


def test_a_missing_program_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=diagram.PROGRAM):
        diagram.svg(DEFINITION.charts[Chart.SERVICE])


def test_a_program_that_fails_is_an_error(monkeypatch):
    monkeypatch.setattr(diagram, "dot", lambda *_: "no graph")
    with pytest.raises(subprocess.CalledProcessError):
        diagram.svg(DEFINITION.charts[Chart.SERVICE])
