"""What every address answers to whom: first column GET, second POST with an empty form.

The personas are in ``tests/rules/urls.py``. A number is the status, ``login`` the way to the
sign-in page. 404 is also what somebody gets who may not know that there is something.
"""

from tests.rules.urls import LOGIN, READ_ONLY, Expected, Row, everybody, only, public

# The team whose night it is, those who keep shifts at all, and those who manage somebody.
TEAM = "worker colleague manager"
KEEPERS = f"{TEAM} other other_manager"
MANAGERS = "manager other_manager administrator"


# Of units that go on shifts.
DEVICE_KEEPERS = "manager other_manager administrator"
TABLET_GET, TABLET_POST = public(405), public(415)


def team(status: int) -> Expected:
    return only(TEAM, status)


def opener(status: int) -> Expected:
    """Who opened the file, and the manager of the unit: nobody else in it."""
    return only("worker manager", status)


# Whose units keep files at all.
READERS = f"{KEEPERS} receiver"
READERS_GET = only(READERS, 200)
PERSON = {"pk": "person"}
# A draft is its author's alone.
NOTE, DRAFT = {**PERSON, "note": "note"}, {**PERSON, "draft": "draft"}
ATTACHMENT, CONSENT = {**PERSON, "attachment": "attachment"}, {**PERSON, "consent": "consent"}
JOURNAL = {
    "casework:drafts": Row(everybody(200), READ_ONLY),
    "casework:journal": Row(opener(200), READ_ONLY, PERSON),
    "casework:choose_note": Row(opener(200), READ_ONLY, PERSON),
    "casework:new_note": Row(opener(200), READ_ONLY, {**PERSON, "slug": "note_kind"}),
    # What was sent began with no version of it.
    "casework:draft": Row(only("worker", 200), only("worker", 409), DRAFT),
    "casework:autosave": Row(READ_ONLY, only("worker", 409), DRAFT),
    "casework:discard_draft": Row(READ_ONLY, only("worker", 302), DRAFT),
    "casework:note": Row(opener(200), READ_ONLY, NOTE),
    "casework:correct_note": Row(opener(200), READ_ONLY, NOTE),
    "casework:disagree": Row(opener(200), opener(422), NOTE),
    "casework:strike_note": Row(only("manager", 200), only("manager", 422), NOTE),
    "casework:attach_to_note": Row(opener(200), opener(422), NOTE),
    "casework:attach": Row(opener(200), opener(422), PERSON),
    "casework:attachment": Row(opener(200), READ_ONLY, ATTACHMENT),
    "casework:remove_attachment": Row(opener(200), opener(422), ATTACHMENT),
    "casework:events": Row(opener(200), READ_ONLY, PERSON),
    "casework:latest_events": Row(opener(200), READ_ONLY, PERSON),
    "casework:print_events": Row(opener(200), READ_ONLY, PERSON),
    "casework:consents": Row(opener(200), READ_ONLY, PERSON),
    "casework:new_consent": Row(opener(200), opener(422), PERSON),
    "casework:withdraw_consent": Row(opener(200), opener(422), CONSENT),
}


def file(status: int) -> Expected:
    """Who opened the file and the manager of the unit; signed out, a form is kept and asked for."""
    return only("worker manager", status)


# Who decides over the file: who opened it, and the manager of the unit.
DECIDERS = "worker manager"
PERSON, EXTRACT = {"pk": "person"}, {"pk": "extract"}
RIGHTS = {
    "casework:rights": Row(only(DECIDERS, 200), READ_ONLY, PERSON),
    "casework:new_extract": Row(only(DECIDERS, 200), only(DECIDERS, 422), PERSON),
    # What was sent began with no version of it.
    "casework:extract": Row(only(DECIDERS, 200), only(DECIDERS, 422), EXTRACT),
    "casework:extract_progress": Row(only(DECIDERS, 200), READ_ONLY, EXTRACT),
    # It is not made yet: back to its page.
    "casework:fetch_extract": Row(only(DECIDERS, 302), READ_ONLY, {**EXTRACT, "form": "pdf"}),
    "casework:delete_extract": Row(only(DECIDERS, 200), only(DECIDERS, 302), EXTRACT),
    "casework:new_correction": Row(only(DECIDERS, 200), only(DECIDERS, 422), PERSON),
    "casework:correction": Row(only(DECIDERS, 200), only(DECIDERS, 422), {"pk": "correction"}),
    "casework:keeping": Row(only(DECIDERS, 200), only(DECIDERS, 422), PERSON),
    "casework:hold": Row(only(DECIDERS, 200), only(DECIDERS, 422), PERSON),
    "casework:lift_hold": Row(READ_ONLY, only(DECIDERS, 302), {"pk": "hold"}),
    # A board disposes of its own files: both managers belong to the same one.
    "casework:disposals": Row(only("manager other_manager", 200), READ_ONLY),
    "casework:disposal": Row(only("manager other_manager", 200), READ_ONLY, {"pk": "list"}),
    "casework:mark_disposal": Row(READ_ONLY, only("manager other_manager", 302), {"pk": "item"}),
    "casework:disposal_step": Row(
        READ_ONLY, only("manager other_manager", 302), {"pk": "list", "step": "step"}
    ),
    # Nothing is destroyed yet.
    "casework:certificate": Row(everybody(404), READ_ONLY, {"pk": "list"}),
    "casework:certificate_file": Row(everybody(404), READ_ONLY, {"pk": "list"}),
}

