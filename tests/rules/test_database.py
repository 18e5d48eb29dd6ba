"""What the database guards by itself: roles, ownership, row-level security."""

from __future__ import annotations

import pytest
from celery import current_app
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from casework.actors import (
    CLOCK,
    EXCHANGE,
    IMPORT,
    LOG_WATCH,
    RELEASER,
    RETENTION,
    SEALER,
    STATISTICS,
    SYNC,
    SystemActor,
    acting_as,
    set_acting_user,
)
from casework.enums import Role
from casework.models import User
from casework.privacy import PrivacyClass
from outreach.models import ContactDetails, CrewMember, Encounter, Shift, SupportOffer
from tests.conftest import MakeUser
from tests.night import one_night
from tests.rules.test_privacy import OWN_APPS, history_of, own_models

pytestmark = pytest.mark.django_db

# Tables under row-level security although no field is personal by itself.
GUARDED = {
    "casework_accessreview": "protocols about staff; for log reviewers",
    "casework_auditdaygone": "days of the log that are gone; for log reviewers",
    "casework_auditevent": "who read what",
    "casework_case": "which unit works with whom",
    "casework_consentgrant": "which access rests on a consent",
    "casework_disposallist": "how many files of a unit are destroyed, and who decides it",
    "casework_disposalreplay": "identifiers of destroyed files",
    "casework_shelter": "aliases of protected housing, for who works with people",
    "casework_noticemail": "who is told something",
    "casework_personkey": "opens what is sealed in a file",
    "casework_personlink": "which files may be about one person",
    "casework_personunitpermission": "which units use which file",
    "casework_personuserpermission": "who uses which file",
    "casework_recovery": "who can't sign in, and why, for who decides about it",
    "casework_auditfinding": "whose reading is to be looked at; for log reviewers",
    "casework_auditoutcome": "how that ended; for log reviewers",
    "casework_auditsample": "what was drawn; for log reviewers",
    "casework_auditseal": "seals of the log; for log reviewers",
    "casework_auditsealblock": "marks of who read what, for the sealer alone",
    "casework_auditsealexport": "seals written outside; for log reviewers",
    "outreach_crewmember": "who was where",
    "outreach_device": "which tablets a unit takes out, and when each was last heard of",
    "outreach_importedlog": "belongs to a unit",
    "outreach_importedrow": "points at encounters",
    "outreach_logupload": "rows of a log on its way in, for who uploaded it",
    "referrals_contactattempt": "whom a unit tried to reach, and when",
    "referrals_measuredependency": "which measures of a plan lean on which",
    "referrals_offersettlement": "what a unit did about an acceptance",
    "outreach_shiftunit": "decides who reads a shift",
    "referrals_plantextcheck": "a check of a translation stands in the name of who recorded it",
    "outreach_supportoffer": "what a person was offered and answered",
    "reports_exchangerequest": "who asks for rows about people, and who says yes",
    "reports_programmeaim": "the city's plan, for statistics managers",
    "reports_programmemeasure": "what boards answer before a report is out, for the same",
    "reports_disclosureledger": "the substitute sets, for the releaser alone",
    "reports_draftpdf": "reports of what is not published yet",
    "reports_edition": "work on what may be published",
    "reports_editioncorrection": "work on what may be published",
    "reports_editionpdf": "reports of what is published",
    "reports_editionperiod": "work on what may be published",
    "reports_editionrests": "work on what may be published",
    "reports_editionuniverse": "work on what may be published",
    "reports_exactfigure": "exact figures, however small",
    "reports_figureanswer": "who answered to them, and why not",
    "reports_reportrequest": "figures under secrecy, for their owner",
}
# Tables that every signed-in user's process may read, and why that is well.
OPEN = {
    "casework_board": "the organisation",
    "casework_city": "the organisation",
    "casework_country": "public",
    "casework_district": "public",
    "casework_legalreference": "public",
    "casework_membership": "who works where; the policies ask it",
    "casework_municipality": "public",
    "casework_municipalityagreement": "public",
    "casework_policeunit": "the organisation",
    "casework_supportrule": "decisions of the boards",
    "casework_supporttype": "the organisation",
    "casework_unit": "the organisation",
    "casework_user": "staff; signing in needs it before anybody acts",
    "casework_user_groups": "unused by our rules",
    "casework_user_user_permissions": "unused by our rules",
    "casework_voluntaryorganisation": "the organisation",
    "outreach_offerroute": "the organisation",
    "outreach_syncepoch": "says nothing but that the server was restored",
    "outreach_tabletkey": "public keys; tablets ask for them",
    "outreach_operationweek": "public",
    "referrals_answertime": "the organisation",
    "referrals_bodykind": "the organisation",
    "referrals_outsidebody": "the organisation",
    "referrals_route": "the organisation",
    "referrals_transition": "what may be done with a referral; a trigger asks it",
}
VIEWS = {
    "referrals_statistics_contact",
    "referrals_statistics_followed",
    "referrals_statistics_guidance",
    "referrals_statistics_kast",
    "referrals_statistics_kast_talk",
    "referrals_statistics_plan",
    "referrals_statistics_protection",
    "referrals_statistics_referral",
    "outreach_statistics_edition",
    "outreach_statistics_encounter",
    "outreach_statistics_offer",
    "outreach_statistics_shift",
}


