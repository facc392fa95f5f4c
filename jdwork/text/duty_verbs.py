"""The verbs that ads begin a duty with, in the forms they come in."""

from __future__ import annotations

from functools import lru_cache

_BASE = """
accelerate accept accompany achieve acquire act adapt add address adhere adjust administer adopt advance
advise advocate align allocate analyse analyze answer apply appraise approve architect arrange articulate
assemble assess assign assist assume assure attend attract audit author authorize automate balance benchmark
bill book boost brainstorm brief bring budget build calculate calibrate call capture care carry champion
chair check clean close coach code cold-call collaborate collate collect communicate compare compile
complete comply compose compute conceive conceptualize conceptualise conduct configure confirm connect
consolidate construct consult contact contribute control convert convey cook coordinate co-ordinate counsel
craft create cross-train cultivate curate customize customise cut debug decide define delegate deliver
demonstrate deploy derive design detect determine develop devise diagnose differentiate digitize direct
discover discuss dispatch dispense display distribute diversify document draft draw drive edit educate
elicit embed employ empower enable encourage enforce engage engineer enhance enrich ensure enter escalate
establish estimate evaluate examine exceed execute expand expedite explain explore extend extract facilitate
feed file finalize finalise find fix follow forecast formulate foster fulfil fulfill gather generate give
govern greet grow guide handle harden help hire host identify implement import improve incorporate increase
influence inform initiate innovate input inspect inspire install institute instruct integrate interact
interface interpret interview introduce invent investigate invoice issue iterate keep label launch lead
learn leverage liaise listen load log maintain make manage map market master maximize maximise measure meet
mentor merchandise migrate minimize minimise mitigate model moderate modify monitor motivate move navigate
negotiate network nurture observe obtain offer onboard open operate optimize optimise orchestrate order
organize organise originate outline oversee own package participate partner perform persuade pick pioneer
pitch place plan post prepare prescribe present prevent price print prioritize prioritise process procure
produce profile program project promote propose prospect protect prototype provide publish pull purchase
pursue push qualify quantify raise reach read recommend reconcile record recruit redesign reduce refactor
refine register reinforce remediate render renew repair replenish report represent research resolve respond
restock retain retrieve review revise roll route run safeguard scale schedule scope scrape screen secure
select sell send serve set shape share ship simplify sketch solicit solve source spearhead specify staff
standardize standardise start stay steer stimulate stock store streamline strengthen structure study submit
suggest summarize summarise supervise supply support synthesize tackle tailor take target teach test track
train transcribe transfer transform translate transport troubleshoot tune turn understand undertake update
upgrade upload utilize utilise validate verify visualize visit welcome wireframe work write
"""

NOUN_LIKE = frozenset(
    {"experience", "master", "design", "project", "program", "network", "market", "model", "process"}
)
"""Forms that begin a requirement as often as a duty ("Master's degree", "Project management experience")."""


def _forms(verb: str) -> set[str]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ye")) else verb
    third = verb + "s"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        third = verb[:-1] + "ies"
    forms = {verb, third, stem + "ing"}
    # Doubling a final consonant is a matter of stress; both spellings in the set do no harm.
    if len(verb) > 2 and verb[-1] in "bdglmnprt" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
        forms.add(verb + verb[-1] + "ing")
    return forms


@lru_cache(maxsize=1)
def duty_verbs() -> frozenset[str]:
    """All forms that can begin a duty: imperative, third person, gerund; lower case.

    Returns
    -------
    frozenset of str
    """
    return frozenset(form for verb in _BASE.split() for form in _forms(verb))
