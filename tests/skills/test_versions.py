"""Version numbers behind and within names."""

import pytest

from jdwork.skills.versions import version_end, versions_of


@pytest.mark.parametrize(
    ("name", "rest", "version"),
    [
        ("Python", " 3.11 or later", " 3.11"),
        ("Python 3", ".11 or later", ".11"),
        ("Angular", " 2+ apps", " 2+"),
        ("Angular", "2 apps", "2"),
        ("Java", " 8/11/17", " 8/11/17"),
        ("Java 8", "/11/17", "/11/17"),
        ("Java", " 8 / 11", " 8 / 11"),
        ("Windows Server", " 2016/2019", " 2016/2019"),
        ("SQL Server", " 2008 R2", " 2008 R2"),
        ("Oracle", " 11g/12c", " 11g/12c"),
        ("C++", "17", "17"),
        ("Python", " version 3", " version 3"),
        ("Node", " v14", " v14"),
        ("Python", " >= 3.8", " >= 3.8"),
        ("Kafka", " 3.x", " 3.x"),
        ("Java", " 5 years", ""),
        ("Java", " 3+ years", ""),
        ("Java", " 5-7 years", ""),
        ("Java", " 20%", ""),
        ("Java", " 2. Kotlin", ""),
        ("Java", ", 8 hours", ""),
        ("Java", "", ""),
    ],
)
def test_the_version_behind_a_name_is_found(name: str, rest: str, version: str) -> None:
    text = name + rest
    assert text[len(name) : version_end(text, len(name))] == version


@pytest.mark.parametrize(
    ("surface", "name", "versions"),
    [
        ("Java 8/11/17", "Java", ("8", "11", "17")),
        ("Angular 2+", "Angular", ("2+",)),
        ("HTML5", "HTML", ("5",)),
        ("Windows Server 2016/2019", "Windows Server", ("2016", "2019")),
        ("Oracle 11g/12c", "Oracle", ("11g", "12c")),
        ("Python 3.11", "Python", ("3.11",)),
        ("Java 8/8", "Java", ("8",)),
        ("Amazon S3", "Amazon S3", ()),
        ("ISO 9001", "ISO", ()),
        ("Python", "Python", ()),
    ],
)
def test_each_version_is_listed_once(surface: str, name: str, versions: tuple[str, ...]) -> None:
    assert versions_of(surface, name_end=len(name)) == versions
