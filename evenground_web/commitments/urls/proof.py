"""What came of promises: targets, results, statements, stories and an organisation's own count."""

from django.urls import path

from evenground_web.commitments.views import (
    public_results,
    results,
    stories,
)

urlpatterns = [
    path("public/results/", public_results.results, name="public_results"),
    path("public/results/<int:baseline_pk>/", public_results.result, name="public_result"),
    path(
        "public/results/<int:baseline_pk>/curve.svg",
        public_results.curve,
        {"screen": "wide"},
        name="public_curve",
    ),
    path(
        "public/results/<int:baseline_pk>/curve-narrow.svg",
        public_results.curve,
        {"screen": "narrow"},
        name="public_curve_narrow",
    ),
    path("public/gaps/<int:public_gap_pk>/", public_results.gap_result, name="public_gap_result"),
    path("results/<int:pk>/", results.result, name="result"),
    path("results/<int:pk>/curve.svg", results.curve, {"screen": "wide"}, name="curve"),
    path(
        "results/<int:pk>/curve-narrow.svg",
        results.curve,
        {"screen": "narrow"},
        name="curve_narrow",
    ),
    path("results/<int:pk>/target/", results.target, name="target"),
    path("results/<int:pk>/statement/", results.statement, name="write_statement"),
    path("statements/<int:pk>/", results.read_statement, name="statement"),
    path("statements/<int:pk>/sign/", results.sign, name="sign_statement"),
    path("gaps/<int:gap_pk>/result/", results.gap_result, name="gap_result"),
    path("<int:pk>/story/", stories.of_commitment, name="story"),
    path("<int:pk>/stories/", stories.told_of_commitment, name="stories"),
    path("gaps/<int:pk>/story/", stories.of_gap, name="gap_story"),
    path("gaps/<int:pk>/stories/", stories.told_of_gap, name="gap_stories"),
    path("<int:pk>/measures/add/", stories.add_measure, name="add_measure"),
    path("measures/<int:pk>/", stories.record_value, name="record_value"),
]