CASEWORK = {
    # On to where the work begins; who has no work yet is told so.
    "casework:home": Row(only("superuser", 200, otherwise=302), READ_ONLY),
    "casework:set_color_scheme": Row(public(405), public(302)),
    # In the demonstration only.
    "casework:styleguide": Row(public(404), public(405)),
    "casework:roles": Row(everybody(200), READ_ONLY),
    "casework:person": Row(opener(200), READ_ONLY, PERSON),
    "casework:files": Row(READERS_GET, READ_ONLY),
    "casework:protected_files": Row(READERS_GET, READ_ONLY),
    "casework:search_files": Row(READERS_GET, only(READERS, 422)),
    "casework:open_file": Row(READERS_GET, only(READERS, 422)),
    "casework:file_facts": Row(opener(200), READ_ONLY, PERSON),
    # Nothing is known in the file yet, and an empty form changes nothing.
    "casework:change_facts": Row(opener(200), opener(302), PERSON),
    "casework:important": Row(opener(200), opener(302), PERSON),
    "casework:state_age": Row(opener(200), opener(422), PERSON),
    "casework:add_related": Row(opener(200), opener(422), PERSON),
    # A form that does not say which version it showed is shown again beside what is saved.
    "casework:change_related": Row(opener(200), opener(409), PERSON | {"related": "related"}),
    "casework:add_alert": Row(opener(200), opener(422), PERSON),
    "casework:end_alert": Row(READ_ONLY, opener(302), PERSON | {"alert": "alert"}),
    "casework:identity": Row(opener(200), READ_ONLY, PERSON),
    "casework:write_identity": Row(opener(200), opener(409), PERSON),
    "casework:add_number": Row(opener(200), opener(422), PERSON),
    "casework:remove_number": Row(READ_ONLY, opener(302), PERSON | {"number": "identifier"}),
    "casework:separate_identity": Row(opener(200), opener(422), PERSON),
    "casework:protect_file": Row(opener(200), opener(422), PERSON),
    "casework:link_file": Row(opener(200), opener(422), PERSON),
    "casework:unlink_file": Row(READ_ONLY, opener(302), PERSON | {"link": "link"}),
    "casework:start_case": Row(opener(200), opener(422), PERSON),
    "casework:assign_case": Row(opener(200), opener(422), PERSON | {"case": "case"}),
    "casework:close_case": Row(opener(200), opener(422), PERSON | {"case": "case"}),
    "casework:reopen_case": Row(READ_ONLY, opener(302), PERSON | {"case": "case"}),
    **JOURNAL,
    # Those who keep files at all; the claims are for who manages a unit.
    "casework:clocks": Row(only(f"{KEEPERS} receiver", 200), READ_ONLY),
    "casework:claims": Row(only("manager other_manager", 200), READ_ONLY),
    **{
        f"casework:{name}": Row(file(200), READ_ONLY, {"pk": "person", **more})
        for name, more in {
            "track": {},
            "claim": {"row": "claim"},
            "disclosures": {},
            "disclosure": {"row": "disclosure"},
            "supports": {},
            "days": {},
        }.items()
    },
    **{
        f"casework:{name}": Row(file(200), file(422), {"pk": "person", **more})
        for name, more in {
            "track_status": {},
            "track_indicator": {"slug": "indicator"},
            # Nothing answered is nothing to save.
            "track_indicators": {},
            "new_permit": {},
            "permit": {"row": "permit"},
            "new_return": {},
            "return_step": {"row": "return"},
            "new_claim": {},
            "change_claim": {"row": "claim"},
            "move_claim": {"row": "claim"},
            "new_disclosure": {},
            "change_disclosure": {"row": "disclosure"},
            "decide_disclosure": {"row": "disclosure"},
            "new_support": {},
            "support": {"row": "support"},
            "new_day": {},
            "settle_day": {"row": "day"},
            "take_back_day": {"row": "settled_day"},
        }.items()
    },
    # Nothing has to be told of a day, but the version that was shown has to be known.
    "casework:day": Row(file(200), file(409), {"pk": "person", "row": "day"}),
    "casework:support_types": Row(everybody(200), READ_ONLY),
    **RIGHTS,
    "casework:begin_stay": Row(
        only("worker manager", 200), only("worker manager", 422), {"pk": "person"}
    ),
    "casework:end_stay": Row(
        only("worker manager", 200),
        only("worker manager", 422),
        {"pk": "person", "stay_pk": "stay"},
    ),
    "casework:stay_address": Row(
        READ_ONLY, only("worker manager", 200), {"pk": "person", "stay_pk": "stay"}
    ),
    "casework:move": Row(
        only("worker manager", 200), only("worker manager", 422), {"pk": "person"}
    ),
    "casework:move_answer": Row(
        only("worker manager", 200),
        only("worker manager", 422),
        {"pk": "person", "move_pk": "move"},
    ),
    # It is answered already, or somebody else's: the page says so.
    "casework:answer_stay": Row(READ_ONLY, only("manager other_manager", 302), {"pk": "stay"}),
    "casework:shelters": Row(only("manager other_manager", 200), READ_ONLY),
    "casework:new_shelter": Row(
        only("manager other_manager", 200), only("manager other_manager", 422)
    ),
    # Sent without the version that was shown: nothing is written over, the form comes back.
    "casework:shelter": Row(only("manager", 200), only("manager", 422), {"pk": "shelter"}),
    "casework:kept_address": Row(READ_ONLY, only("manager", 200), {"pk": "shelter"}),
    "casework:session_time": Row(everybody(200), READ_ONLY),
    "casework:stay": Row(READ_ONLY, everybody(200)),
    "casework:access": Row(only("worker manager", 200), READ_ONLY, PERSON),
    # The unit stands in the address: without one there is nothing to send.
    "casework:give_access": Row(only("worker manager", 200), everybody(404), PERSON),
    "casework:end_access": Row(
        only("worker manager", 200), only("worker manager", 422), {**PERSON, "grant": "grant"}
    ),
    "casework:ask_access": Row(only(READERS, 200), only(READERS, 422)),
    "casework:emergency": Row(only(READERS, 200), only(READERS, 422)),
    "casework:notices": Row(everybody(200), READ_ONLY),
    "casework:read_notices": Row(READ_ONLY, everybody(302)),
    "casework:answer_request": Row(
        only("worker manager", 200), only("worker manager", 422), {"pk": "request"}
    ),
    # Whoever opened it reads their own and reviews nothing: there is no form to send.
    "casework:review_emergency": Row(
        only("worker manager reviewer receiver", 200),
        Expected(
            404,
            {
                **dict.fromkeys(["worker", "manager", "reviewer"], 422),
                "receiver": 200,
                "anonymous": LOGIN,
            },
        ),
        {"pk": "emergency"},
    ),
    "casework:hand_over": Row(
        only("manager", 200), only("manager", 422), {"pk": "unit", "member": "leaver"}
    ),
    # An administrator sees the membership, and is told that it is the manager's to say.
    "casework:intake": Row(READ_ONLY, only("manager administrator", 302), {"pk": "membership"}),
    "casework:municipalities": Row(everybody(200), READ_ONLY),
    "casework:organisation": Row(only(MANAGERS, 200), READ_ONLY),
    "casework:unit": Row(
        only("manager administrator", 200), only("manager administrator", 422), {"pk": "unit"}
    ),
    "casework:unit_phone": Row(
        only("manager administrator", 200), only("manager administrator", 422), {"pk": "unit"}
    ),
    "casework:end_membership": Row(
        only("manager administrator", 200), only("manager administrator", 422), {"pk": "membership"}
    ),
    "casework:accounts": Row(only("administrator", 200), READ_ONLY),
    "casework:new_account": Row(only("administrator", 200), only("administrator", 422)),
    "casework:account": Row(
        only("administrator", 200), only("administrator", 422), {"pk": "account"}
    ),
    "casework:account_state": Row(READ_ONLY, only("administrator", 302), {"pk": "account"}),
    # The account holds a role: a second person is needed, and its page says so.
    "casework:account_password": Row(READ_ONLY, only("administrator", 302), {"pk": "account"}),
    "casework:recoveries": Row(only(MANAGERS, 200), READ_ONLY),
    # About somebody of the unit "pom"; asked by an administrator outside the walk.
    "casework:recovery": Row(
        only("manager administrator", 200), only("manager administrator", 302), {"pk": "recovery"}
    ),
    "casework:ask_recovery": Row(
        only("administrator", 200),
        # Signed out, what was typed is kept until one has signed in.
        only("administrator", 422),
        {"pk": "account"},
    ),
}

