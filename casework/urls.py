"""Addresses of the casework app."""

from django.urls import path

from casework.views import (
    access,
    accounts,
    asking,
    home,
    interface,
    leaving,
    municipalities,
    notices,
    organisation,
    persons,
    roles,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
    path("personakter/begar/", asking.ask, name="ask_access"),
    path("personakter/nodoppning/", asking.emergency, name="emergency"),
    path("personakter/<uuid:pk>/", persons.person, name="person"),
    path("personakter/<uuid:pk>/behorighet/", access.access, name="access"),
    path("personakter/<uuid:pk>/behorighet/ge/", access.give, name="give_access"),
    path("personakter/<uuid:pk>/behorighet/<uuid:grant>/avsluta/", access.end, name="end_access"),
    path("notiser/", notices.notices, name="notices"),
    path("notiser/lasta/", notices.read, name="read_notices"),
    path("notiser/fragor/<uuid:pk>/", asking.answer, name="answer_request"),
    path("notiser/nodoppningar/<uuid:pk>/", notices.review, name="review_emergency"),
    path("kommuner/", municipalities.municipalities, name="municipalities"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/<uuid:pk>/", organisation.unit, name="unit"),
    path("organisation/<uuid:pk>/overlamna/<uuid:member>/", leaving.hand_over, name="hand_over"),
    path("organisation/medlemskap/<uuid:pk>/intag/", organisation.intake, name="intake"),
    path("organisation/medlemskap/<uuid:pk>/avsluta/", organisation.end, name="end_membership"),
    path("organisation/konton/", accounts.account_list, name="accounts"),
    path("organisation/konton/nytt/", accounts.new_account, name="new_account"),
    path("organisation/konton/<uuid:pk>/", accounts.account, name="account"),
    path("organisation/konton/<uuid:pk>/lage/", accounts.change_state, name="account_state"),
    path("organisation/konton/<uuid:pk>/losenord/", accounts.new_password, name="account_password"),
]
