"""Where the work is done: cities out of a gazetteer, and remote, hybrid or on site."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from jdwork.parse.model import JobLocation
from jdwork.parse.places import Place, gazetteer
from jdwork.parse.reading import WORD, Quoted, Reading
from jdwork.parse.role_words import word_set

WorkMode = Literal["remote", "hybrid", "onsite"]

_LABEL = re.compile(
    r"(?:\b(?:work|job|office|primary|base|current)?\s?locations?\b|\bcity\b|\bplace of (?:work|posting)"
    r"|\bwork ?place|\baddress|\bbased (?:in|at|out of)"
    r"|\blocated (?:in|at|near)|\boffices? (?:in|at)|\b(?:position|role|job|opportunity|vacancy|opening"
    r"|work|working|relocate|reside|live|living|onsite|on-site|hybrid|remote)"
    r" (?:is )?(?:in|at|to|from|for)|\bcountry)\s*(?:\([^)\n]{0,20}\))?\s*[:–—-]*\s*"
)
_MODE_LABEL = re.compile(
    r"(?:location|work ?place(?: type)?|work (?:mode|type|arrangement|model|setting)|job type"
    r"|mode(?: of work)?|position type|type)s?\s*[:–—-]+[^\n.;●•]{0,60}?"
    r"(?P<mode>\bremote|\bhybrid|\bon-?\s?site|\bin[- ](?:person|office)|\bwork from (?:home|office)"
    r"|\bwfh\b|\bwfo\b|\bone location|\bmultiple locations)"
)
_MODE_HINT = re.compile(r"remote|hybrid|site|in[ -](?:person|office)|work from|wf[ho]\b|one location")
_REMOTELY = re.compile(r"work(?:ing)? remotely\s*[:?-]*\s*(?P<answer>yes|no|temporarily)?\b")
_MODES: Final[tuple[tuple[WorkMode, re.Pattern[str], re.Pattern[str]], ...]] = (
    ("hybrid", re.compile(
        r"\bhybrid (?:work|model|role|position|schedule|remote|environment|setup|set-up|basis"
        r"|arrangement|office|opportunit|policy|status|format|job|-|–|\(|in\b)"
        r"|\b(?:flexible|remote)\s?[/-]\s?hybrid|\b(?:flexible|fully|is|a) hybrid(?! (?:cloud|mobile|app"
        r"|infra|env))\b|\((?:hybrid)\)"
        r"|\d (?:or \d )?days? (?:a|per) week (?:in|from|at) (?:the|our) office|\d days? (?:in"
        r"|from) (?:the )?office"), re.compile("hybrid|office")),
    ("remote", re.compile(
        r"work(?:ing)?[\s-](?:from|at)[\s-]home|\bwfh\b|\b(?:fully|100%|completely|entirely|is"
        r"|permanent(?:ly)?|be|currently) remote(?:ly)?\b"
        r"|\bremote(?:ly)?[\s-](?:position|role|work|job|based|opportunit|only|first|friendly|internship"
        r"|within|in\b|from\b|ok\b|\()|\((?:remote|fully remote)\)|\bwork remote|\bprojects remotely"
        r"|\btelecommut|\bremote[ \t]*(?=\n|\Z)|[-–|,][ \t]*remote\b"),
        re.compile("remote|home|wfh|telecommut")),
    ("onsite", re.compile(
        r"\bon-?\s?site (?:only|position|role|job|work|presence)|\bwork(?:ing)?[\s-]from[\s-]office"
        r"|\bwfo\b|\bin[\s-]office (?:position|role|work|only)|\b(?:fully|100%|is an?|–|-|,) on-?site\b"
        r"|\bin-person (?:role|position|work)|on-?site\)"), re.compile("site|office|wfo|in-person")),
)  # fmt: skip
_NEGATED = re.compile(
    r"\b(?:no|not|isn['’]t|cannot|can['’]t|without|non|ineligible|neither|never)\b[^.\n]{0,40}$"
)
_DENIED = re.compile(
    r"[^.;\n]{0,24}?(?:\b(?:is|are|was|will be)(?:n['’]t|\s+(?:\w+\s+)?(?:not|no|never|impossible))\b"
    r"|\b(?:cannot|can['’]t|can not|impossible)\b"
    r"|\bnot (?:possible|available|offered|allowed|permitted|an option)\b)"
    r"|\s*[:?–-]+\s*no(?:ne|t)?\b"
)
_NOT_WORKPLACE = re.compile(
    r"^\s*(?:university|times|institute|school|college|bank|stock|exchange|team|teams|meetings?|support"
    r"|access|desktop|server|sensing|monitoring|users?|based apps|cloud|mobile|app|vehicles?|data)"
)
_NOT_PLACE_AFTER = re.compile(
    r"\s*(?:University|Institute|College|School|Times|Bank|Stock|Post|Journal|Red|Law|Marriott|National"
    r"|-based|Business|Airport|Convention)"
)
_CITY_CODE = re.compile(
    r"(?<![\w'’])(?P<city>(?:[A-Z][a-zA-Z.'’]{1,40}"
    r"|St\.)(?:[ -][A-Z][a-zA-Z'’]{1,40}){0,2}),[ ]{0,2}(?P<code>[A-Z]{2}"
    r"|[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?![A-Za-z])"
)
_COMPANY_TALK = frozenset(("company", "equal_opportunity", "perks"))
_NOT_CITIES = word_set(
    "street avenue road drive suite floor inc llc ltd corp company university dept department the "
    "our and job location work remote hybrid engineer manager developer position office about date "
    "salary pay address title onsite city"
)


def find_locations(reading: Reading) -> list[Quoted[JobLocation]]:
    """The places of work, each with the JD's work mode.

    A place counts where the JD says that it is one: behind ``Location:`` or ``based in``, as ``City, State``,
    in the title, or as ``in <city>`` outside what is told of the company. A JD that tells only its work mode
    has one location without a place.

    Parameters
    ----------
    reading
        The prepared document.

    Returns
    -------
    list[Quoted[JobLocation]]
        At most five; empty where nothing is told. ``start == end == 0`` where only the title tells.
    """
    mode, mode_start, mode_end = _work_mode(reading)
    found: dict[tuple[str | None, str | None, str | None], Quoted[JobLocation]] = {}
    told = [*_places(reading), *((*one, False) for one in _city_and_code(reading))]
    # Where the company sits counts only where nothing is said of the job's own place.
    aside = not any(place.kind != "country" and not of_company for place, *_, of_company in told)
    for place, start, end, of_company in told:
        if aside or not of_company:
            _add(found, place, mode, start, end)
    if not found and reading.document.jd.title:
        for place in _title_places(reading.document.jd.title):
            _add(found, place, mode, 0, 0)
    located = sorted(found.values(), key=lambda quoted: quoted.start)
    cities = [quoted for quoted in located if quoted.value.city]
    # "Pune, Maharashtra, India" is one place, not three.
    covered = {quoted.value.country for quoted in cities}
    kept = [q for q in located if q.value.city or q.value.country not in covered]
    states = {q.value.country for q in kept if q.value.state and not q.value.city}
    kept = [q for q in kept if q.value.city or q.value.state or q.value.country not in states]
    if not kept and mode is not None:
        nowhere = JobLocation(aliases=[], city=None, country=None, state=None, work_mode=mode)
        return [Quoted(nowhere, mode_start, mode_end)]
    return kept[:5]


def _add(
    found: dict[tuple[str | None, str | None, str | None], Quoted[JobLocation]],
    place: Place,
    mode: WorkMode | None,
    start: int,
    end: int,
) -> None:
    city = place.name if place.kind == "city" else None
    state = place.name if place.kind == "state" else place.state
    aliases = [alias.title() for alias in place.aliases] if city else []
    location = JobLocation(
        aliases=aliases, city=city, country=place.country or None, state=state, work_mode=mode
    )
    key = (city, state if not city else None, place.country if not city else None)
    found.setdefault(key, Quoted(location, start, end))


def _work_mode(reading: Reading) -> tuple[WorkMode | None, int, int]:
    lower = reading.lower
    if "remotely" in lower and (remotely := _REMOTELY.search(lower)) and (answer := remotely["answer"]):
        mode: WorkMode = "onsite" if answer == "no" else "remote"
        return mode, *remotely.span()
    labelled = _MODE_LABEL.search(lower) if _MODE_HINT.search(lower) else None
    if labelled and not _NOT_WORKPLACE.match(lower[labelled.end() :]):
        word = labelled["mode"]
        if "multiple" not in word:
            hybrid = "hybrid" in word or "hybrid" in lower[labelled.end() : labelled.end() + 14]
            remote = "remote" in word or "home" in word or "wfh" in word
            return ("hybrid" if hybrid else "remote" if remote else "onsite"), *labelled.span("mode")
    for mode, pattern, hints in _MODES:
        for hint in hints.finditer(lower):
            match = pattern.search(lower, max(0, hint.start() - 24), hint.end() + 24)
            if match is None:
                continue
            if not _NEGATED.search(lower[max(0, match.start() - 60) : match.start()]) and not (
                _NOT_WORKPLACE.match(lower[match.end() : match.end() + 16])
                or _DENIED.match(lower, match.end(), match.end() + 60)
            ):
                return mode, *match.span()
    title = (reading.document.jd.title or "").lower()
    if re.search(r"\bremote\b|work from home", title):
        return "remote", 0, 0
    if re.search(r"\bhybrid\b(?! (?:mobile|app|cloud|dev))", title):
        return "hybrid", 0, 0
    return ("onsite", 0, 0) if re.search(r"\bon-?site\b", title) else (None, 0, 0)


@lru_cache(maxsize=1)
def _first_words() -> dict[str, int]:
    """The first word of every place's name, with the most words that such a name has."""
    places = gazetteer()
    longest: dict[str, int] = {}
    for name in (*places.cities, *places.regions):
        first, count = WORD.findall(name)[0], len(WORD.findall(name))
        longest[first] = max(longest.get(first, 1), count)
    return longest


