"""New roles in pictures: escaped, in order, honest where there are none."""

from __future__ import annotations

from jdwork.config.settings import Settings
from jdwork.discover import Fit, propose_new_roles
from jdwork.view import new_role_figure, new_role_table
from tests.discover.making import asking
from tests.record.factory import snapshot

EVIL = "Glazer <img src=x onerror=alert(1)>"
CATALOG = snapshot()


def proposals():
    jds = [
        *(
            asking("Kiln Glazer", f"Fires pot {n} in the kiln.", fits=(Fit("nurse", 0.1),), skills=("sql",))
            for n in range(3)
        ),
        asking("Data Analyst", "Feeds otters and seals."),
        asking(EVIL, "Paints <b>doors</b> <script>alert(1)</script> in the harbour town."),
    ]
    strict = Settings.model_validate({"new_role": {"cluster_distance": 0.2}})
    return propose_new_roles(jds, CATALOG, settings=strict)


def test_a_row_says_how_many_ask_and_why_no_role_fits():
    table = new_role_table(proposals())
    first = table.data.to_dict("records")[0]
    assert (first["new role"], first["JDs"], first["titles"]) == ("Kiln Glazer", 3, "kiln glazer (3)")
    assert first["skills"] == "sql (3)"
    assert first["nearest role"] == "Nurse (0.10)"
    assert "another title" in first["why not"]
    known = next(row for row in table.data.to_dict("records") if row["new role"] == "Data Analyst")
    assert known["why not"].startswith("looks like data-analyst")
    assert len(new_role_table(proposals(), rows=1).data) == 1


def test_everything_from_ads_is_escaped():
    page = new_role_table(proposals()).to_html() + str(new_role_figure(proposals()).to_dict())
    for sign in ("<img", "<script", "<b>"):
        assert sign not in page


def test_the_figure_shows_the_largest_first_with_titles_and_evidence():
    figure = new_role_figure(proposals(), most=2)
    (bars,) = figure.data
    assert list(bars.x) == [3, 1]
    assert bars.y[0] == "1  Kiln Glazer"
    assert bars.text[0] == "kiln glazer (3)"
    assert bars.customdata[0] == "kiln-glazer"
    assert "not Nurse (0.10)" in bars.hovertext[0]
    assert figure.layout.title.text == "No role fits 5 JDs: 1 of 3 new roles are asked for by several"


def test_nothing_can_be_shown():
    assert len(new_role_table([]).data) == 0
    assert new_role_table([]).to_html()
    assert new_role_figure([]).layout.title.text == "Every JD fits a role"
