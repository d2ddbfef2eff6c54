from django.urls import path

from evenground_web.floor.views import (
    asking,
    moderating,
    my_card,
    notes,
    opinions,
    paper,
    phones,
    wall,
)

app_name = "floor"
phone_urls = [
    path("join/", phones.join, name="join"),
    path("join/mine/", phones.mine, name="mine"),
    path("join/mine/allow/", phones.allow, name="allow"),
    path("join/mine/take-back/", phones.take_back, name="take_back"),
    path("join/<slug:code>/", phones.floor, name="phone"),
    path("join/<slug:code>/wall/", wall.wall, name="wall"),
    path("join/<slug:code>/<int:prompt_pk>/", phones.answer, name="answer"),
]
asking_urls = [
    path("floor/of/<int:pk>/open/", asking.open_floor, name="open"),
    path("floor/<int:pk>/", asking.floor, name="floor"),
    path("floor/<int:pk>/expected/", asking.expect, name="expect"),
    path("floor/<int:pk>/close/", asking.close_floor, name="close"),
    path("floor/<int:pk>/reopen/", asking.reopen_floor, name="reopen"),
    path("floor/<int:pk>/questions/add/", asking.add_prompt, name="add_question"),
    path("floor/questions/<int:pk>/edit/", asking.edit_prompt, name="edit_question"),
    path("floor/questions/<int:pk>/open/", asking.open_prompt, name="open_question"),
    path("floor/questions/<int:pk>/close/", asking.close_prompt, name="close_question"),
    path("floor/questions/<int:pk>/wall/", asking.put_on_wall, name="put_on_wall"),
    path("floor/questions/<int:pk>/up/", asking.raise_prompt, name="raise_question"),
    path("floor/questions/<int:pk>/down/", asking.lower_prompt, name="lower_question"),
]
moderating_urls = [
    path("floor/<int:pk>/queue/", moderating.queue, name="queue"),
    path("floor/<int:pk>/queue/next/", moderating.take_next, name="take_next"),
    path("floor/<int:pk>/decided/", moderating.decided, name="decided"),
    path("floor/said/<int:pk>/", moderating.contribution, name="contribution"),
    path("floor/said/<int:pk>/take/", moderating.take, name="take"),
    path("floor/said/<int:pk>/keep/", moderating.keep, name="keep"),
    path("floor/said/<int:pk>/take-out/", moderating.take_out, name="take_out"),
    path("floor/said/<int:pk>/decline/", moderating.decline, name="decline"),
    path("floor/said/<int:pk>/circle/", moderating.to_the_circle, name="to_the_circle"),
    path("floor/said/<int:pk>/back/", moderating.put_back, name="put_back"),
    path("floor/said/<int:pk>/screen/", moderating.show, name="show"),
]
notes_urls = [
    path("floor/<int:pk>/notes/", notes.notes, name="notes"),
    path("floor/<int:pk>/notes/write/", notes.write, name="write_note"),
    path("floor/notes/<int:pk>/", notes.note, name="note"),
    path("floor/notes/<int:pk>/edit/", notes.edit, name="edit_note"),
]
opinions_urls = [
    path("floor/questions/<int:pk>/together/", opinions.opinions, name="opinions"),
    path("floor/questions/<int:pk>/together/look/", opinions.look, name="look_for_groups"),
    path("floor/together/<int:pk>/publish/", opinions.publish, name="publish_opinions"),
    path("floor/together/<int:pk>/take-off/", opinions.take_off, name="take_opinions_off"),
    path("floor/together/<int:pk>/<slug:screen>.svg", opinions.chart, name="opinions_chart"),
    path("opinions/", opinions.public_list, name="all_opinions"),
    path("opinions/<int:prompt_pk>/", opinions.public_opinions, name="public_opinions"),
    path(
        "opinions/<int:prompt_pk>/<slug:screen>.svg",
        opinions.public_chart,
        name="public_opinions_chart",
    ),
    path("opinions/<int:prompt_pk>/votes.csv", opinions.public_csv, name="opinions_csv"),
    path("opinions/<int:prompt_pk>/votes.json", opinions.public_json, name="opinions_json"),
]
paper_urls = [
    path("paper/", my_card.my_card, name="my_card"),
    path("paper/take-back/", my_card.take_card_back, name="take_card_back"),
    path("floor/paper/", paper.paper, name="paper"),
    path("floor/paper/print/", paper.print_forms, name="print_forms"),
    path("floor/paper/photograph/", paper.photograph, name="photograph"),
    path("floor/paper/<int:pk>/", paper.card, name="card"),
    path("floor/paper/<int:pk>/type/", paper.type_card, name="type_card"),
    path("floor/paper/<int:pk>/check/", paper.check_card, name="check_card"),
    path("floor/paper/<int:pk>/photograph/", paper.card_photo, name="card_photo"),
    path("floor/paper/<int:pk>/destroyed/", paper.destroyed, name="destroyed"),
    path("floor/questions/<int:pk>/cards/", paper.print_cards, name="print_cards"),
    path("floor/questions/<int:pk>/for-somebody/", paper.for_somebody, name="for_somebody"),
]
urlpatterns = [
    *phone_urls,
    *asking_urls,
    *moderating_urls,
    *notes_urls,
    *opinions_urls,
    *paper_urls,
]
