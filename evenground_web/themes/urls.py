from django.urls import path

from evenground_web.themes.views import codebooks, coding, exchange, suggestions, talking, themes

app_name = "themes"
urlpatterns = [
    path("", codebooks.codebooks, name="codebooks"),
    path("add/", codebooks.add, name="add_codebook"),
    path("<int:pk>/", codebooks.codebook, name="codebook"),
    path("<int:pk>/edit/", codebooks.edit, name="edit_codebook"),
    path("<int:pk>/history/", codebooks.history, name="history"),
    path("<int:pk>/who/", codebooks.who, name="who"),
    path("<int:pk>/add/", themes.add, name="add_theme"),
    path("<int:pk>/code/", coding.to_code, name="to_code"),
    path("<int:pk>/code/<int:voice_pk>/", coding.code, name="code"),
    path("<int:pk>/code/<int:voice_pk>/finish/", coding.finish, name="finish"),
    path("<int:pk>/code/<int:voice_pk>/open-again/", coding.open_again, name="open_again"),
    path("codings/<int:pk>/take-out/", coding.take_out, name="take_out"),
    path("<int:pk>/talk/", talking.to_talk_about, name="to_talk_about"),
    path("<int:pk>/talk/<int:voice_pk>/", talking.talk, name="talk"),
    path("<int:pk>/bring-in/", exchange.bring_in, name="bring_in"),
    path("<int:pk>/codebook.qdc", exchange.codebook_file, name="codebook_file"),
    path("<int:pk>/project.qdpx", exchange.project_file, name="project_file"),
    path("<int:pk>/agreement/", talking.agreement, name="agreement"),
    path("settlements/<int:pk>/take-back/", talking.take_back, name="take_back"),
    path("<int:pk>/suggestions/", suggestions.suggestions, name="suggestions"),
    path("<int:pk>/suggestions/ask/", suggestions.ask, name="ask_for_suggestions"),
    path("suggestions/<int:pk>/confirm/", suggestions.confirm, name="confirm_suggestion"),
    path("suggestions/<int:pk>/refuse/", suggestions.refuse, name="refuse_suggestion"),
    path("theme/<int:pk>/", themes.theme, name="theme"),
    path("theme/<int:pk>/edit/", themes.edit, name="edit_theme"),
    path("theme/<int:pk>/remove/", themes.remove, name="remove_theme"),
    path("theme/<int:pk>/merge/", themes.merge, name="merge"),
    path("theme/<int:pk>/split/", themes.split, name="split"),
    path("theme/<int:pk>/memo/", themes.write_memo, name="write_memo"),
    path("changes/<int:pk>/undo/", themes.undo, name="undo"),
]