FINDING, SAMPLE, PROTOCOL = ({"pk": name} for name in ("finding", "sample", "protocol"))
LOG = {
    "casework:log_overview": Row(only("reviewer", 200), READ_ONLY),
    "casework:log_search": Row(only("reviewer", 200), READ_ONLY),
    "casework:log_findings": Row(only("reviewer", 200), READ_ONLY),
    "casework:log_finding": Row(only("reviewer", 200), only("reviewer", 422), FINDING),
    "casework:log_samples": Row(only("reviewer", 200), only("reviewer", 422)),
    "casework:log_sample": Row(only("reviewer", 200), READ_ONLY, SAMPLE),
    "casework:log_protocols": Row(only("reviewer", 200), READ_ONLY),
    "casework:log_sign": Row(only("reviewer", 200), only("reviewer", 422)),
    "casework:log_protocol": Row(only("reviewer", 200), READ_ONLY, PROTOCOL),
    "casework:log_protocol_pdf": Row(only("reviewer", 200), READ_ONLY, PROTOCOL),
}

SHIFT, ENCOUNTER, UPLOAD, REPORT = (
    {"pk": name} for name in ("shift", "encounter", "upload", "report")
)
OUTREACH = {
    # A tablet is told in JSON that it is signed out, and sends nothing but JSON.
    # The same for everybody: they lie on the tablet before anybody signs in.
    **{
        f"tablet_shell:{name}": Row(public(200), public(405))
        for name in ("shell", "worker", "styles", "manifest", "definition", "cards")
    },
    "tablet_api:me": Row(public(200, anonymous=401), TABLET_POST),
    "tablet_api:devices": Row(TABLET_GET, TABLET_POST),
    "tablet_api:items": Row(TABLET_GET, TABLET_POST),
    "tablet_api:statuses": Row(TABLET_GET, TABLET_POST),
    "outreach:tablets": Row(only(DEVICE_KEEPERS, 200), only(DEVICE_KEEPERS, 422)),
    "outreach:revoke_tablet": Row(
        only("manager administrator", 200), only("manager administrator", 422), {"pk": "device"}
    ),
    "outreach:arrivals": Row(only(f"{KEEPERS} receiver", 200), READ_ONLY),
    # What came in the worker's name from another session.
    "outreach:arrival": Row(only("worker", 200), READ_ONLY, {"pk": "arrival"}),
    "outreach:try_arrival": Row(READ_ONLY, only("worker", 302), {"pk": "arrival"}),
    "outreach:let_arrival_go": Row(only("worker", 200), only("worker", 422), {"pk": "arrival"}),
    "outreach:correct_by_arrival": Row(only("worker", 200), only("worker", 422), {"pk": "arrival"}),
    "outreach:take_arrival_in": Row(
        only("worker", 200), only("worker", 422), {"pk": "new_arrival", "shift": "shift"}
    ),
    "outreach:shifts": Row(only(f"{KEEPERS} receiver", 200), READ_ONLY),
    "outreach:plan": Row(only(KEEPERS, 200), only(KEEPERS, 422)),
    "outreach:shift": Row(team(200), READ_ONLY, SHIFT),
    "outreach:tally": Row(team(200), READ_ONLY, SHIFT),
    "outreach:change_shift": Row(team(200), team(422), SHIFT),
    "outreach:start": Row(READ_ONLY, team(302), SHIFT),
    # The shift has ended already: back to its page, with a sentence.
    "outreach:end": Row(team(302), team(302), SHIFT),
    "outreach:reopen": Row(READ_ONLY, team(302), SHIFT),
    "outreach:sign": Row(READ_ONLY, team(302), SHIFT),
    "outreach:cancel": Row(READ_ONLY, team(302), SHIFT),
    # As above: somebody else may have written the note meanwhile.
    "outreach:hand_over": Row(team(200), team(409), SHIFT),
    "outreach:shift_history": Row(team(200), READ_ONLY, SHIFT),
    "outreach:choose_role": Row(team(200), READ_ONLY, SHIFT),
    "outreach:record": Row(team(200), team(422), {**SHIFT, "slug": "role"}),
    "outreach:encounter": Row(team(200), READ_ONLY, ENCOUNTER),
    "outreach:change": Row(team(200), team(422), ENCOUNTER),
    # Not signed yet: it is changed, not corrected.
    "outreach:correct": Row(team(302), team(302), ENCOUNTER),
    "outreach:history": Row(team(200), READ_ONLY, ENCOUNTER),
    "outreach:double": Row(team(200), team(422), ENCOUNTER),
    "outreach:unlink": Row(READ_ONLY, team(302), ENCOUNTER),
    "outreach:file": Row(team(200), team(422), ENCOUNTER),
    # Only the opener of the file and its manager know of the link; the encounter is the team's.
    "outreach:unlink_file": Row(READ_ONLY, opener(302), {"pk": "met_encounter", "link": "met"}),
    "outreach:strike": Row(team(200), team(422), ENCOUNTER),
    # It is not struck: the page says so.
    "outreach:restore": Row(READ_ONLY, team(302), ENCOUNTER),
    "outreach:import": Row(only("manager other_manager", 200), only("manager other_manager", 422)),
    "outreach:import_upload": Row(only("manager", 200), READ_ONLY, UPLOAD),
    "outreach:import_state": Row(only("manager", 200), READ_ONLY, UPLOAD),
    "outreach:import_confirm": Row(READ_ONLY, only("manager", 302), UPLOAD),
    "outreach:import_restart": Row(READ_ONLY, only("manager", 302), UPLOAD),
    "outreach:import_discard": Row(READ_ONLY, only("manager", 302), UPLOAD),
}

