"""Run pages as the old service's look when they are saved as text, about jobs of the tiny catalog."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden"
RUN = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-8888-4777-8666-555555555555"
JD = (
    "We are looking for a baker for our shop. You will knead dough and shape loaves before dawn, and fire "
    "the oven and watch its heat while the bread bakes. You need sourdough and oven care. "
    "3+ years of experience."
)
DUTIES = (
    "• knead dough and shape loaves before dawn\n• fire the oven and watch its heat while the bread bakes"
)


def role(number: int, slug: str, name: str, **facts: Any) -> dict[str, Any]:
    return {
        "display_name": name, "kra_matches": None, "matched_count": None, "matched_skills": None,
        "role_id": number, "score": 1.0, "slug": slug, "total_count": None, **facts,
    }  # fmt: skip


def kras(*pairs: tuple[str, str, float]) -> list[dict[str, Any]]:
    return [{"kra_text": kra, "sentence": said, "similarity": value} for kra, said, value in pairs]


def reference(number: int, slug: str, name: str) -> dict[str, Any]:
    return {
        "display_name": name, "id": number, "rationale": None, "role_archetype": None, "slug": slug,
        "source": "db",
    }  # fmt: skip


def dimension(number: int, slug: str, name: str) -> dict[str, Any]:
    return {
        "difficulty_hint": "well_known", "display_name": name, "id": number, "rationale": None, "slug": slug,
        "source": "db",
    }  # fmt: skip


def blocks(run_id: str = RUN) -> dict[str, Any]:
    """The four JSON blocks of one run; tests bend them."""
    nano = {
        "JD_type": "pass",
        "about_company": None,
        "certifications": [],
        "company_name": None,
        "ctc": None,
        "domain": {"primary": {"aliases": [], "domain": "Other"}, "secondary": None},
        "education": [],
        "experience": {"max": None, "min": 3, "raw": "3+ years of experience"},
        "job_locations": [],
        "role": "baker",
        "role_aliases": ["Baker"],
        "role_archetype": "Trades",
        "roles_and_responsibilities": [
            {
                "bullet_count": 2,
                "heading": None,
                "heading_was_present": False,
                "source_marker": {
                    "first_5_words": "• knead dough and shape",
                    "last_5_words": "heat while the bread bakes",
                },
                "text": DUTIES,
                "word_count": len(DUTIES.split()),
            }
        ],
        "urls": [],
    }
    api1 = {
        "final_skills": [{"is_primary": True, "skill_name": "Sourdough"}],
        "jd_role": {
            "display_name": "baker", "rationale": None, "role_aliases": ["Baker"],
            "role_archetype": "Trades", "slug": "",
        },
        "nano_parsed": nano,
        "rejected": False,
        "rejection_reason": None,
        "run_id": run_id,
        "stage3_signals": {
            "alias_found": True,
            "alias_match_roles": [role(1, "baker", "Baker")],
            "kra_match_roles": [
                role(1, "baker", "Baker", score=0.55, kra_matches=kras(
                    ("Kneads dough and shapes loaves before dawn.", "knead dough", 0.6),
                    ("Fires the oven and watches its heat while the bread bakes.", "fire the oven", 0.5),
                )),
            ],
            "skill_match_roles": [
                role(1, "baker", "Baker", matched_count=1, matched_skills=["Sourdough"], total_count=1)
            ],
        },
        "stage4_decision": {
            "alias_collision_detected": False,
            "case": "A",
            "chosen_role": role(1, "baker", "Baker", score=0.9),
            "confidence": 0.9,
            "is_new_role": False,
            "llm2_fired": False,
            "llm2_reasoning": None,
            "queued": False,
            "reasoning": "The title is an alias of one role.",
        },
        "stage5_updates": {"centroid_updated": True},
    }  # fmt: skip
    work = {
        "dimension": dimension(7, "food-making", "Food Making"),
        "input_skill": "Sourdough",
        "llm_role": None,
        "roles_from_db": [reference(1, "baker", "Baker")],
    }
    api2 = {
        "alias_matches": [],
        "candidate_roles": [reference(1, "baker", "Baker")],
        "chosen_role": reference(1, "baker", "Baker"),
        "dimensions": [work],
        "input_final_skills": ["Sourdough"],
        "run_id": run_id,
        "skills_detail": [
            {
                "aliases_in_db": [],
                "canonical": {
                    "display_name": "Sourdough", "skill_nature": "PRACTICE", "slug": "sourdough",
                    "typical_lifespan": "EVERGREEN", "volatility": "STABLE",
                },
                "dimensions": [work],
                "input_skill": "Sourdough",
                "new_skill_meta": None,
            }
        ],
        "unmatched_skills": [],
    }  # fmt: skip
    api3 = {
        "chosen_role": reference(1, "baker", "Baker"),
        "chosen_role_resolution": "in_db",
        "final_input_skills": [{"skill": "Sourdough", "tag": "in_db"}],
        "llm_cost_api1_usd": 0.001,
        "llm_cost_api2_usd": 0.0,
        "llm_cost_api3_usd": 0.0,
        "llm_cost_total_usd": 0.001,
        "persistence": {"items": [{**work, "role_dimension_saved": True, "skill_dimension_saved": True}]},
        "run_id": run_id,
    }
    return copy.deepcopy({"nano": nano, "api1": api1, "api2": api2, "api3": api3})


SKILLS = """\
Aliases — catalog
- Sourdough (CANONICAL)
Stored enrichment (catalog DB)
- Category
- Crafts
- Confidence
- 0.9
Maturity reasoning: Bread is as old as the hills.
Skill profile (library / DB)
- Skill nature
- PRACTICE
Dimensions (API 2 worklist)
-
Food Making Catalog dimension db id 7
"""
ROWS = """\
| Skill | Tag | Dimension | Skill↔dim | Role↔dim | Outcome | Notes |
|---|---|---|---|---|---|---|
| Sourdough | in_db |
Food Making
food-making
|
✓ | ✓ | Existing dimension (library) |
"""


def page(
    made: dict[str, Any] | None = None,
    *,
    run_id: str = RUN,
    jd: str | None = JD,
    skills: str = SKILLS,
    rows: str = ROWS,
    artifacts: str = "",
    calls: str = "",
    indent: int | None = 0,
    ascii_only: bool = True,
) -> str:
    """Write a page; blocks that are left out of ``made`` are missing on it."""
    made = blocks(run_id) if made is None else made

    def block(name: str) -> str:
        return json.dumps(made[name], indent=indent, ensure_ascii=ascii_only)

    parts = [
        f"Pipeline run\n{run_id}\nSignals\n1 POST /skills/extract-from-jd\n",
        "Baker\nCASE Aslug: baker · id: 1 · source: db\nResolution:\nin_db\n— role exists in library.\n",
        f"Job description\n{jd}\n" if jd is not None else "",
        f"Skills from this JD\nEach row merges the three calls.\n{skills}",
        f"All API 3 persistence rows\nSame grid as elsewhere.\n{rows}",
        f"Library artifacts (this run)\n{artifacts}",
        f"nano JD Parser — gpt-4.1-nano click to toggle\nShow raw JSON\n{block('nano')}\n"
        if "nano" in made else "",
        f"API 1 — extract-from-jd click to toggle\n{block('api1')}\n" if "api1" in made else "",
        f"API 2 — extract-details\n{block('api2')}\n" if "api2" in made else "",
        f"API 3 — final-role-output\n{block('api3')}\n" if "api3" in made else "",
        f"LLM Calls\nEvery model call made for this run, in pipeline order.\n{calls}",
    ]  # fmt: skip
    return "".join(parts)


def golden_pages() -> list[Path]:
    """The two reference pages; skips where they are absent."""
    found = sorted(GOLDEN.glob("*/run_page.txt"))
    if not found:
        pytest.skip("no reference runs here")
    return found
