"""KRAs from duties: shared by JDs of the role, far from its KRAs, and rare elsewhere."""

import pytest

from jdwork.catalog.edits import AddKra
from jdwork.suggest.duties import Duties, missing_kras, read_duties
from jdwork.whatif import TrialRun
from tests.runs.making import make_run
from tests.suggest.making import jd, misnamed_ads

FLOORS = "Polish marble floors in banks every night."
LIKE_FLOORS = "Polish marble floors in banks every night shift."
MORTAR = "Mixes mortar and lays bricks to a line."


@pytest.fixture
def stated(tiny_pipeline):
    def make(sentences):
        """Duties of JDs, one sentence each."""
        return {one.id: Duties((text,), tiny_pipeline.encoder.encode([text])) for one, text in sentences}

    return make


def bricklayers(n=4, **more):
    return [jd("bricklayer", "waiter" if number < 2 else "bricklayer", **more) for number in range(n)]


def waiters(n=12):
    return [jd("waiter", "waiter") for _ in range(n)]


def test_a_duty_that_jds_of_the_role_share_and_no_kra_says_is_drafted_once(tiny_pipeline, stated):
    own, others = bricklayers(), waiters()
    texts = [FLOORS, LIKE_FLOORS, FLOORS, LIKE_FLOORS]
    duties = stated(
        [*zip(own, texts, strict=True), *((one, "Fold paper napkins for supper.") for one in others)]
    )
    (found,) = missing_kras([*own, *others], duties, tiny_pipeline)
    assert found.edit in (AddKra("bricklayer", FLOORS), AddKra("bricklayer", LIKE_FLOORS))
    assert found.is_draft
    assert found.seen == (own[0].id, own[1].id)
    assert "4 of 4 JDs of this role" in found.why


@pytest.mark.parametrize(
    ("own", "said", "elsewhere"),
    [
        pytest.param(bricklayers(), MORTAR, "Fold napkins here.", id="a KRA says it"),
        pytest.param(bricklayers(2), FLOORS, "Fold napkins here.", id="too few JDs"),
        pytest.param(bricklayers(group=1), FLOORS, "Fold napkins here.", id="copies of one JD"),
        pytest.param(bricklayers(), FLOORS, FLOORS, id="others say it as well"),
    ],
)
def test_no_kra_is_suggested_where(tiny_pipeline, stated, own, said, elsewhere):
    others = waiters()
    duties = stated([*((one, said) for one in own), *((one, elsewhere) for one in others)])
    assert missing_kras([*own, *others], duties, tiny_pipeline) == []


def test_jds_without_duties_suggest_none(tiny_pipeline):
    import numpy as np

    own = bricklayers()
    empty = Duties((), np.zeros((0, tiny_pipeline.encoder.dimension), dtype=np.float32))
    assert missing_kras(own, {one.id: empty for one in own}, tiny_pipeline) == []


def test_duties_are_read_from_the_run_with_one_vector_each(tiny_pipeline, tmp_path):
    from jdwork.suggest import read_labelled_jds

    run = make_run(tmp_path / "r", tiny_pipeline, misnamed_ads(2))
    jds = read_labelled_jds(run, tiny_pipeline.snapshot)
    duties = read_duties(TrialRun(run, tiny_pipeline), jds)
    assert set(duties) == {one.id for one in jds}
    assert all(len(one.texts) == len(one.vectors) for one in duties.values())
    assert any("copper pipes" in text for text in duties["text-alone"].texts)
    assert duties["title-alone"].texts == ()
