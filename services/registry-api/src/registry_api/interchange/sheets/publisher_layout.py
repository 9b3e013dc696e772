"""Where the columns of IATI Publisher's workbooks belong in an ``iati-activity``.

Sheets and headings: IATI Publisher (github.com/younginnovations/iatipublisher, ``app/XlsImporter/Templates``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

IDENTIFIER: Final = "activityidentifier"
"""The first column of every sheet, as ``flat.heading`` writes it."""
SETTINGS: Final = "settings"
SINGLE: Final = "elementwithsinglefield"

Columns = Mapping[str, str]
"""Heading (letters and digits alone) to path: children by ``/``, then ``@attribute`` or ``text()``."""


def _narrative(prefix: str = "", path: str = "") -> Columns:
    """Return the two columns of a text for people."""
    return {f"{prefix}narrative": f"{path}narrative/text()", f"{prefix}language": f"{path}narrative/@xml:lang"}


def _document() -> Columns:
    return {
        "url": "@url",
        "format": "@format",
        **_narrative("title", "title/"),
        **_narrative("description", "description/"),
        "categorycode": "category/@code",
        "languagecode": "language/@code",
        "documentdatedate": "document-date/@iso-date",
    }


def _organisation(side: str) -> Columns:
    """Return the columns of who provides or receives."""
    column, element = f"{side}organisation", f"{side}-org"
    return {
        f"{column}reference": f"{element}/@ref",
        f"{column}{side}activityid": f"{element}/@{side}-activity-id",
        f"{column}type": f"{element}/@type",
        **_narrative(column, f"{element}/"),
    }


def _coded(*attributes: str) -> Columns:
    return {name.replace("-", ""): f"@{name}" for name in attributes}


_PERIOD: Final = {
    "periodstartisodate": "period-start/@iso-date",
    "periodendisodate": "period-end/@iso-date",
    "valuecurrency": "value/@currency",
    "valuevaluedate": "value/@value-date",
}

SHEETS: Final[Mapping[str, tuple[str, Columns]]] = {
    SETTINGS: (
        "",
        {
            "defaultcurrency": "@default-currency",
            "defaultlanguage": "@xml:lang",
            "hierarchy": "@hierarchy",
            "humanitarian": "@humanitarian",
            "budgetnotprovided": "@budget-not-provided",
            "secondaryreporter": "reporting-org/@secondary-reporter",
        },
    ),
    SINGLE: (
        "",
        {
            "activitystatus": "activity-status/@code",
            "activityscope": "activity-scope/@code",
            "collaborationtype": "collaboration-type/@code",
            "defaultflowtype": "default-flow-type/@code",
            "defaultfinancetype": "default-finance-type/@code",
            "defaulttiedstatus": "default-tied-status/@code",
            "capitalspend": "capital-spend/@percentage",
        },
    ),
    "title": ("title", _narrative()),
    "description": ("description", {"type": "@type", **_narrative()}),
    "activitydate": ("activity-date", {"type": "@type", "isodate": "@iso-date", "date": "@iso-date", **_narrative()}),
    "recipientcountry": ("recipient-country", {**_coded("code", "percentage"), **_narrative()}),
    "recipientregion": (
        "recipient-region",
        {**_coded("vocabulary", "code", "vocabulary-uri", "percentage"), **_narrative()},
    ),
    "sector": ("sector", {**_coded("vocabulary", "code", "vocabulary-uri", "percentage"), **_narrative()}),
    "tag": ("tag", {**_coded("vocabulary", "code", "vocabulary-uri"), **_narrative()}),
    "policymarker": (
        "policy-marker",
        {**_coded("vocabulary", "code", "vocabulary-uri", "significance"), **_narrative()},
    ),
    "defaultaidtype": ("default-aid-type", _coded("vocabulary", "code")),
    "countrybudgetitems": (
        "country-budget-items",
        {
            "vocabulary": "@vocabulary",
            "budgetitemcode": "budget-item/@code",
            "budgetitempercentage": "budget-item/@percentage",
            **_narrative("budgetitemdescription", "budget-item/description/"),
        },
    ),
    "humanitarianscope": (
        "humanitarian-scope",
        {**_coded("type", "vocabulary", "vocabulary-uri", "code"), **_narrative()},
    ),
    "relatedactivity": ("related-activity", {"reference": "@ref", "type": "@type", "relationshiptype": "@type"}),
    "conditions": (
        "conditions",
        {"attached": "@attached", "conditiontype": "condition/@type", **_narrative("condition", "condition/")},
    ),
    "legacydata": ("legacy-data", _coded("name", "value", "iati-equivalent")),
    "documentlink": ("document-link", _document()),
    "contactinfo": (
        "contact-info",
        {
            "type": "@type",
            **_narrative("organisation", "organisation/"),
            **_narrative("department", "department/"),
            **_narrative("personname", "person-name/"),
            **_narrative("jobtitle", "job-title/"),
            "telephone": "telephone/text()",
            "email": "email/text()",
            "website": "website/text()",
            **_narrative("mailingaddress", "mailing-address/"),
        },
    ),
    "location": (
        "location",
        {
            "reference": "@ref",
            "locationreachcode": "location-reach/@code",
            "locationidvocabulary": "location-id/@vocabulary",
            "locationidcode": "location-id/@code",
            **_narrative("name", "name/"),
            **_narrative("description", "description/"),
            **_narrative("activitydescription", "activity-description/"),
            "administrativevocabulary": "administrative/@vocabulary",
            "administrativecode": "administrative/@code",
            "administrativelevel": "administrative/@level",
            "pointsrsname": "point/@srsName",
            "pointposlatitude": "point/pos/latitude",
            "pointposlongitude": "point/pos/longitude",
            "exactnesscode": "exactness/@code",
            "locationclasscode": "location-class/@code",
            "featuredesignationcode": "feature-designation/@code",
        },
    ),
    "planneddisbursement": (
        "planned-disbursement",
        {
            "type": "@type",
            **_PERIOD,
            "valuevalue": "value/text()",
            **_organisation("provider"),
            **_organisation("receiver"),
        },
    ),
    "participatingorg": (
        "participating-org",
        {
            "role": "@role",
            "reference": "@ref",
            "type": "@type",
            "activityid": "@activity-id",
            "crschannelcode": "@crs-channel-code",
            **_narrative(),
        },
    ),
    "budget": ("budget", {"status": "@status", "type": "@type", **_PERIOD, "value": "value/text()"}),
    "otheridentifier": (
        "other-identifier",
        {
            "reference": "@ref",
            "type": "@type",
            "ownerorgreference": "owner-org/@ref",
            **_narrative("ownerorg", "owner-org/"),
        },
    ),
    "transaction": (
        "transaction",
        {
            "reference": "@ref",
            "humanitarian": "@humanitarian",
            "transactiontypecode": "transaction-type/@code",
            "transactiondatedate": "transaction-date/@iso-date",
            "valuevalue": "value/text()",
            "valuecurrency": "value/@currency",
            "valuevaluedate": "value/@value-date",
            **_narrative("description", "description/"),
            **_organisation("provider"),
            **_organisation("receiver"),
            "disbursementchannelcode": "disbursement-channel/@code",
            "sectorvocabulary": "sector/@vocabulary",
            "sectorvocabularyuri": "sector/@vocabulary-uri",
            "sectorcode": "sector/@code",
            **_narrative("sector", "sector/"),
            "recipientcountrycode": "recipient-country/@code",
            **_narrative("recipientcountry", "recipient-country/"),
            "recipientregionvocabulary": "recipient-region/@vocabulary",
            "recipientregioncode": "recipient-region/@code",
            "recipientregionvocabularyuri": "recipient-region/@vocabulary-uri",
            **_narrative("recipientregion", "recipient-region/"),
            "flowtypecode": "flow-type/@code",
            "financetypecode": "finance-type/@code",
            "aidtypevocabulary": "aid-type/@vocabulary",
            "aidtypecode": "aid-type/@code",
            "tiedstatuscode": "tied-status/@code",
        },
    ),
}
"""Sheet (letters and digits of its title) to the element of a row, or none for the activity itself, and its columns."""

# --- the workbooks of results, indicators and periods --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mapper:
    """A sheet that numbers records within the one above: its columns, and what joins both into an identifier."""

    level: str
    above: str
    number: str
    joined: str


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of a level's records: the column that identifies them, and the child that a row is, if one."""

    level: str
    identifier: str
    child: str
    columns: Columns


