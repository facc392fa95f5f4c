"""Small files in the publishers' formats, with texts of our own."""

from __future__ import annotations

import gzip
from pathlib import Path

OCCUPATIONS = """\
O*NET-SOC Code\tTitle\tDescription
47-2031.00\tShed Builders\tBuild sheds of wood. May paint the finished shed.
15-1299.99\tMachine Whisperers\tTalk computers into working. They write programs, e.g. in Go.
11-9999.01\tKeepers of Keys\tLook after keys and doors.
"""
ALTERNATE = """\
O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)
47-2031.00\tGarden Shed Maker\tn/a\t08
47-2031.00\tgarden shed  maker\tn/a\t08
47-2031.00\tShed Erection Engineer (SEE)\tSEE\t08
15-1299.99\tWhisperer "The Mouth"\tn/a\t08
99-0000.00\tNobody\tn/a\t08
"""
REPORTED = """\
O*NET-SOC Code\tReported Job Title\tShown in My Next Move
11-9999.01\tKey Warden\tY
"""
TASKS = """\
O*NET-SOC Code\tTask ID\tTask\tTask Type\tIncumbents Responding\tDate\tDomain Source
47-2031.00\t1\tPaint sheds.\tSupplemental\t1\t01/2020\tIncumbent
47-2031.00\t2\tNail boards to a frame; they must not go loose.\tCore\t1\t01/2020\tIncumbent
15-1299.99\t3\tExcel at finding faults in programs.\tCore\t1\t01/2020\tIncumbent
"""
TECHNOLOGY = """\
O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand
47-2031.00\tPlanware Roof Designer RD\t43232604\tComputer aided design CAD software\tN\tN
47-2031.00\tSpreadsheet software\t43232110\tSpreadsheet software\tN\tN
15-1299.99\tGo\t43232402\tDevelopment environment software\tY\tY
15-1299.99\tSpreadsheet software\t43232110\tSpreadsheet software\tN\tN
15-1299.99\tStructured babble language SBL\t43232402\tDevelopment environment software\tN\tN
15-1299.99\tZorbo\t43232402\tDevelopment environment software\tN\tN
15-1299.99\tQuillet\t43232402\tDevelopment environment software\tN\tY
"""
ONET = {
    "Occupation Data.txt": OCCUPATIONS,
    "Alternate Titles.txt": ALTERNATE,
    "Sample of Reported Titles.txt": REPORTED,
    "Task Statements.txt": TASKS,
    "Technology Skills.txt": TECHNOLOGY,
}

BASE = "http://data.example/esco"
ESCO_OCCUPATIONS = f"""\
conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,scopeNote,definition,description,code
Occupation,{BASE}/occupation/a1,7115,shed builder,"builder of sheds
shed maker/hut maker
shed builder",,released,"Includes people repairing old sheds.
Excludes people painting sheds.",,Shed builders build sheds. They also roof them.,7115.9
Occupation,{BASE}/occupation/b2,110,shed officer,,hut officer,released,,Sheds are huts.,Officers guard it.,
Occupation,{BASE}/occupation/c3,2514,shed programmer,,,draft,,,Shed programmers program.,2514.9
"""
ESCO_SKILLS = f"""\
conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,description
KnowledgeSkillCompetence,{BASE}/skill/k1,knowledge,sector-specific,shed law,"law of sheds
hut law",,released,Law.
KnowledgeSkillCompetence,{BASE}/skill/k2,knowledge,cross-sector,Go (computer programming),,,released,Go.
KnowledgeSkillCompetence,{BASE}/skill/s1,skill/competence,occupation-specific,nail boards,,,released,Nail.
"""
ESCO_RELATIONS = f"""\
occupationUri,relationType,skillType,skillUri
{BASE}/occupation/a1,essential,skill/competence,{BASE}/skill/s1
{BASE}/occupation/a1,optional,knowledge,{BASE}/skill/k1
{BASE}/occupation/b2,essential,knowledge,{BASE}/skill/k1
{BASE}/occupation/b2,essential,knowledge,{BASE}/skill/k2
{BASE}/occupation/c3,essential,knowledge,{BASE}/skill/k2
{BASE}/occupation/a1,essential,knowledge,{BASE}/skill/none
"""


def write_onet(folder: Path, *, packed: bool = False, **changes: str | None) -> Path:
    """Write the O*NET files; a change names a file without its extension, spaces as underscores."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ONET.items():
        key = name.removesuffix(".txt").replace(" ", "_")
        content = changes.get(key, text)
        if content is None:
            continue
        data = content.encode()
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(data) if packed else data)
    return folder


def write_esco(folder: Path) -> tuple[Path, Path, Path]:
    """Write the ESCO files; returns occupations, skills, relations."""
    texts = {"occupations_en": ESCO_OCCUPATIONS, "skills_en": ESCO_SKILLS,
             "occupationSkillRelations_en": ESCO_RELATIONS}  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    occupations, skills, relations = (folder / f"{name}.csv" for name in texts)
    return occupations, skills, relations