def _mentions(reading: Reading) -> list[tuple[Place, int, int]]:
    """Every place named, the longest name first at each spot."""
    first_words, places, text = _first_words(), gazetteer(), reading.text
    found: list[tuple[Place, int, int]] = []
    named = reading.vocabulary & first_words.keys()
    if not named:
        return found
    for word, (start, word_end) in zip(reading.words, reading.word_spans, strict=True):
        if word not in named or (found and start < found[-1][2]):
            continue
        longest = first_words[word]
        capital = text[start].isupper()
        ends = [word_end]
        while len(ends) < longest and (following := WORD.match(reading.lower, ends[-1] + 1)):
            ends.append(following.end())
        for end in reversed(ends):
            name = reading.lower[start:end]
            place = places.find(name)
            # "us" and "in pune" in small letters: only long names of cities are believed.
            small = not capital and (len(name) < 5 or name not in places.cities)
            if place is None or small or (len(name) == 2 and text[start:end] != name.upper()):
                continue
            found.append((place, start, end))
            break
    return found


def _places(reading: Reading) -> list[tuple[Place, int, int, bool]]:
    """The places that count, and for each whether it is told of the company rather than of the job."""
    mentions = _mentions(reading)
    if not mentions:
        return []
    accepted: list[tuple[Place, int, int, bool]] = []
    last_end = -1
    for place, start, end in mentions:
        if _NOT_PLACE_AFTER.match(reading.text, end) or reading.text[max(0, start - 1) : start] in {
            "@",
            "/",
            "'",
        }:
            continue
        between = reading.text[last_end:start] if last_end >= 0 else None
        continues = between is not None and len(between) <= 6 and not re.search(r"[.\n;]", between.strip(" "))
        labels = list(_LABEL.finditer(reading.lower, max(0, start - 110), start))
        label = labels[-1].end() if labels else -1
        gap = reading.text[label:start] if label >= 0 else "\n" * 90
        labelled = len(gap) <= 70 and gap.count("\n") <= 1 and not re.search(r"[.;](?:\s|$)", gap)
        told = reading.kind_at(start) not in _COMPANY_TALK
        before = reading.lower[max(0, start - 4) : start]
        # "in Pune" anywhere outside the company's story; a country alone is too often a market.
        inside = told and place.kind == "city" and re.search(r"\b(?:in|at)\s$", before) is not None
        standing_alone = told and _alone(reading, start, end)
        if (
            (labelled and (told or gap.strip() == "" or len(gap) < 12))
            or continues
            or inside
            or standing_alone
        ):
            by = labels[-1].group() if labelled else ""
            of_company = not (told or ":" in by) or by.startswith("offices ")
            if continues and accepted:
                of_company = accepted[-1][3]
            accepted.append((place, start, end, of_company))
            last_end = end
    return accepted


