import pytest

from jdwork.enrich.merging import judge_merge
from jdwork.enrich.names import KnownNames
from tests.enrich.small_catalog import small_catalog

SNAPSHOT = small_catalog()
KNOWN = KnownNames.of(SNAPSHOT)
LEAST = 0.88


def merged(term, neighbours=()):
    found = judge_merge(term, KNOWN, SNAPSHOT, neighbours=neighbours)
    return found.slug if found is not None and found.likeness >= LEAST else None


@pytest.mark.parametrize(
    ("term", "slug"),
    [
        ("Node JS", "node-js"),
        ("Angular 17", "angular"),
        ("Java 8", "java"),
        ("Python programming", "python"),
        ("Apache Express", "express"),
        ("AWS Certification (AWS-CP)", "aws-certification"),
        ("Java Language", "java"),
    ],
)
def test_another_spelling_a_version_or_a_makers_name_is_the_same_skill(term, slug):
    assert merged(term) == slug


@pytest.mark.parametrize(
    ("term", "near"),
    [
        ("JavaScripts Plus", "javascript"),
        ("React Native Paper", "react-native"),
        ("Reactive", "react"),
        ("MySQL", "sql"),
        ("C+", "c"),
        ("JavaScript Frameworks", "javascript"),
        ("Payroll Management Software", "payroll-management"),
        ("Accounts Payable 9001", "accounts-payable"),
    ],
)
def test_a_name_that_is_merely_alike_stays_a_skill_of_its_own(term, near):
    assert merged(term, neighbours=((near, 0.7),)) is None


def test_a_slip_of_the_pen_is_seen_where_the_meaning_agrees():
    assert merged("Acounts Payable") is None
    assert (
        merged("Account Reconcilliation", neighbours=(("account-reconciliation", 0.8),))
        == "account-reconciliation"
    )


def test_a_word_that_other_names_use_is_no_slip():
    assert merged("Spring Recovery", neighbours=(("spring-security", 0.9),)) != "spring-recovery"
    assert merged("Account Recovery", neighbours=(("account-reconciliation", 0.8),)) is None


def test_nearness_in_meaning_counts_only_with_a_shared_word_and_no_other_name():
    near = (("financial-reporting", 0.93),)
    assert merged("Financial Reports Work", near) == "financial-reporting"
    assert merged("Money Statements", near) is None
    assert merged("Java Financial Reporting", near) is None
    assert merged("Financial Reporting 2", near) is None


def test_a_version_of_another_number_is_another_thing_for_standards_only():
    assert merged("Angular 2") == "angular"
    assert merged("Angular20001") is None