# The unit that receives the offer, its worker and its manager, and nobody of the team that met.
RECEIVERS = "receiver other_manager"
NOBODY, KAST, LETTER = everybody(404), {"pk": "kast"}, {"pk": "letter"}
REFERRAL, REFERRAL_DRAFT = {"pk": "referral"}, {"pk": "referral_draft"}
SENDERS = {**dict.fromkeys(TEAM.split(), 302), "anonymous": LOGIN}
REFERRALS = {
    "referrals:index": Row(only(READERS, 200), READ_ONLY),
    "referrals:new": Row(only(READERS, 200), only(READERS, 422), {"slug": "role"}),
    "referrals:new_for_file": Row(opener(200), opener(422), PERSON),
    "referrals:new_for_encounter": Row(team(200), team(422), ENCOUNTER),
    "referrals:new_for_shift": Row(team(200), team(422), {**SHIFT, "slug": "role"}),
    # Sent to Mikamottagningen, whose manager takes in: the receiver of the others does not.
    "referrals:referral": Row(only(f"{TEAM} other_manager", 200), READ_ONLY, REFERRAL),
    "referrals:change": Row(team(200), team(422), REFERRAL_DRAFT),
    # A draft goes with a reason, which is asked for.
    "referrals:discard": Row(team(200), team(422), REFERRAL_DRAFT),
    # Nobody has accepted it yet; tests/referrals/test_onward.py walks those who have.
    "referrals:file": Row(NOBODY, NOBODY, REFERRAL),
    "referrals:resend": Row(READ_ONLY, only(f"{TEAM} other_manager", 302), REFERRAL),
    # Those who sent it can't ask themselves: back to its page, with a sentence.
    "referrals:act": Row(
        Expected(
            404, {**dict.fromkeys(TEAM.split(), 302), "other_manager": 200, "anonymous": LOGIN}
        ),
        Expected(
            404, {**dict.fromkeys(TEAM.split(), 302), "other_manager": 422, "anonymous": LOGIN}
        ),
        {**REFERRAL, "slug": "act"},
    ),
    # To a body outside: the unit that sent it, and nobody else.
    "referrals:outside_letter": Row(team(200), READ_ONLY, {"pk": "outside"}),
    "referrals:convey": Row(team(200), team(422), {"pk": "outside"}),
    "referrals:offers": Row(only(RECEIVERS, 200), READ_ONLY),
    "referrals:contact": Row(only(RECEIVERS, 200), READ_ONLY, {"pk": "contact"}),
    "referrals:settle": Row(only(RECEIVERS, 302), only(RECEIVERS, 422), {"pk": "contact"}),
    "referrals:guidance": Row(READERS_GET, READ_ONLY),
    "referrals:new_guidance": Row(READERS_GET, only(READERS, 422)),
    # A form that does not say which version it showed is shown again beside what is saved.
    "referrals:correct_guidance": Row(only(TEAM, 200), only(TEAM, 409), {"pk": "guidance"}),
    "referrals:strike_guidance": Row(READ_ONLY, only(TEAM, 302), {"pk": "guidance"}),
    # KAST alone, and nobody who walks works there; tests/referrals/test_kast.py walks them too.
    "referrals:kast": Row(NOBODY, READ_ONLY),
    "referrals:find_kast": Row(NOBODY, NOBODY),
    "referrals:new_kast": Row(NOBODY, NOBODY),
    "referrals:kast_figures": Row(NOBODY, READ_ONLY),
    "referrals:kast_contact": Row(NOBODY, READ_ONLY, KAST),
    "referrals:correct_kast": Row(NOBODY, NOBODY, KAST),
    "referrals:kast_talk": Row(NOBODY, NOBODY, KAST),
    "referrals:remove_talk": Row(NOBODY, NOBODY, {**KAST, "talk_pk": "kast_talk"}),
    "referrals:end_kast": Row(READ_ONLY, NOBODY, KAST),
    # Those who lead the offer; tests/referrals/test_letters.py walks them too.
    "referrals:letters": Row(NOBODY, READ_ONLY),
    "referrals:letter": Row(NOBODY, READ_ONLY, LETTER),
    "referrals:write_letter": Row(READ_ONLY, NOBODY, LETTER),
    "referrals:fetch_letter": Row(NOBODY, READ_ONLY, LETTER),
    "referrals:letter_sent": Row(NOBODY, NOBODY, LETTER),
    "referrals:drop_letter": Row(NOBODY, NOBODY, LETTER),
}

