"""A small catalog with every trap that skill names hold, and a way to make documents for it."""

from __future__ import annotations

from jdwork.catalog import CatalogSnapshot, Skill, SkillAlias
from jdwork.catalog.snapshot import MatchStrategy, SkillNature
from jdwork.text.job_description import Document, JobDescription, Section, SectionKind, Sentence

_ROWS: list[tuple[str, str, SkillNature, MatchStrategy, str, str]] = [
    # slug, name, nature, strategy of the name, further aliases, context words
    ("java", "Java", "LANGUAGE", "CASE_INSENSITIVE", "", ""),
    ("javascript", "JavaScript", "LANGUAGE", "CASE_INSENSITIVE", "js", ""),
    ("kotlin", "Kotlin", "LANGUAGE", "CASE_INSENSITIVE", "", ""),
    ("python", "Python", "LANGUAGE", "CASE_INSENSITIVE", "", ""),
    ("c", "C", "LANGUAGE", "CONTEXT", "", "programming|embedded|compiler"),
    ("c-plus-plus", "C++", "LANGUAGE", "CASE_INSENSITIVE", "cpp", ""),
    ("c-sharp", "C#", "LANGUAGE", "CASE_INSENSITIVE", "csharp", ""),
    ("f-sharp", "F#", "LANGUAGE", "CASE_INSENSITIVE", "", ""),
    ("dotnet", ".NET", "FRAMEWORK", "CASE_INSENSITIVE", "dotnet", ""),
    ("dotnet-core", ".NET Core", "FRAMEWORK", "CASE_INSENSITIVE", "", ""),
    ("asp-dotnet", "ASP.NET", "FRAMEWORK", "CASE_INSENSITIVE", "", ""),
    ("node-js", "Node.js", "FRAMEWORK", "CASE_INSENSITIVE", "", ""),
    ("react", "React", "FRAMEWORK", "CASE_INSENSITIVE", "reactjs", ""),
    ("react-native", "React Native", "FRAMEWORK", "CASE_INSENSITIVE", "", ""),
    ("angular", "Angular", "FRAMEWORK", "CASE_INSENSITIVE", "", ""),
    ("spring", "Spring", "FRAMEWORK", "CONTEXT", "", "java|boot|hibernate"),
    ("go", "Go", "LANGUAGE", "CONTEXT", "golang", "goroutine|microservices|programming language"),
    ("r", "R", "LANGUAGE", "CONTEXT", "", "statistics|statistical"),
    ("sql", "SQL", "LANGUAGE", "CASE_INSENSITIVE", "", ""),
    ("nosql", "NoSQL", "DATABASE", "CASE_INSENSITIVE", "", ""),
    ("sql-server", "SQL Server", "DATABASE", "CASE_INSENSITIVE", "mssql", ""),
    ("postgresql", "PostgreSQL", "DATABASE", "CASE_INSENSITIVE", "postgres", ""),
    ("mongodb", "MongoDB", "DATABASE", "CASE_INSENSITIVE", "", ""),
    ("rest-api", "REST API", "PROTOCOL", "CASE_INSENSITIVE", "", ""),
    ("api", "API", "CONCEPT", "CASE_INSENSITIVE", "", ""),
    ("git", "Git", "TOOL", "CASE_INSENSITIVE", "", ""),
    ("github", "GitHub", "PLATFORM", "CASE_INSENSITIVE", "", ""),
    ("ci-cd", "CI/CD", "PRACTICE", "CASE_INSENSITIVE", "", ""),
    ("indesign", "InDesign", "TOOL", "CASE_INSENSITIVE", "", ""),
    ("excel", "Excel", "TOOL", "CASE_SENSITIVE", "ms excel", "spreadsheet"),
    ("it", "Information Technology", "DOMAIN_KNOWLEDGE", "CASE_INSENSITIVE", "IT", ""),
    ("r-and-d", "R&D", "PRACTICE", "CASE_INSENSITIVE", "research and development", ""),
    ("janus", "Janus", "PLATFORM", "CONTEXT", "janus gateway", "webrtc"),
    ("data-visualization", "Data visualization", "PRACTICE", "CASE_INSENSITIVE", "", ""),
    ("stakeholder-management", "Stakeholder management", "SOFT_SKILL", "CASE_INSENSITIVE", "", ""),
    ("communication", "Communication", "SOFT_SKILL", "CASE_INSENSITIVE", "", ""),
    ("methodology", "Agile methodology", "PRACTICE", "CASE_INSENSITIVE", "", ""),
    ("aws", "Amazon Web Services (AWS)", "PLATFORM", "CASE_INSENSITIVE", "", ""),
    ("html", "HTML", "LANGUAGE", "CASE_INSENSITIVE", "", ""),
]  # fmt: skip


def small_catalog() -> CatalogSnapshot:
    """Make the catalog."""
    skills = []
    for number, (slug, name, nature, strategy, aliases, context) in enumerate(_ROWS, start=1):
        further = tuple(SkillAlias(text) for text in aliases.split("|") if text)
        skills.append(
            Skill(
                id=number,
                slug=slug,
                display_name=name,
                category="Any",
                sub_category="Any",
                aliases=(SkillAlias(name, "CANONICAL", strategy), *further),
                nature=nature,
                context=tuple(word for word in context.split("|") if word),
            )
        )
    hidden = Skill(
        id=900,
        slug="hidden",
        display_name="Hidden",
        category="Any",
        sub_category="Any",
        aliases=(SkillAlias("Hidden", "CANONICAL"),),
        is_extractable=False,
    )
    return CatalogSnapshot(domains=(), roles=(), skills=(*skills, hidden), dimensions=())


def document(*parts: str | tuple[SectionKind, str], title: str | None = None) -> Document:
    """Make a document of sentences; a bare string stands in the requirements."""
    text = ""
    sentences, sections = [], []
    for part in parts:
        kind: SectionKind
        kind, words = ("requirements", part) if isinstance(part, str) else part
        start = len(text)
        text += words + "\n"
        sentences.append(Sentence(words, start, start + len(words), kind))
        sections.append(Section(kind, start, len(text)))
    jd = JobDescription(id="1", text=text, title=title)
    return Document(jd=jd, clean=text, sections=tuple(sections), sentences=tuple(sentences))
