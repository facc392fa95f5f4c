"""What a language model answers of a JD's fields: quotes and judgements, nothing that can be counted."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

QUOTE = "copied word for word from the advertisement"


class Stretch(BaseModel):
    """A longer stretch of the JD, told by how it begins and ends, so that it need not be copied whole."""

    begins: str = Field(description=f"its first five to ten words, {QUOTE}")
    ends: str = Field(
        description=f"its last five to ten words, {QUOTE}; empty where 'begins' is all of it", default=""
    )


class DutiesAnswer(Stretch):
    """One block of duties."""

    heading: str | None = Field(description=f"the line that announces the block, {QUOTE}", default=None)


class PayAnswer(BaseModel):
    """The pay that is offered."""

    quote: str = Field(description=f"the figures with currency and period, {QUOTE}")
    minimum: float | None = Field(description="the lower figure, as it is written", default=None)
    maximum: float | None = Field(description="the upper figure, as it is written", default=None)


class ExperienceAnswer(BaseModel):
    """The years of experience that are asked for."""

    quote: str = Field(description=f"what is said of the years, {QUOTE}")
    minimum: float | None = Field(description="years at least, as written", default=None)
    maximum: float | None = Field(description="years at most, as written", default=None)


class EducationAnswer(BaseModel):
    """One degree or diploma that is asked for."""

    quote: str = Field(description=f"the sentence or bullet that names it, {QUOTE}")
    level: (
        Literal["Doctorate", "Master's", "Bachelor's", "Associate", "Diploma", "High School", "Certificate"]
        | None
    ) = Field(description="the level of the degree", default=None)
    requirement: Literal["required", "preferred"] = Field(
        description="whether it is a must or a plus", default="required"
    )


class LocationAnswer(BaseModel):
    """One place of work."""

    quote: str = Field(description=f"the words that name the place or the way of working, {QUOTE}")
    city: str | None = Field(description=f"the city, {QUOTE}", default=None)
    state: str | None = Field(description=f"the state or province, {QUOTE}", default=None)
    country: str | None = Field(description=f"the country, {QUOTE}", default=None)
    work_mode: Literal["remote", "hybrid", "onsite"] | None = Field(
        description="null where the advertisement does not say", default=None
    )


class FieldsAnswer(BaseModel):
    """All fields of a JD as a model read them; null or empty where the JD says nothing."""

    # So put that a model which does not think, and answers false, turns nothing down.
    is_something_else: bool = Field(
        description="true only where the text neither advertises nor describes a job", default=False
    )
    what_it_is: str = Field(
        description="where it is something else: what, in one sentence; else empty", default=""
    )
    role: str | None = Field(description=f"the title of the advertised role, {QUOTE}", default=None)
    company_name: str | None = Field(description=f"name of the hiring company, {QUOTE}", default=None)
    about_company: Stretch | None = Field(description="what is told of the company", default=None)
    pay: PayAnswer | None = Field(description="the pay that is offered", default=None)
    experience: ExperienceAnswer | None = Field(description="the experience asked for", default=None)
    education: list[EducationAnswer] = Field(description="degrees asked for", default_factory=list)
    certifications: list[str] = Field(
        description=f"certificates and licences, each {QUOTE}", default_factory=list
    )
    locations: list[LocationAnswer] = Field(description="places of work", default_factory=list)
    duties: list[DutiesAnswer] = Field(
        description="blocks of what the role does, without what it asks for", default_factory=list
    )
    urls: list[str] = Field(description=f"web addresses, each {QUOTE}", default_factory=list)
    industry: str | None = Field(description="the company's industry, by a name of the list", default=None)
    second_industry: str | None = Field(description="another one, if any", default=None)