# A plan is a page of its file: who opened that, and the manager of the unit.
PLAN = {"pk": "person", "plan": "plan"}
PLANS = {
    "plans:plans": Row(file(200), READ_ONLY, PERSON),
    "plans:begin": Row(file(200), file(422), PERSON),
    **{
        f"plans:{name}": Row(file(200), READ_ONLY, PLAN)
        for name in ("plan", "picture", "needs", "participants", "placements", "versions", "papers")
    },
    # It does not say which version it showed.
    "plans:change": Row(file(200), file(409), PLAN),
    **{
        f"plans:{name}": Row(file(200), file(422), {**PLAN, **more})
        for name, more in {
            "agree": {},
            "close": {},
            "follow": {},
            "new_goal": {},
            "goal": {"row": "goal"},
            "need": {"row": "need"},
            "new_measure": {},
            "measure": {"row": "measure"},
            "move_measure": {"row": "measure"},
            "bridge": {"row": "fallen"},
            "in_place": {"row": "bridge"},
            "new_participant": {},
            "participant": {"row": "thought_of"},
            # No consent covers it and no ground is said.
            "call_participant": {"row": "thought_of"},
            "answer_call": {"row": "called"},
            "ask_placement": {},
            "refuse_placement": {"row": "placement"},
            "move_placement": {"row": "placement"},
        }.items()
    },
    "plans:my_day": Row(READERS_GET, READ_ONLY),
    "plans:load": Row(only("manager other_manager", 200), READ_ONLY),
    "plans:paper": Row(file(200), READ_ONLY, {**PLAN, "slug": "language"}),
    "plans:letter": Row(file(200), READ_ONLY, {**PLAN, "row": "called"}),
    "plans:calendar": Row(file(200), READ_ONLY, {**PLAN, "row": "called"}),
    "plans:translations": Row(only("manager other_manager", 200), READ_ONLY),
    "plans:translation": Row(
        only("manager other_manager", 200),
        only("manager other_manager", 422),
        {"slug": "language"},
    ),
    "plans:stop_participant": Row(file(200), file(302), {**PLAN, "row": "called"}),
}

