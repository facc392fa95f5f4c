"""How a sentence asks for what it names."""

import pytest

from jdwork.skills.requirement import is_optional_heading, read_cues, read_mention


def _reading(text: str) -> str:
    """Read the mention between square brackets... which are taken out first."""
    start = text.index("<")
    end = text.index(">") - 1
    plain = text.replace("<", "").replace(">", "")
    cues = read_cues(plain, 0, len(plain))
    return read_mention(plain, start, end, clause=(0, len(plain)), cues=cues)


@pytest.mark.parametrize(
    "text",
    [
        "No <Java> needed",
        "No <Java>, no degree",
        "No experience with Python or <Java> is needed",
        "<Java> is not required",
        "<Java> isn't needed",
        "<Java> knowledge is not necessary",
        "<Java> experience unnecessary",
        "You won't need <PHP>",
        "We do not use <Angular>",
        "You do not need to know <Java>",
        "We are not looking for <Java> or C#",
        "Python, not <Java>",
        "This is not a <Java> role",
        "TypeScript rather than <PHP>",
        "Go instead of <C++>",
        "Neither <Docker> nor Kubernetes is needed",
        "Neither Docker nor <Kubernetes> is needed",
    ],
)
def test_what_is_not_asked_for_is_refused(text: str) -> None:
    assert _reading(text) == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "No less than three years of <Java> required",
        "You have no problem with <Linux>",
        "You know not only <Java> but also Kotlin",
        "No degree required, <Java> needed",
        "Nobody can work without <Excel> here",
        "You won't need PHP here, only <TypeScript>",
    ],
)
def test_a_no_that_speaks_of_something_else_refuses_nothing(text: str) -> None:
    assert _reading(text) != "refused"


@pytest.mark.parametrize(
    "text",
    [
        "We are migrating away from <Perl>",
        "Migrate services from <Perl> to Python",
        "You help replacing our legacy <COBOL>",
        "Unlike <Jenkins>, it is fast",
        "We no longer use <Grunt>",
    ],
)
def test_what_is_left_behind_is_mentioned(text: str) -> None:
    assert _reading(text) == "mentioned"


@pytest.mark.parametrize(
    "text",
    [
        "<Kafka> is a plus",
        "<Kafka>, Spark and Flink are a big plus",
        "Experience with <Kafka>, Spark or Flink is a plus",
        "<Kafka> would be nice to have",
        "Nice to have: Spark, <Kafka>",
        "Bonus points for <Kafka>",
        "Ideally you know <Kafka>",
        "Java, <Kafka> (preferred)",
        "<Kafka> preferred",
        "Strong Python, <Kafka> is a plus",
        "<Kafka> is not required but a plus",
    ],
)
def test_a_plus_is_optional(text: str) -> None:
    assert _reading(text) == "optional"


@pytest.mark.parametrize(
    "text",
    [
        "Strong <Python>, Kafka is a plus",
        "<Python>, Kafka (preferred)",
        "<Python>; Kafka is a plus",
        "<Python> plus Spring",
        "Take advantage of <Python>",
        "Kafka is a plus; good <Python>",
    ],
)
def test_a_plus_reaches_no_further_than_what_it_speaks_of(text: str) -> None:
    assert _reading(text) == "plain"


@pytest.mark.parametrize(
    "text", ["You must know <Python>", "<Python> is essential", "<Python> required, Kafka a plus"]
)
def test_a_must_is_a_must(text: str) -> None:
    assert _reading(text) == "must"


@pytest.mark.parametrize(
    ("heading", "optional"),
    [
        ("Nice to have", True),
        ("Bonus points", True),
        ("Preferred Qualifications", True),
        ("What would be a plus", True),
        ("Desirable skills", True),
        ("Requirements", False),
        ("Benefits", False),
        (None, False),
    ],
)
def test_headings_make_all_below_optional(heading: str | None, optional: bool) -> None:
    assert is_optional_heading(heading) is optional