LEVELS: Final[Mapping[str, tuple[str, str]]] = {
    "result": ("", "_"),
    "indicator": ("result", "_"),
    "baseline": ("indicator", "_b-"),
    "period": ("indicator", "_"),
    "target": ("period", "_t-"),
    "actual": ("period", "_a-"),
}
"""Level, which is its element, to the level above and what joins the identifier above and the number."""

MAPPERS: Final[Mapping[str, Mapper]] = {
    "resultmapper": Mapper("result", IDENTIFIER, "resultnumber", "resultidentifier"),
    "indicatormapper": Mapper("indicator", "resultidentifier", "indicatornumber", "indicatoridentifier"),
    "indicatorbaselinemapper": Mapper(
        "baseline", "indicatoridentifier", "baselinenumber", "indicatorbaselineidentifier"
    ),
    "periodmapper": Mapper("period", "indicatoridentifier", "periodnumber", "periodidentifier"),
    "targetmapper": Mapper("target", "periodidentifier", "targetnumber", "targetidentifier"),
    "actualmapper": Mapper("actual", "periodidentifier", "actualnumber", "actualidentifier"),
}

_RESULT: Final = {
    "aggregationstatus": "@aggregation-status",
    **_narrative("title", "title/"),
    **_narrative("description", "description/"),
    "referencevocabulary": "reference/@vocabulary",
    "referencecode": "reference/@code",
}
_MEASURED: Final = {
    "value": "@value",
    **_narrative("comment", "comment/"),
    "dimensionname": "dimension/@name",
    "dimensionvalue": "dimension/@value",
    "locationreference": "location/@ref",
}