# A page of a child's file: who opened that, and the manager of the unit.
CHILD = {"pk": "child"}
MATTER = {**CHILD, "matter": "matter"}
BARNAHUS = {
    "barnahus:barnahus": Row(file(200), READ_ONLY, CHILD),
    "barnahus:begin": Row(file(200), file(422), CHILD),
    "barnahus:new_step": Row(file(200), file(422), MATTER),
    "barnahus:step": Row(file(200), file(422), {**MATTER, "row": "at_barnahus"}),
    "barnahus:police": Row(file(200), file(422), MATTER),
    "barnahus:close": Row(file(200), file(422), MATTER),
}

EDITION = {"pk": "edition"}
REPORTS = {
    "reports:follow_up": Row(only("statistics", 200), READ_ONLY),
    "reports:reports": Row(only("statistics", 200), READ_ONLY),
    "reports:report": Row(only("statistics", 200), READ_ONLY, REPORT),
    "reports:progress": Row(only("statistics", 200), READ_ONLY, REPORT),
    # It failed: there is nothing to fetch, and its page says so.
    "reports:download": Row(only("statistics", 302), READ_ONLY, REPORT),
    "reports:retry": Row(READ_ONLY, only("statistics", 302), REPORT),
    "reports:delete": Row(READ_ONLY, only("statistics", 302), REPORT),
    "reports:read_edition": Row(only("statistics", 200), READ_ONLY, EDITION),
    "reports:explore_edition": Row(only("statistics", 200), READ_ONLY, EDITION),
    "reports:order_draft_file": Row(READ_ONLY, only("statistics", 302), EDITION),
    "reports:edition_files": Row(only("statistics", 200), READ_ONLY, EDITION),
    "reports:edition_file": Row(
        only("statistics", 200), READ_ONLY, {**EDITION, "kind": "file_kind"}
    ),
    "reports:editions": Row(only("statistics", 200), READ_ONLY),
    "reports:new_edition_period": Row(only("statistics", 200), only("statistics", 422)),
    "reports:edition_figures": Row(
        only("statistics", 200), only("statistics", 422), {"pk": "edition_period"}
    ),
    "reports:confirm_figure": Row(
        only("statistics", 200), only("statistics", 302), {"pk": "figure"}
    ),
    "reports:decline_figure": Row(
        only("statistics", 200), only("statistics", 422), {"pk": "figure"}
    ),
    "reports:withdraw_figure": Row(
        only("statistics", 200), only("statistics", 422), {"pk": "figure_counts"}
    ),
    "reports:order_edition": Row(READ_ONLY, only("statistics", 302), {"pk": "edition_period"}),
    "reports:edition": Row(only("statistics", 200), READ_ONLY, EDITION),
    "reports:edition_progress": Row(only("statistics", 200), READ_ONLY, EDITION),
    "reports:take_up_edition": Row(READ_ONLY, only("statistics", 302), EDITION),
    # Asked when it is that one's turn: whoever walks here goes back to the edition.
    **{
        f"reports:{step}_edition": Row(only("statistics", 302), only("statistics", 302), EDITION)
        for step in ("approve", "publish")
    },
    **{
        f"reports:{step}_edition": Row(only("statistics", 200), only("statistics", 422), EDITION)
        for step in ("refuse", "withdraw", "correct")
    },
}

