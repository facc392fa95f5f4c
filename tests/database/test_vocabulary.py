from __future__ import annotations

from typing import get_args

from jdwork.catalog import snapshot
from jdwork.database import vocabulary
from jdwork.decide.model import CASES


def test_the_database_knows_the_words_of_the_other_rooms():
    assert vocabulary.CASES == CASES
    assert get_args(snapshot.AliasType) == vocabulary.ALIAS_TYPES
    assert get_args(snapshot.MatchStrategy) == vocabulary.MATCH_STRATEGIES
    assert get_args(snapshot.SkillNature) == vocabulary.NATURES
    assert get_args(snapshot.Volatility) == vocabulary.VOLATILITIES
    assert get_args(snapshot.Lifespan) == vocabulary.LIFESPANS
    assert get_args(snapshot.VersionStrategy) == vocabulary.VERSION_STRATEGIES
    assert get_args(snapshot.DifficultyHint) == vocabulary.DIFFICULTIES
