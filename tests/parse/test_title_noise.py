"""Titles as they are advertised: what is noise goes, what names the job stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.parse.role_title import clean_title, normalize_title
from jdwork.parse.role_words import NAMED_BEFORE, TERMS
from jdwork.parse.title_noise import without_noise, without_terms

NOISE = [
    ("Software Engineer (m/f/d)", "software engineer"),
    ("Ingénieur Logiciel (H/F)", "ingénieur logiciel"),
    ("Buchhalter (w/m/d)", "buchhalter"),
    ("Accountant (m|w|d)", "accountant"),
    ("<b>Roofer</b><script>alert(1)</script>", "roofer"),
    ("P\u0430inter", "painter"),
    ("R\u03bf\u03bffer", "roofer"),
    ("\u041f\u043e\u0432\u0430\u0440", "\u043f\u043e\u0432\u0430\u0440"),
    ("Welder (all genders)", "welder"),
    ("Female Receptionist", "receptionist"),
    ("Backend Developer – Remote – US", "backend developer"),
    ("Remote Data Engineer", "data engineer"),
    ("Data Engineer - Hybrid (3 days in office)", "data engineer"),
    ("Remote Sensing Analyst", "remote sensing analyst"),
    ("Hybrid Cloud Engineer", "hybrid cloud engineer"),
    ("Immediate Joiner - QA Tester", "qa tester"),
    ("React Developer | Immediate Joiners Only", "react developer"),
    ("Bench Joiner", "bench joiner"),
    ("Carpenter & Joiner", "carpenter and joiner"),
    ("Requirements Engineer", "requirements engineer"),
    ("Java Developer Requirements", "java developer"),
    ("Urgent Requirement for Tally Accountant", "tally accountant"),
    ("Contract Manager", "contract manager"),
    ("Contract Welder", "welder"),
    ("Job Coach", "job coach"),
    ("Welder job", "welder"),
    ("Hiring Manager", "hiring manager"),
    ("Urgent hiring!! Sous Chef", "sous chef"),
    ("We're hiring: Forklift Driver", "forklift driver"),
    ("Urgent Care Nurse", "urgent care nurse"),
    ("Relocation Consultant", "relocation consultant"),
    ("Site Engineer - relocation offered", "site engineer"),
    ("Sales Executive 2-5 yrs", "sales executive"),
    ("PHP Developer (Exp: 3-5 years)", "php developer"),
    ("Python Developer 5+ years experience", "python developer"),
    ("Salesforce Admin 4+ Exp", "salesforce administrator"),
    ("Tester, 6 months contract", "tester"),
    ("Welder - No experience needed", "welder"),
    ("ELECTRICIAN", "electrician"),
    ("SENIOR MECHANICAL DESIGN ENGINEER", "mechanical design engineer"),
    ("🚀 Frontend Engineer 🚀", "frontend engineer"),
    ("⭐ Pastry Chef ⭐ Leeds ⭐", "pastry chef"),
    ("Civil Engineer I/II/III", "civil engineer"),
    ("Scientist II-III", "scientist"),
    ("Planner 1/2", "planner"),
    ("Analyst, Senior to Staff", "analyst"),
    ("Sr/Lead Data Engineer", "data engineer"),
    ("Senior / Principal Geologist", "geologist"),
    ("Sr.Test Engineer", "test engineer"),
    ("Frontend Staff Engineer", "frontend engineer"),
    ("Distinguished Engineer", "engineer"),
    ("L2 Support Engineer", "l2 support engineer"),
    ("Help Desk Technician Tier 1", "helpdesk technician l1"),
    ("Level 3 Service Desk Analyst", "l3 service desk analyst"),
    ("Java Developer L2", "java developer"),
    ("Machinist Level 3", "machinist"),
    ("Welder Grade 2", "welder"),
    ("Baker @ Golden Crust Co", "baker"),
    ("Plumber at Pipe & Sons", "plumber"),
    ("Nurse | Manchester", "nurse"),
    ("Data Analyst - Pune, India", "data analyst"),
    ("Warehouse Operative, Leeds", "warehouse operative"),
    ("Cook req #123", "cook"),
    ("Cook (Ref: AB-2291)", "cook"),
    ("R-10442 Payroll Specialist", "payroll specialist"),
    ("JR004512 Network Engineer", "network engineer"),
    ("Bartender #4471", "bartender"),
    ("#hiring Java Developer #bangalore", "java developer"),
    ("Kotlin Developer #remote #jobs", "kotlin developer"),
    ("C# Developer", "c# developer"),
    ("Delivery Driver $22/hr", "delivery driver"),
    ("Truck Driver - up to $95,000 per year", "truck driver"),
    ("HR Executive 4-6 LPA", "hr executive"),
    ("Telecaller (Salary 15k to 20k)", "telecaller"),
    ("Roofer £28,000 - £32,000 per annum", "roofer"),
    ("Nurse - $5,000 sign-on bonus", "nurse"),
    ("Night Shift Security Guard", "security guard"),
    ("2nd Shift Machine Operator", "machine operator"),
    ("Night Shift Supervisor", "night shift supervisor"),
    ("Packer - 12 hour shifts", "packer"),
    ("Weekend Barista", "barista"),
    ("Part-time Cashier", "cashier"),
    ("Full Time / Part Time Cook", "cook"),
    ("Temp-to-Hire Payroll Clerk", "payroll clerk"),
    ("Marketing Intern - Summer 2027", "marketing"),
    ("Data Science Intern", "data scientist"),
    ("New Grad Software Engineer", "software engineer"),
    ("Graduate Structural Engineer", "structural engineer"),
    ("Freshers can apply - Desktop Support Engineer", "desktop support engineer"),
    ("3 positions: Tiler", "tiler"),
    ("Electrician x 2", "electrician"),
    ("Mid-Market Account Executive", "midmarket account executive"),
    ("Manager, Product Management", "product manager"),
    ("Manager - Warehouse", "warehouse manager"),
    ("Director, Engineering", "engineering director"),
    ("Pharmacy Tech", "pharmacy technician"),
    ("Co-ordinator, Logistics", "logistics coordinator"),
    ("Store In-Charge", "store incharge"),
    ("Book keeper", "bookkeeper"),
    ("Cyber Security Engineer", "cybersecurity engineer"),
    ("Sr. .NET Developer", ".net developer"),
    ("Senior. NET Developer", ".net developer"),
    ("Police Constable", "police constable"),
    ("Debt Collectors", "debt collector"),
    ("Long-haul Trucker", "long haul trucker"),
    ("Aluminium Boats Painter", "aluminium boats painter"),
    ("Chief of Staff", "chief of staff"),
    ("Staff Nurse", "staff nurse"),
    ("Lead Generation Specialist", "lead generation specialist"),
    ("V&V Engineer", "v&v engineer"),
]


@pytest.mark.parametrize(("title", "normal"), NOISE)
def test_noise_leaves_the_job(title, normal):
    assert normalize_title(title) == normal
    assert normalize_title(normal) == normal


def test_there_are_many_kinds_of_noise():
    assert len({title for title, _ in NOISE}) >= 100


@pytest.mark.parametrize(
    "title",
    ["Apply now!!", "urgent hiring", "(full-time)", "Immediate joiners only", "Full time - Pune", "🚀"],
)
def test_noise_alone_is_no_title(title):
    assert clean_title(title) == ""


def test_every_word_that_may_be_part_of_a_name_is_a_term():
    assert set(NAMED_BEFORE) <= TERMS


def test_terms_stay_before_the_words_that_they_name_with():
    assert without_terms(["Contract", "Manager"]) == ["Contract", "Manager"]
    assert without_terms(["Contract", "Welder"]) == ["Welder"]
    assert without_terms([]) == []


JOBS = st.sampled_from(
    ["Baker", "Network Engineer", "Staff Nurse", "Police Constable", "Requirements Engineer"]
)
BEFORE = st.sampled_from(
    ["", "URGENT: ", "Now hiring - ", "Remote ", "🚀 ", "REQ4711 ", "Sr. ", "2 positions: "]
)
AFTER = st.sampled_from(
    ["", " (m/f/d)", " - Pune, India", " | Remote", " @ Contoso", " $20/hr", " - Night Shift", " II",
     ", 3-5 years", " #hiring", " (Full-time)", " - 6 LPA", " - Immediate Joiner", " !!"]
)  # fmt: skip


@settings(deadline=None)
@given(BEFORE, JOBS, AFTER, AFTER)
def test_noise_around_a_job_in_any_mixture_leaves_the_job(before, job, after, more):
    assert normalize_title(before + job + after + more) == job.lower()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_taking_noise_out_leaves_a_letter_wherever_there_was_one(title):
    if any(one.isalpha() for one in title):
        assert normalize_title(title)
    assert isinstance(without_noise(title), str)
