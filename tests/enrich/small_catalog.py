"""A catalog of a few dozen skills in four categories, made in memory."""

from jdwork.catalog.snapshot import CatalogSnapshot, Dimension, Domain, Role, RoleSkill, Skill, SkillAlias

SHAPES = {
    "Web": ("FRAMEWORK", "EVOLVING", "MEDIUM", "SEMANTIC"),
    "Languages": ("LANGUAGE", "EVOLVING", "LONG", "MAJOR_VERSIONS"),
    "Accounting": ("PRACTICE", "STABLE", "EVERGREEN", "NOT_APPLICABLE"),
    "Certificates": ("CERTIFICATION", "STABLE", "LONG", "UNVERSIONED"),
}
NAMES = {
    ("Web", "Interface frameworks"): [
        ("React", ["reactjs", "react js"]), ("React Native", []), ("Angular", []),
        ("AngularJS", ["angular js"]),
        ("Redux", []), ("Vue Router", []), ("Angular Material", []), ("React Router", []),
    ],
    ("Web", "Server frameworks"): [
        ("Node.js", ["node"]), ("Express", []), ("Spring Boot", []), ("Spring Security", []), ("Janus", []),
    ],
    ("Languages", "General purpose"): [
        ("Java", []), ("JavaScript", []), ("C", []), ("C++", []), ("C#", []), ("SQL", []), ("NoSQL", []),
        ("HTML", []), ("CSS", []), ("Python", []), ("Kotlin", []), ("Go", []),
    ],
    ("Accounting", "Payables"): [
        ("Accounts Payable", []), ("Accounts Receivable", []), ("Account Reconciliation", []),
        ("Financial Reporting", ["statutory reporting"]), ("Data Management", []),
        ("Payroll Management", []),
        ("Backup", []), ("Recovery", []),
    ],
    ("Certificates", "Cloud"): [
        ("AWS Certification", ["aws certified"]), ("Scrum Master Certification", []),
        ("Java Certification", []),
    ],
}  # fmt: skip
CASED = {"C", "Go"}


def slug_of(name):
    from jdwork.catalog.slug import slugify

    return slugify(name)


def small_catalog():
    categories = list(SHAPES)
    pairs = list(NAMES)
    skills = []
    for pair, names in NAMES.items():
        nature, volatility, lifespan, versions = SHAPES[pair[0]]
        for name, aliases in names:
            strategy = "CONTEXT" if name in CASED else "CASE_INSENSITIVE"
            skills.append(
                Skill(
                    id=len(skills) + 1,
                    slug=slug_of(name),
                    display_name=name,
                    category=pair[0],
                    sub_category=pair[1],
                    aliases=(
                        SkillAlias(name, "CANONICAL", strategy),
                        *(SkillAlias(alias) for alias in aliases),
                    ),
                    nature=nature,
                    volatility=volatility,
                    lifespan=lifespan,
                    version_strategy=versions,
                    maturity=f"All of {pair[1]} grow old alike.",
                    category_id=categories.index(pair[0]) + 1,
                    sub_category_id=pairs.index(pair) + 1,
                )
            )
    dimensions = (
        Dimension(1, "interfaces", "Interfaces", "", "software",
                  skills=("react", "react-native", "angular", "angularjs", "redux", "react-router", "html")),
        Dimension(2, "services", "Services", "", "software",
                  skills=("node-js", "express", "spring-boot", "java")),
        Dimension(3, "ledgers", "Ledgers", "", "finance",
                  skills=("accounts-payable", "accounts-receivable", "financial-reporting")),
    )  # fmt: skip
    roles = (
        Role(1, "web-developer", "Web Developer", "software", "Engineering", "Builds sites.",
             ("Web Developer",), ("Builds pages.",), ("interfaces",), (RoleSkill("react", 0.5),)),
        Role(2, "bookkeeper", "Bookkeeper", "finance", "Administration", "Keeps books.", ("Bookkeeper",),
             ("Posts entries.",), ("ledgers",), ()),
    )  # fmt: skip
    domains = (Domain("software", "Software"), Domain("finance", "Finance"))
    return CatalogSnapshot(domains, roles, tuple(skills), dimensions)
