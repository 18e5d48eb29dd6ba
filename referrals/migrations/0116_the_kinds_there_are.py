"""The kinds that every city has, for the bodies there are already. Set-up alone changes them."""

from django.db import migrations

KINDS = """
INSERT INTO referrals_bodykind (id, code, name_sv, name_en, stands_for, written_to_in, counted_as)
SELECT uuidv7(), * FROM (VALUES
    ('police', 'Polisen', 'Police', '', 'sv', 'police'),
    ('prosecutor', 'Åklagare', 'Prosecutor', '', 'sv', 'police'),
    ('health', 'Hälso- och sjukvård', 'Health care', '', 'sv', 'health'),
    ('migration', 'Migrationsverket', 'Migration Agency', '', 'sv', 'migration'),
    ('social_insurance', 'Försäkringskassan', 'Social Insurance Agency', '', 'sv', 'other'),
    ('employment', 'Arbetsförmedlingen', 'Employment Service', '', 'sv', 'other'),
    ('labour_crime', 'Center mot arbetslivskriminalitet', 'Centre against labour crime', '', 'sv',
        'other'),
    ('coordinator', 'Regionkoordinator', 'Regional coordinator elsewhere', '', 'sv',
        'regional_coordination'),
    ('iom', 'IOM', 'IOM', '', 'en', 'voluntary'),
    ('municipality', 'En annan kommun', 'Another municipality', 'municipality', 'sv',
        'municipality'),
    ('voluntary', 'Ideell organisation', 'Voluntary organisation', '', 'sv', 'voluntary'),
    ('district', 'Stadsdel', 'District of the city', 'district', 'sv', 'district')
) kinds
WHERE EXISTS (SELECT FROM referrals_outsidebody);
CREATE TRIGGER by_set_up BEFORE INSERT OR UPDATE OR DELETE ON referrals_bodykind
    FOR EACH ROW EXECUTE FUNCTION app_city_data_by_set_up();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0115_kinds_of_bodies")]
    operations = [migrations.RunSQL(KINDS, migrations.RunSQL.noop)]
