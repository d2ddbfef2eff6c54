"""What became of the themes of what people said."""

from django.urls import path

from evenground_web.commitments.views import themes

urlpatterns = [
    path("themes/of/<int:pk>/", themes.themes, name="themes"),
    path("themes/<int:pk>/", themes.theme, name="theme"),
    path("themes/<int:pk>/gap/", themes.tie_to_gap, name="tie_theme_to_gap"),
    path("themes/<int:pk>/commitment/", themes.tie_to_commitment, name="tie_theme_to_commitment"),
    path("themes/ties/<int:pk>/untie/", themes.untie, name="untie_theme"),
]
