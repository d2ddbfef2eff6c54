"""Pledges from a wish to the wall, signed, reworded and judged."""

from django.urls import path

from evenground_web.commitments.views import (
    judging_pledges,
    pledges,
    signatures,
    wall,
    wishes,
)

urlpatterns = [
    path("pledges/", pledges.pledges, name="pledges"),
    path("pledges/propose/", pledges.propose, name="propose_pledge"),
    path("pledges/own/", pledges.own, name="own_pledge"),
    path("pledges/<int:pk>/describe/", pledges.describe, name="describe_pledge"),
    path("pledges/<int:pk>/publish/", pledges.publish, name="publish_pledge"),
    path("pledges/<int:pk>/unpublish/", pledges.unpublish, name="unpublish_pledge"),
    path("pledges/<int:pk>/review/", judging_pledges.review, name="review_pledge"),
    path("pledges/<int:pk>/own/review/", judging_pledges.review_own, name="review_own_pledge"),
    path("pledges/<int:pk>/words/", judging_pledges.reword, name="reword_pledge"),
    path("pledges/<int:pk>/own/words/", judging_pledges.reword_own, name="reword_own_pledge"),
    path("pledges/signed/review/", judging_pledges.review_by_code, name="review_by_code"),
    path("pledges/<int:pk>/withdraw/", pledges.withdraw, name="withdraw_pledge"),
    path("pledges/reviews/<int:review_pk>/check/", judging_pledges.check, name="check_review"),
    path("pledges/agree/<int:pk>/", pledges.agree, name="agree_pledges"),
    path("pledges/<int:pk>/sign/", signatures.sign, name="sign"),
    path("pledges/<int:pk>/sign/take-back/", signatures.take_mine_back, name="take_mine_back"),
    path(
        "pledges/<int:pledge_pk>/sign/organisation/",
        signatures.sign_for_organisation,
        name="sign_for_organisation",
    ),
    path("pledges/<int:pk>/sign/written/", signatures.write_down, name="write_down_signature"),
    path("pledges/signatures/<int:pk>/", signatures.take_back, name="take_signature_back"),
    path("pledges/signed/", signatures.signed, name="signed"),
    path("pledges/signed/naming/", signatures.signed_naming, name="signed_naming"),
    path("pledges/signed/take-back/", signatures.signed_take_back, name="signed_take_back"),
    path("pledges/wall/", wall.wall, name="wall"),
    path("pledges/wall/embed/", wall.embed, name="wall_embed"),
    path("pledges/wall/<int:pledge_pk>/", wall.public_pledge, name="public_pledge"),
    path("pledges/cards/", wall.cards, name="cards"),
    path("pledges/cards/<int:pk>/blank/", wall.blank_cards, name="blank_cards"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/<int:wish_pk>/pledge/", wishes.make_pledge, name="pledge_from_wish"),
    path("wishes/<int:pk>/take-up/", wishes.take_up, name="take_up_wish"),
    path("wishes/at/<int:pk>/add/", wishes.add, name="add_wish"),
]
