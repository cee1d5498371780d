import django.db.models.deletion
import kondusif.core.ids
from django.conf import settings
from django.db import migrations, models

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
        ('regions', '0002_whole_points'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupKey',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('group', models.CharField(choices=[('desk', 'desk'), ('analysis', 'analysis')], max_length=12)),
                ('public_key', models.BinaryField(max_length=32, unique=True)),
                ('founded_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('founded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(db_column='region_code', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='KeyGrant',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('salt', models.BinaryField(max_length=16)),
                ('iterations', models.PositiveIntegerField()),
                ('nonce', models.BinaryField(max_length=12)),
                ('wrapped', models.BinaryField(max_length=48)),
                ('at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='people.groupkey')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KeyShare',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('custodian', models.CharField(max_length=160)),
                ('mark', models.BinaryField(max_length=32)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='people.groupkey')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='groupkey',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('region', 'group'), name='group_key_one_in_use'),
        ),
        migrations.AddConstraint(
            model_name='keygrant',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('key', 'person'), name='key_grant_once'),
        ),
        migrations.AddConstraint(
            model_name='keyshare',
            constraint=models.UniqueConstraint(fields=('key', 'number'), name='key_share_number_once'),
        ),
        migrations.AddConstraint(
            model_name='keyshare',
            constraint=models.UniqueConstraint(fields=('key', 'custodian'), name='key_share_one_each'),
        ),
        guard_territory("people_groupkey"),
        guard_by_parent("people_keygrant", "people_groupkey", "key_id"),
        guard_by_parent("people_keyshare", "people_groupkey", "key_id"),
    ]
