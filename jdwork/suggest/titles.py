"""Aliases that the titles of misclassified JDs speak for, or against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from jdwork.catalog import CatalogSnapshot
from jdwork.catalog.edits import AddRoleAlias, DropRoleAlias
from jdwork.parse import normalize_title
from jdwork.suggest.evidence import LabelledJd, groups_of, ids_of
from jdwork.suggest.suggestion import Suggestion

LONGEST = 5
"""Words of an alias at most: longer titles name a vacancy, not a role."""
MISLED = 2
"""JDs, near-copies counted once, that an alias must have misled before its removal is suggested."""

LINKING = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "&")
)
"""Words that no phrase starts or ends with."""


def missing_aliases(jds: Sequence[LabelledJd], snapshot: CatalogSnapshot) -> list[Suggestion]:
    """Suggest titles of misclassified JDs, and phrases that several such titles share, as aliases.

    Parameters
    ----------
    jds
        Labelled JDs.
    snapshot
        The catalog.

    Returns
    -------
    list of Suggestion
        Those that would gain more JDs than they would take from other roles, as far as titles tell; best
        first. A phrase that some role carries already is none.
    """
    carried = _carriers(snapshot)
    general = {form.split()[-1] for form in carried if " " in form}
    asking: dict[tuple[str, str], list[LabelledJd]] = defaultdict(list)
    for jd in jds:
        if jd.form and not jd.is_right:
            for phrase in {jd.form, *_phrases(jd.form)}:
                if "/" in phrase:
                    continue  # two names in one, or half of one
                # A word that longer titles of roles end in means none of them ("assistant").
                if phrase not in carried and phrase not in general and len(phrase.split()) <= LONGEST:
                    asking[jd.gold, phrase].append(jd)
    titled = [jd for jd in jds if jd.form]
    found = []
    for (role, phrase), wrong in asking.items():
        many = groups_of(wrong)
        if many < 2 and all(jd.form != phrase for jd in wrong):
            continue  # a part of one title: nothing says that it means the role
        others = [jd for jd in titled if jd.gold != role and says(jd.form, phrase)]
        estimate = many - groups_of(others)
        if estimate > 0:
            why = f"{_titles(many)} of misclassified JDs of this role say so"
            if others:
                why += f", {groups_of(others)} of other roles"
            touched = ids_of([*wrong, *(jd for jd in titled if says(jd.form, phrase))])
            edit = AddRoleAlias(role, phrase)
            found.append(Suggestion("alias", edit, why, ids_of(wrong), touched, float(estimate)))
    return _best_phrases(found)


def misleading_aliases(jds: Sequence[LabelledJd], snapshot: CatalogSnapshot) -> list[Suggestion]:
    """Suggest to remove aliases that give their role more JDs of other roles than of its own.

    Parameters
    ----------
    jds, snapshot
        As for `missing_aliases`.

    Returns
    -------
    list of Suggestion
        Best first. A role's display name stays.
    """
    found = []
    wrongly: dict[str, list[LabelledJd]] = defaultdict(list)
    for jd in jds:
        if jd.form and jd.role is not None and not jd.is_right:
            wrongly[jd.role].append(jd)
    for slug, misled in wrongly.items():
        if slug not in snapshot.role_index:
            continue
        role = snapshot.role(slug)
        for alias in role.aliases:
            form = normalize_title(alias)
            if form == normalize_title(role.display_name):
                continue
            pulled = [jd for jd in misled if says(jd.form, form)]
            if groups_of(pulled) < MISLED:
                continue
            own = [jd for jd in jds if jd.gold == slug and says(jd.form, form)]
            estimate = groups_of(pulled) - groups_of(own)
            if estimate > 0:
                why = f"{_titles(groups_of(pulled))} of other roles carry it, {groups_of(own)} of this one"
                touched = ids_of([*pulled, *own])
                edit = DropRoleAlias(slug, alias)
                found.append(Suggestion("alias", edit, why, ids_of(pulled), touched, float(estimate)))
    return sorted(found, key=lambda one: -one.estimate)


def says(form: str, phrase: str) -> bool:
    """Whether a title carries a phrase as whole words; a single word must end it."""
    if " " not in phrase:
        return form.split()[-1:] == [phrase]
    return f" {phrase} " in f" {form} "


def _phrases(form: str) -> list[str]:
    """Runs of two or more words, none of them hanging in the air."""
    words = form.split()
    return [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 2, min(len(words), start + LONGEST) + 1)
        if words[start] not in LINKING and words[end - 1] not in LINKING
    ]


def _carriers(snapshot: CatalogSnapshot) -> set[str]:
    return {normalize_title(title) for role in snapshot.roles for title in (role.display_name, *role.aliases)}


def _best_phrases(found: list[Suggestion]) -> list[Suggestion]:
    """Of several phrases that the same JDs speak for, keep the longest: it risks least elsewhere."""
    best: dict[tuple[str, tuple[str, ...]], tuple[Suggestion, str]] = {}
    for one in found:
        assert isinstance(one.edit, AddRoleAlias)
        key, phrase = (one.edit.role, one.seen), one.edit.alias
        held = best.get(key)
        if held is None or (one.estimate, len(phrase), phrase) > (held[0].estimate, len(held[1]), held[1]):
            best[key] = (one, phrase)
    return sorted((one for one, _ in best.values()), key=lambda one: (-one.estimate, one.in_words()))


def _titles(n: int) -> str:
    return f"{n} titles" if n > 1 else "1 title"
