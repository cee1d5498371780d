import django.db.models.deletion
import kondusif.core.ids
from django.conf import settings
from django.db import migrations, models

from kondusif.core.territory import guard_by_parent


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
        ('reports', '0005_form_channel'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='reports.report')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['-at'], name='disclosure_at'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DisclosureStep',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('approved', 'approved'), ('refused', 'refused'), ('disclosed', 'disclosed'), ('lapsed', 'lapsed')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reports.disclosure')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ['approved', 'refused'])), fields=('disclosure',), name='disclosure_decided_once'),
                ],
            },
        ),
        guard_by_parent("reports_disclosure", "reports_report", "report_id"),
        guard_by_parent("reports_disclosurestep", "reports_disclosure", "disclosure_id"),
    ]
