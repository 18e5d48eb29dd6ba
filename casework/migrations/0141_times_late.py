from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0140_plan_notices"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_known",
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("access_requested", "Somebody asks for access to a file"),
                    ("access_given", "You were given access to a file that you asked for"),
                    ("access_unasked", "A colleague has given you access to a file"),
                    ("emergency_opened", "A file was opened in an emergency"),
                    ("emergency_locked", "Emergency access was locked after too many tries"),
                    ("waits_for_somebody", "A case waits for somebody to be responsible"),
                    (
                        "named_for_protected",
                        "You are now the one named for a file with a protected identity",
                    ),
                    (
                        "emergency_ended",
                        "Your emergency access to a file ended before its time: ask whoever decides over it",
                    ),
                    ("stay_asked", "Somebody asks for protected housing that you keep"),
                    ("unseen_files", "There are files that nobody decides over"),
                    ("times_late", "A time to keep has passed in a file"),
                    ("referral_new", "A referral waits for your unit"),
                    ("referral_assigned", "A referral was given to you"),
                    ("referral_question", "The receiver of a referral asks you something"),
                    ("referral_answered", "Your question about a referral is answered"),
                    ("referral_accepted", "A referral was accepted"),
                    ("referral_done", "A referral has been answered or finished"),
                    ("referral_declined", "A referral came back: it was declined"),
                    ("referral_unreached", "A referral came back: nobody was reached"),
                    ("referral_revoked", "A referral no longer holds: do nothing more"),
                    ("referral_late", "A referral is late"),
                    ("referrals_wait", "Referrals wait for your unit"),
                    ("plan_stopped", "Somebody's part in a plan has stopped: look at the plan"),
                ],
                max_length=30,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "access_requested",
                            "access_given",
                            "access_unasked",
                            "emergency_opened",
                            "emergency_locked",
                            "waits_for_somebody",
                            "named_for_protected",
                            "emergency_ended",
                            "stay_asked",
                            "unseen_files",
                            "times_late",
                            "referral_new",
                            "referral_assigned",
                            "referral_question",
                            "referral_answered",
                            "referral_accepted",
                            "referral_done",
                            "referral_declined",
                            "referral_unreached",
                            "referral_revoked",
                            "referral_late",
                            "referrals_wait",
                            "plan_stopped",
                        ],
                    )
                ),
                name="notice_kind_known",
            ),
        ),
    ]
