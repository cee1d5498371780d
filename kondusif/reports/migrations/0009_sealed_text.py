import django.db.models.deletion
import kondusif.core.ids
from django.db import migrations, models

from kondusif.core.territory import guard_by_parent


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_vault'),
        ('reports', '0008_photo_uploads'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealedText',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('envelope', models.BinaryField()),
                ('answer', models.BinaryField(blank=True, default=b'')),
                ('reading_key', models.BinaryField(blank=True, default=b'', max_length=32)),
                ('at', models.DateTimeField()),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.groupkey')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sealed', to='reports.message')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sealed_texts', to='reports.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('message', None)), fields=('report',), name='sealed_report_once')],
            },
        ),
        guard_by_parent("reports_sealedtext", "reports_report", "report_id"),
    ]