def rows(sql: str, *parameters: str | list[str]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def holds_person_data(model: type[models.Model]) -> bool:
    source = history_of(model) or model
    privacy = source.__dict__["Privacy"]
    classes = {*getattr(privacy, "exceptions", {}).values(), getattr(privacy, "all", None)}
    return bool(classes & {PrivacyClass.IDENTIFYING, PrivacyClass.SPECIAL})


def guarded_tables() -> set[str]:
    found = set(GUARDED)
    for model in own_models():
        source = history_of(model) or model
        if source._meta.auto_created:
            continue
        if holds_person_data(model) or source._meta.db_table in GUARDED:
            found.add(model._meta.db_table)
    return found


class TestRoles:
    def test_tests_and_requests_run_as_the_application_role(self) -> None:
        assert rows("SELECT current_user, session_user") == [("ledljus_app", "ledljus_app")]

    def test_no_role_of_ours_is_above_the_rules(self) -> None:
        found = rows(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname LIKE 'ledljus%%' ORDER BY rolname"
        )
        assert [row[0] for row in found] == [
            "ledljus_app",
            "ledljus_clock",
            "ledljus_deidentifier",
            "ledljus_disposal",
            "ledljus_exchange",
            "ledljus_extract",
            "ledljus_gatekeeper",
            "ledljus_import",
            "ledljus_inspector",
            "ledljus_keys",
            "ledljus_log_keeper",
            "ledljus_log_watch",
            "ledljus_owner",
            "ledljus_releaser",
            "ledljus_retention",
            "ledljus_sealer",
            "ledljus_statistics",
            "ledljus_sync",
        ]
        assert {row[1:] for row in found} == {(False,) * 5}

    def test_a_session_that_hangs_ends(self) -> None:
        """Longer than any task may take, and not for ever; a peer that vanished is noticed."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("5min",)
        current_app.loader.import_default_modules()
        limits = [task.time_limit for task in current_app.tasks.values() if task.time_limit]
        assert 0 < max(limits) < 5 * 60
        used = connection.connection.info.get_parameters()
        names = ("keepalives_idle", "keepalives_interval", "keepalives_count")
        assert [used[name] for name in names] == ["30", "10", "3"]

    def test_the_application_role_owns_nothing(self) -> None:
        owned = "SELECT relname FROM pg_class WHERE relowner = 'ledljus_app'::regrole"
        assert rows(owned) == []

    def test_the_application_role_can_not_change_the_schema(self) -> None:
        for statement in (
            "CREATE TABLE own (id int)",
            "ALTER TABLE outreach_shift DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE casework_auditevent DISABLE TRIGGER ALL",
            "DROP POLICY acting_user ON outreach_shift",
            "SET ROLE ledljus_owner",
            "SET ROLE ledljus_deidentifier",
            "SET ROLE ledljus_gatekeeper",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)


class TestRowLevelSecurity:
    def test_every_table_is_guarded_or_open_for_a_reason(self) -> None:
        tables = {
            model._meta.db_table for model in apps.get_models(include_auto_created=True)
            if model._meta.app_label in OWN_APPS
        }  # fmt: skip
        assert guarded_tables() | set(OPEN) == tables
        assert guarded_tables() & set(OPEN) == set()

    def test_guarded_tables_bind_their_owner_too(self) -> None:
        found = rows(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
            " AND relforcerowsecurity"
        )
        assert {row[0] for row in found} == guarded_tables()

    def test_every_guarded_table_has_a_policy_for_the_application_role(self) -> None:
        found = rows("SELECT tablename FROM pg_policies WHERE 'ledljus_app' = ANY (roles)")
        assert {row[0] for row in found} == guarded_tables()

    @pytest.mark.parametrize("model", [Shift, CrewMember, Encounter, SupportOffer, ContactDetails])
    def test_who_is_nobody_sees_nothing(
        self, make_user: MakeUser, model: type[models.Model]
    ) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        one_night(worker, "pom")
        strangers: list[User | None] = [
            None,
            make_user(None, is_superuser=True),
            make_user(Role.STATISTICS_MANAGER),
            make_user(Role.LOG_REVIEWER),
            make_user(Role.ADMINISTRATOR),
        ]
        manager: models.Manager[models.Model] = model._default_manager
        with acting_as(worker):
            assert manager.count() == 1
        for stranger in strangers:
            with transaction.atomic():
                set_acting_user(stranger)
                assert manager.count() == 0

    def test_history_can_not_be_rewritten(self, make_user: MakeUser) -> None:
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        for table in ("outreach_shiftevent", "outreach_encounterevent", "outreach_shift"):
            with pytest.raises(DatabaseError, match=r"permission denied|append-only"):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {table}")


class TestSystemActors:
    """Each named actor holds no more than it needs."""

    def readable(self, actor: SystemActor) -> set[object]:
        found = rows(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p')"
            " AND (has_table_privilege(%s, c.oid, 'SELECT')"
            " OR has_any_column_privilege(%s, c.oid, 'SELECT'))",
            actor.role,
            actor.role,
        )
        return {row[0] for row in found}

    def test_statistics_reads_the_de_identified_views_only(self) -> None:
        assert self.readable(STATISTICS) == VIEWS

    def test_the_exchange_reads_its_view_only(self) -> None:
        assert self.readable(EXCHANGE) == {"reports_exchange_person"}

    def test_the_application_role_reads_no_view(self, make_user: MakeUser) -> None:
        for view in sorted(VIEWS):
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(make_user(Role.STATISTICS_MANAGER)):
                    rows(f"SELECT * FROM {view}")

    def test_import_reads_no_person(self) -> None:
        forbidden = guarded_tables() - {"outreach_importedlog", "outreach_importedrow"}
        assert (
            self.readable(IMPORT) & (forbidden | {"casework_user", "casework_membership"}) == set()
        )

    def test_clock_reads_no_content(self) -> None:
        tables = self.readable(CLOCK)
        assert tables <= {
            *("casework_extractrequest", "casework_noticemail", "casework_recovery"),
            *("outreach_logupload", "reports_reportrequest"),
            "referrals_municipalityletter",
        }
        for table in sorted(map(str, tables)):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(CLOCK):
                rows(f"SELECT * FROM {table}")

    def test_sync_reads_sealed_records_and_no_encounter(self) -> None:
        assert self.readable(SYNC) == {
            "outreach_device",
            "outreach_syncepoch",
            "outreach_syncitem",
            "outreach_tabletkey",
        }

    def test_the_sealer_reads_the_log_and_its_seals_only(self) -> None:
        assert self.readable(SEALER) == {
            "casework_auditdaygone",
            "casework_auditevent",
            "casework_auditseal",
            "casework_auditsealblock",
            "casework_auditsealexport",
        }

    def test_retention_reads_which_days_there_are(self) -> None:
        assert self.readable(RETENTION) == {
            "casework_auditdaygone",
            "casework_auditseal",
            "casework_auditsealexport",
        }

    def test_the_log_watch_reads_no_person_and_no_content(self) -> None:
        assert self.readable(LOG_WATCH) == {
            "casework_auditevent",
            "casework_membership",
            "casework_unit",
            "casework_user",
            "outreach_crewmember",
            "outreach_shift",
        }
        for table in ("casework_user", "outreach_crewmember", "outreach_shift"):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(LOG_WATCH):
                rows(f"SELECT * FROM {table}")

    def test_the_releaser_reads_editions_and_no_table_of_people(self) -> None:
        assert self.readable(RELEASER) == {
            "reports_disclosureledger",
            "reports_draftpdf",
            "reports_edition",
            "reports_editionpdf",
            "reports_editionperiod",
            "reports_editionrests",
            "reports_editionuniverse",
            "reports_exactfigure",
            "reports_figureanswer",
        }

    def test_the_ledger_is_nobody_elses(self, make_user: MakeUser) -> None:
        for actor in (make_user(Role.STATISTICS_MANAGER), STATISTICS, CLOCK):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(actor):
                rows("SELECT version FROM reports_disclosureledger")

    def test_views_hold_no_identifier_and_no_free_text(self) -> None:
        columns = rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ANY (%s)",
            sorted(VIEWS),
        )
        leaks = {
            *("id", "shift_id", "encounter_id", "unit_id", "short_code"),
            *(
                "note",
                "handover_note",
                "age",
                "language",
                "citizenship",
                "happened_at",
                "starts_at",
            ),
        }
        assert {str(row[0]) for row in columns} & leaks == set()
