import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import casework.person_keys


class Migration(migrations.Migration):
    dependencies = [("referrals", "0117_kinds_are_the_citys")]
    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="measure",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="measure",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="measure",
            name="moved_why",
            field=casework.person_keys.PersonSealedTextField(
                blank=True, editable=True, null=True, verbose_name="why the day was moved"
            ),
        ),
        migrations.AddField(
            model_name="measureevent",
            name="moved_why",
            field=casework.person_keys.PersonSealedTextField(
                blank=True, editable=True, null=True, verbose_name="why the day was moved"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "referrals_measureevent" ("answers_id", "body", "cost_bearer", "created_at", "created_by_id", "due_on", "goal_id", "id", "moved_why", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "principal", "responsible", "state", "state_on", "state_why", "updated_at", "updated_by_id", "what") VALUES (OLD."answers_id", OLD."body", OLD."cost_bearer", OLD."created_at", OLD."created_by_id", OLD."due_on", OLD."goal_id", OLD."id", OLD."moved_why", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."plan_id", OLD."principal", OLD."responsible", OLD."state", OLD."state_on", OLD."state_why", OLD."updated_at", OLD."updated_by_id", OLD."what"); RETURN NULL;',
                    hash="544d566ab212d336b5ebc6172882ea6f24c610ba",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d6b96",
                    table="referrals_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_measureevent" ("answers_id", "body", "cost_bearer", "created_at", "created_by_id", "due_on", "goal_id", "id", "moved_why", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "principal", "responsible", "state", "state_on", "state_why", "updated_at", "updated_by_id", "what") VALUES (OLD."answers_id", OLD."body", OLD."cost_bearer", OLD."created_at", OLD."created_by_id", OLD."due_on", OLD."goal_id", OLD."id", OLD."moved_why", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."principal", OLD."responsible", OLD."state", OLD."state_on", OLD."state_why", OLD."updated_at", OLD."updated_by_id", OLD."what"); RETURN NULL;',
                    hash="bbb176b9160a8ac83c3429568f5d4f89873cd5ea",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2172d",
                    table="referrals_measure",
                    when="AFTER",
                ),
            ),
        ),
    ]
