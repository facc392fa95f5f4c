"""The major groups of the Standard Occupational Classification, as domains with an archetype."""

from __future__ import annotations

from dataclasses import dataclass

from jdwork.catalog.file_models import Archetype, DomainEntry
from jdwork.catalog.slug import slugify


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a classification: what its codes begin with, its name, and what its roles mostly do."""

    code: str
    name: str
    archetype: Archetype
    description: str

    @property
    def slug(self) -> str:
        """Its slug as a domain."""
        return slugify(self.name)

    def domain(self) -> DomainEntry:
        """The group as a catalog domain."""
        return DomainEntry(slug=self.slug, name=self.name, description=self.description)


SOC_GROUPS: tuple[Group, ...] = (
    Group("11", "Management", "Management", "Leading organisations, their departments and their people."),
    Group("13", "Business and Financial Operations", "Analysis",
          "Keeping a business sound: staff, purchasing, compliance, accounts, credit and taxes."),
    Group("15", "Computer and Mathematical", "Engineering",
          "Software, networks, data and the mathematics behind them."),
    Group("17", "Architecture and Engineering", "Engineering",
          "Designing buildings, machines, circuits and processes, and drawing and measuring for them."),
    Group("19", "Life, Physical, and Social Science", "Research",
          "Studying nature and society, in the laboratory, in the field and at the desk."),
    Group("21", "Community and Social Service", "Care",
          "Advising and supporting people and families in difficulty, and serving congregations."),
    Group("23", "Legal", "Legal", "Advising on the law, judging, and preparing cases and titles."),
    Group("25", "Educational Instruction and Library", "Education",
          "Teaching at every level, and looking after libraries and collections."),
    Group("27", "Arts, Design, Entertainment, Sports, and Media", "Design",
          "Making things seen, heard and read: design, performance, sport, news and film."),
    Group("29", "Healthcare Practitioners and Technical", "Care",
          "Examining and treating patients, and the technical work of diagnosis."),
    Group("31", "Healthcare Support", "Care", "Helping patients and practitioners day by day."),
    Group("33", "Protective Service", "Service", "Guarding people, places and the law; fighting fires."),
    Group("35", "Food Preparation and Serving Related", "Service",
          "Cooking, and serving guests in kitchens, restaurants and bars."),
    Group("37", "Building and Grounds Cleaning and Maintenance", "Service",
          "Keeping buildings clean and gardens in order."),
    Group("39", "Personal Care and Service", "Service",
          "Looking after people's appearance, leisure, children and animals."),
    Group("41", "Sales and Related", "Sales", "Selling goods, services, property and advice."),
    Group("43", "Office and Administrative Support", "Administration",
          "Running offices: records, letters, bookings, payments and mail."),
    Group("45", "Farming, Fishing, and Forestry", "Trades", "Growing, catching and felling."),
    Group("47", "Construction and Extraction", "Trades", "Building, wiring, paving, drilling and mining."),
    Group("49", "Installation, Maintenance, and Repair", "Trades",
          "Putting machines and vehicles in place and keeping them working."),
    Group("51", "Production", "Operations", "Making goods by hand and by machine, and checking them."),
    Group("53", "Transportation and Material Moving", "Operations",
          "Moving people and goods by air, road, rail and water."),
    Group("55", "Military Specific", "Operations", "Work that only armed forces have."),
)  # fmt: skip
"""By the first two digits of the code. The descriptions are our own."""

SOC_ARCHETYPES: dict[str, Archetype] = {
    "15-2": "Analysis",
    "17-3": "Trades",
    "21-2": "Service",
    "27-2": "Service",
    "39-9": "Care",
    "33-1": "Management",
}
"""Minor groups that mostly do something else than the major group they belong to."""

OTHER_GROUP = Group("", "Other Occupations", "Operations", "Occupations of no known group.")


def soc_group(code: str) -> Group:
    """The major group of a SOC code (``15-1252.00`` is of ``15``)."""
    return _BY_CODE.get(code[:2], OTHER_GROUP)


def soc_archetype(code: str) -> Archetype:
    """The archetype of a SOC code: its minor group's where that is an exception, else its major group's."""
    return SOC_ARCHETYPES.get(code[:4], soc_group(code).archetype)


_BY_CODE = {group.code: group for group in SOC_GROUPS}
