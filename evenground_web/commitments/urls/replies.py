"""We asked, you said, we did: for members and for everybody."""

from django.urls import path

from evenground_web.commitments.views import (
    replies,
    reply_drafts,
)

urlpatterns = [
    path("replies/", replies.replies, name="replies"),
    path("replies/<int:reply_pk>/", replies.reply, name="reply"),
    path("replies/<int:reply_pk>/versions/<int:number>/", replies.version, name="reply_version"),
    path("replies/<int:reply_pk>/words/", replies.words, name="reply_words"),
    path("replies/<int:pk>/next/", reply_drafts.renew, name="renew_reply"),
    path("replies/gathering/<int:pk>/", reply_drafts.of_gathering, name="replies_of_gathering"),
    path("replies/drafts/", reply_drafts.drafts, name="reply_drafts"),
    path("replies/drafts/<int:pk>/", reply_drafts.draft, name="reply_draft"),
    path("replies/drafts/<int:pk>/write/", reply_drafts.write, name="write_reply"),
    path("replies/drafts/<int:pk>/publish/", reply_drafts.publish, name="publish_reply"),
    path("replies/drafts/<int:pk>/throw-away/", reply_drafts.throw_away, name="throw_reply_away"),
    path(
        "replies/gathering/<int:pk>/start/",
        reply_drafts.start_about_gathering,
        name="reply_to_gathering",
    ),
    path("replies/topic/<int:pk>/start/", reply_drafts.start_about_topic, name="reply_to_topic"),
    path("replies/gap/<int:pk>/start/", reply_drafts.start_about_gap, name="reply_to_gap"),
    path("replies/theme/<int:pk>/start/", reply_drafts.start_about_theme, name="reply_to_theme"),
]