PARTS: Final[Mapping[str, Part]] = {
    "result": Part(
        "result", "resultidentifier", "",
        {"type": "@type", **_RESULT, "referencevocabularyuri": "reference/@vocabulary-uri"},
    ),
    "resultdocumentlink": Part("result", "resultidentifier", "document-link", _document()),
    "indicator": Part(
        "indicator", "indicatoridentifier", "",
        {**_coded("measure", "ascending"), **_RESULT, "referenceindicatoruri": "reference/@indicator-uri"},
    ),
    "indicatordocumentlink": Part("indicator", "indicatoridentifier", "document-link", _document()),
    "indicatorbaseline": Part(
        "baseline", "indicatorbaselineidentifier", "", {"year": "@year", "date": "@iso-date", **_MEASURED}
    ),
    "baselinedocumentlink": Part("baseline", "indicatorbaselineidentifier", "document-link", _document()),
    "period": Part(
        "period", "periodidentifier", "",
        {"periodstartisodate": "period-start/@iso-date", "periodendisodate": "period-end/@iso-date"},
    ),
    "target": Part("target", "targetidentifier", "", _MEASURED),
    "targetdocumentlink": Part("target", "targetidentifier", "document-link", _document()),
    "actual": Part("actual", "actualidentifier", "", _MEASURED),
    "actualdocumentlink": Part("actual", "actualidentifier", "document-link", _document()),
}  # fmt: skip
"""Sheet (letters and digits of its title) to what its rows are."""