def _alone(reading: Reading, start: int, end: int) -> bool:
    """Whether the place fills its own line, or stands in its first words with nothing but more places."""
    low = reading.text.rfind("\n", max(0, start - 60), start) + 1
    high = reading.text.find("\n", end, end + 60)
    line = reading.text[low : high if high >= 0 else min(len(reading.text), end + 60)]
    return len(line.strip(" \t-•|()")) <= end - start + 12 and len(reading.text) > len(line) + 20


def _city_and_code(reading: Reading) -> list[tuple[Place, int, int]]:
    """``Auburn, WA`` and ``Edmond, Oklahoma``: a city that the gazetteer lacks, told by its state."""
    places = gazetteer()
    found = []
    for match in _CITY_CODE.finditer(reading.text):
        code, city = match["code"], match["city"]
        state = places.codes.get(code) if code.isupper() else places.regions.get(code.lower())
        words = {word.lower().strip(".") for word in city.split()}
        if state is None or words & _NOT_CITIES or places.find(city.lower()) or city.isupper():
            continue
        last = city.split()[-1].lower()
        if last in places.cities or reading.kind_at(match.start()) in _COMPANY_TALK:
            continue
        country_only = state.kind == "country"
        if country_only and not _LABEL.search(reading.lower, max(0, match.start() - 40), match.start()):
            continue
        place = Place("city", city, None if country_only else state.name, state.country, ())
        found.append((place, match.start(), match.end()))
    return found


def _title_places(title: str) -> list[Place]:
    places = gazetteer()
    words = re.findall(r"[^\W\d_][\w.'’-]*", title)
    found = []
    for size in (3, 2, 1):
        for index in range(len(words) - size + 1):
            place = places.cities.get(" ".join(words[index : index + size]).lower())
            if place is not None and place not in found:
                found.append(place)
    if not found:
        for match in _CITY_CODE.finditer(title):
            state = places.codes.get(match["code"])
            if state is not None:
                found.append(Place("city", match["city"], state.name, state.country, ()))
    return found[:3]