# The programme belongs to those who follow it up.
AIM, MEASURE = {"pk": "aim"}, {"pk": "programme_measure"}
PROGRAMME = {
    **{
        f"programme:{name}": Row(only("statistics", 200), READ_ONLY)
        for name in ("measures", "four_years", "aims")
    },
    "programme:new_measure": Row(only("statistics", 200), only("statistics", 422)),
    # A form that does not say which version it showed is shown again beside what is saved.
    "programme:change": Row(only("statistics", 200), only("statistics", 409), MEASURE),
    "programme:answer": Row(only("statistics", 200), only("statistics", 409), MEASURE),
    "programme:remove": Row(READ_ONLY, only("statistics", 302), MEASURE),
    "programme:copy": Row(READ_ONLY, only("statistics", 302)),
    "programme:new_aim": Row(only("statistics", 200), only("statistics", 422)),
    "programme:aim": Row(only("statistics", 200), only("statistics", 409), AIM),
}

# A second statistics manager answers; the one who walks is the one who asked. Theirs is not yet
# answered, so that nothing can be made of it; tests/reports/test_exchange_pages.py walks the rest.
EXCHANGE_REQUEST = {"pk": "exchange"}
EXCHANGE = {
    "exchange:requests": Row(only("statistics", 200), READ_ONLY),
    "exchange:ask": Row(only("statistics", 200), only("statistics", 422)),
    "exchange:request": Row(only("statistics", 200), READ_ONLY, EXCHANGE_REQUEST),
    "exchange:answer": Row(everybody(404), everybody(404), EXCHANGE_REQUEST),
    "exchange:withdraw": Row(READ_ONLY, only("statistics", 302), EXCHANGE_REQUEST),
    "exchange:order": Row(READ_ONLY, only("statistics", 302), EXCHANGE_REQUEST),
    # No edition: their pages have tests of their own, on books that were released.
    "reports:read_edition": Row(everybody(404), READ_ONLY, {"pk": "nobody"}),
    "reports:explore_edition": Row(everybody(404), READ_ONLY, {"pk": "nobody"}),
    "reports:edition_file": Row(everybody(404), READ_ONLY, {"pk": "nobody", "kind": "file_kind"}),
}

