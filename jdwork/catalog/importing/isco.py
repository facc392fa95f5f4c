"""The sub-major groups of ISCO-08, as domains with an archetype."""

from __future__ import annotations

from jdwork.catalog.file_models import Archetype
from jdwork.catalog.importing.soc import OTHER_GROUP, Group

ISCO_GROUPS: tuple[Group, ...] = (
    Group("01", "Commissioned Armed Forces Officers", "Management", "Officers who lead in armed forces."),
    Group("02", "Non-commissioned Armed Forces Officers", "Operations", "Officers who lead small units."),
    Group("03", "Armed Forces, Other Ranks", "Operations", "Soldiers, sailors and aircrew."),
    Group("11", "Chief Executives, Senior Officials and Legislators", "Management",
          "Heads of companies, of public bodies and of states."),
    Group("12", "Administrative and Commercial Managers", "Management",
          "Leading finance, staff, planning, sales, marketing and development."),
    Group("13", "Production and Specialised Services Managers", "Management",
          "Leading factories, mines, building sites, logistics, technology, schools and hospitals."),
    Group("14", "Hospitality, Retail and Other Services Managers", "Management",
          "Running hotels, restaurants, shops, sports and cultural centres."),
    Group("21", "Science and Engineering Professionals", "Engineering",
          "Research in nature and mathematics; engineering, architecture and design."),
    Group("22", "Health Professionals", "Care", "Doctors, nurses, midwives, therapists and veterinarians."),
    Group("23", "Teaching Professionals", "Education", "Teaching and training at every level."),
    Group("24", "Business and Administration Professionals", "Analysis",
          "Finance, policy, personnel, sales and public relations at the expert level."),
    Group("25", "Information and Communications Technology Professionals", "Engineering",
          "Software, databases, networks and their security."),
    Group("26", "Legal, Social and Cultural Professionals", "Research",
          "Law, libraries, social science, faith, writing, languages and the arts."),
    Group("31", "Science and Engineering Associate Professionals", "Engineering",
          "Technicians, inspectors, controllers of processes, ships and aircraft."),
    Group("32", "Health Associate Professionals", "Care", "Technicians and assistants in health."),
    Group("33", "Business and Administration Associate Professionals", "Administration",
          "Brokers, agents, buyers, supervisors of offices and officers of government."),
    Group("34", "Legal, Social, Cultural and Related Associate Professionals", "Service",
          "Legal and social assistants, athletes, coaches, chefs, photographers and decorators."),
    Group("35", "Information and Communications Technicians", "Engineering",
          "Running and supporting computers, networks and broadcasts."),
    Group("41", "General and Keyboard Clerks", "Administration", "Office work, letters and records."),
    Group("42", "Customer Services Clerks", "Service", "Counters, receptions, calls and enquiries."),
    Group("43", "Numerical and Material Recording Clerks", "Administration",
          "Accounts, payroll, stock, production and transport records."),
    Group("44", "Other Clerical Support Workers", "Administration", "Mail, filing, coding, proof-reading."),
    Group("51", "Personal Service Workers", "Service",
          "Travel, cooking, waiting, hairdressing, housekeeping and companionship."),
    Group("52", "Sales Workers", "Sales", "Selling in shops, streets, homes and on the telephone."),
    Group("53", "Personal Care Workers", "Care", "Looking after children, patients and old people."),
    Group("54", "Protective Services Workers", "Service", "Fire, police, prisons and guarding."),
    Group("61", "Market-oriented Skilled Agricultural Workers", "Trades", "Growing crops, raising animals."),
    Group("62", "Market-oriented Skilled Forestry, Fishery and Hunting Workers", "Trades",
          "Forests, fish and game."),
    Group("63", "Subsistence Farmers, Fishers, Hunters and Gatherers", "Trades", "Living off the land."),
    Group("71", "Building and Related Trades Workers", "Trades", "Raising and finishing buildings."),
    Group("72", "Metal, Machinery and Related Trades Workers", "Trades",
          "Casting, welding, forging, machining and mending machines."),
    Group("73", "Handicraft and Printing Workers", "Trades", "Fine work by hand, and printing."),
    Group("74", "Electrical and Electronic Trades Workers", "Trades", "Fitting and mending circuits."),
    Group("75", "Food Processing, Wood Working, Garment and Related Trades Workers", "Trades",
          "Food, wood, cloth, leather, and the grading of goods."),
    Group("81", "Stationary Plant and Machine Operators", "Operations", "Running plants and machines."),
    Group("82", "Assemblers", "Operations", "Putting products together."),
    Group("83", "Drivers and Mobile Plant Operators", "Operations", "Vehicles, trains, cranes, ships."),
    Group("91", "Cleaners and Helpers", "Service", "Cleaning homes, offices, hotels, vehicles and windows."),
    Group("92", "Agricultural, Forestry and Fishery Labourers", "Trades", "Hands on farms and at sea."),
    Group("93", "Labourers in Mining, Construction, Manufacturing and Transport", "Operations",
          "Digging, carrying, packing and loading."),
    Group("94", "Food Preparation Assistants", "Service", "Helping in kitchens."),
    Group("95", "Street and Related Sales and Service Workers", "Sales", "Selling in the street."),
    Group("96", "Refuse Workers and Other Elementary Workers", "Service", "Refuse, messages, odd jobs."),
)  # fmt: skip
"""By the first two digits of the code. The descriptions are our own."""

ISCO_ARCHETYPES: dict[str, Archetype] = {
    "211": "Research",
    "212": "Analysis",
    "213": "Research",
    "216": "Design",
    "243": "Sales",
    "261": "Legal",
    "262": "Administration",
    "264": "Design",
    "265": "Design",
    "312": "Management",
    "313": "Operations",
    "315": "Operations",
    "331": "Analysis",
    "332": "Sales",
    "3411": "Legal",
    "3412": "Care",
    "343": "Design",
}
"""Minor and unit groups that mostly do something else than the sub-major group they belong to."""


def isco_code(text: str) -> str:
    """A unit group's code of four digits; a leading ``C`` goes, a zero that a spreadsheet ate comes back."""
    digits = text.strip().upper().removeprefix("C")
    return digits.zfill(4) if digits.isdecimal() and len(digits) <= 4 else ""


def isco_group(code: str) -> Group:
    """The sub-major group of a code of four digits."""
    return _BY_CODE.get(code[:2], OTHER_GROUP)


def isco_archetype(code: str) -> Archetype:
    """The archetype of a code of four digits: by the longest group that is an exception."""
    for length in (4, 3):
        if code[:length] in ISCO_ARCHETYPES:
            return ISCO_ARCHETYPES[code[:length]]
    return isco_group(code).archetype


_BY_CODE = {group.code: group for group in ISCO_GROUPS}
