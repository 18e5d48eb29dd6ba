"""Data keys are wrapped anew while the system runs, by a role that can do nothing else."""

from django.db import migrations

from casework.migrations._key_rows import guard_digests, guard_keys

FUNCTIONS = """
-- What stands behind the head of a sealed value (casework/crypto.py): version, length and name of the
-- wrapping key, 60 bytes of wrapped data key. It is sealed by the data key, so it tells whether the
-- content is the same.
CREATE FUNCTION app_sealed_body(sealed bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(sealed) > 2 AND get_byte(sealed, 0) = 1
        THEN substring(sealed FROM 2 + get_byte(sealed, 1) + 60 + 1) ELSE sealed END
$$;

CREATE FUNCTION refuse_other_than_rewrapping() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
    same boolean;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        EXECUTE format('SELECT app_sealed_body(($1).%1$I) IS NOT DISTINCT FROM app_sealed_body(($2).%1$I)', name)
            INTO same USING OLD, NEW;
        IF NOT same THEN
            RAISE EXCEPTION 'wrapping a key changes no content' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""

OTHERS = """
-- What names and numbers are, to make their digests anew. It lies sealed under the files' own keys.
GRANT SELECT (id, person_id, given_name, family_name) ON casework_identity TO ledljus_keys;
CREATE POLICY keys_look ON casework_identity FOR SELECT TO ledljus_keys USING (true);

-- Second factors are JSON with sealed values in it; the library's table has no policies.
GRANT SELECT (id, data), UPDATE (data) ON mfa_authenticator TO ledljus_keys;

GRANT INSERT ON casework_auditevent TO ledljus_keys;
CREATE POLICY keys_add ON casework_auditevent FOR INSERT TO ledljus_keys
    WITH CHECK (actor_id IS NULL AND event LIKE 'keys.%');
"""


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [
            FUNCTIONS,
            guard_keys("casework_personkey", "wrapped", pk="person_id"),
            guard_keys("casework_shelteraddress", "address", "phone", "contact", pk="shelter_id"),
            guard_digests("casework_identifier", reads="id, person_id, kind, value", remakes=True),
            guard_digests("casework_namepart", reads="id, person_id", remakes=True),
            OTHERS,
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0041_recovery_access"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