# Accounts, addresses and passwords are given by an administrator. The page says so to everybody.
CLOSED = Row(public(200), public(405))

# What somebody does with their own account: the same for all who are signed in.
ACCOUNT = {
    "account_login": Row(everybody(302, anonymous=200), everybody(302, anonymous=200)),
    "account_logout": Row(everybody(200, anonymous=302), everybody(302, anonymous=302)),
    "account_reauthenticate": Row(everybody(200), everybody(200)),
    "account_email": CLOSED,
    "account_change_password": Row(everybody(200), everybody(200)),
    "account_set_password": Row(everybody(302), everybody(302)),
    "account_signup": CLOSED,
    "account_inactive": Row(public(200), public(405)),
    "account_email_verification_sent": CLOSED,
    "account_confirm_email": Row(public(200), public(405), {"key": "word"}),
    "account_confirm_login_code": CLOSED,
    "account_reset_password": CLOSED,
    "account_reset_password_done": CLOSED,
    "account_reset_password_from_key": Row(
        public(200), public(405), {"uidb36": "word", "key": "word"}
    ),
    "account_reset_password_from_key_done": CLOSED,
    "mfa_index": Row(everybody(200), READ_ONLY),
    "mfa_authenticate": Row(public(302), public(302)),
    "mfa_reauthenticate": Row(everybody(302), everybody(302)),
    "mfa_activate_totp": Row(everybody(302), everybody(302)),
    "mfa_deactivate_totp": Row(everybody(404), everybody(404)),
    "mfa_view_recovery_codes": Row(everybody(404), READ_ONLY),
    "mfa_generate_recovery_codes": Row(everybody(302), everybody(302)),
    "mfa_download_recovery_codes": Row(everybody(404), everybody(404)),
    "mfa_list_webauthn": Row(everybody(200), READ_ONLY),
    "mfa_add_webauthn": Row(everybody(302), everybody(302)),
    "mfa_reauthenticate_webauthn": Row(everybody(302), everybody(302)),
    "mfa_edit_webauthn": Row(everybody(302), everybody(302), {"pk": "number"}),
    "mfa_remove_webauthn": Row(everybody(302), everybody(302), {"pk": "number"}),
    # Only a module asks for a challenge; everybody else is led to the sign-in page.
    "mfa_login_webauthn": Row(public(302), public(302)),
    # The tests know no identity provider.
    "oidc_begin": Row(public(405), public(404)),
    "oidc_answer": Row(public(404), public(405)),
    "end_session": Row(READ_ONLY, everybody(404), {"pk": "number"}),
    "usersessions_list": Row(everybody(200), everybody(302)),
}

REST = {
    "closed": Row(public(200), public(405), {"page": "page"}),
    "set_language": Row(public(302), public(302)),
    "health": Row(public(200), public(405)),
}

ROWS: dict[str, Row] = {
    **CASEWORK,
    **LOG,
    **OUTREACH,
    **REFERRALS,
    **PLANS,
    **BARNAHUS,
    **REPORTS,
    **PROGRAMME,
    **EXCHANGE,
    **ACCOUNT,
    **REST,
}
