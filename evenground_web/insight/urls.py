from django.urls import path

from evenground_web.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.gaps, name="gaps"),
    path("add/", views.add_data, name="add_data"),
    path("add/<int:pk>/", views.check, name="check"),
    path("add/<int:pk>/throw-away/", views.throw_away, name="throw_away"),
    path("releases/", views.releases, name="releases"),
    path("releases/<int:pk>/", views.release, name="release"),
    path("releases/<int:pk>/population/", views.population, name="population"),
    path("releases/<int:pk>/publish/", views.publish, name="publish"),
    path("releases/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("releases/<int:pk>/table.csv", views.release_csv, name="release_csv"),
    path("releases/<int:pk>/table.parquet", views.release_parquet, name="release_parquet"),
    path("<int:pk>/", views.gap, name="gap"),
    path("<int:pk>/gap.csv", views.gap_csv, name="gap_csv"),
    path("<int:pk>/chart.svg", views.chart, {"screen": "wide"}, name="chart"),
    path("<int:pk>/chart-narrow.svg", views.chart, {"screen": "narrow"}, name="chart_narrow"),
]
