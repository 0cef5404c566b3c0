"""What one citizen answers to the Timișoara consultation, as exports write it."""

from typing import Any

ANA: dict[str, Any] = {
    "organisation_types": {"chosen": ["sme", "startup", "ngo"], "own_words": "cooperativă agricolă"},
    "organisation_main": "startup",
    "dysfunctions": {"chosen": ["daily_stress", "climate_change"], "own_words": "prea puține bănci în parcuri"},
    "city_for_all": 9,
    "quality_time": 10,
    "public_investment": 1,
    "innovation_ecosystem": "dont_know",
    "attractive_city": 7,
    "every_voice": 8,
    "city_for_all_aspects": ["easy_interaction", "integrated_services"],
    "quality_time_aspects": ["none"],
    "public_investment_aspects": {"chosen": [], "own_words": "tramvaie noi & <b>piste</b> 🚲"},
    "attractive_city_aspects": ["smart_brand", "tourist_apps", "european_openness"],
    "every_voice_aspects": ["data_based_decisions"],
    "needs_public_services": ["full_digitalisation", "less_bureaucracy", "integrated_services", "access_to_data"],
    "needs_funding": ["none"],
    "needs_ecosystem": {"chosen": ["own_products"], "own_words": "un loc de întâlnire"},
    "needs_infrastructure": ["laboratories", "incubators"],
    "needs_human_resources": ["better_trained_people"],
    "recommendations": "Mai mulți copaci.\nȘi străzi pentru oameni, nu pentru mașini.",
    "necessity": "necessary",
    "digitalisation": "high",
    "sustainability": "does_not_apply",
    "experience": "from_6_to_10",
    "field": "education_research",
}
"""Three options and own words, one exclusive option, own words alone, "I don't know", and questions left out.

`fun_city` and its aspects, `needs_internationalisation` are skipped; `innovation_ecosystem_aspects` is never asked.
"""
