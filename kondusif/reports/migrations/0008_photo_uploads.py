import django.db.models.deletion
import kondusif.core.ids
from django.db import migrations, models

from kondusif.core.territory import guard_by_parent


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0007_email_channel'),
    ]

    operations = [
        migrations.CreateModel(
            name='PhotoUpload',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('n_bytes', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('refused', models.CharField(blank=True, max_length=240)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='PhotoPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offset', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='reports.photoupload')),
            ],
        ),
        migrations.AddConstraint(
            model_name='photoupload',
            constraint=models.UniqueConstraint(fields=('report', 'sha256'), name='photo_upload_once'),
        ),
        migrations.AddConstraint(
            model_name='photoupload',
            constraint=models.CheckConstraint(condition=models.Q(('n_bytes__lte', models.F('size'))), name='photo_upload_not_past_its_end'),
        ),
        migrations.AddConstraint(
            model_name='photopart',
            constraint=models.UniqueConstraint(fields=('upload', 'offset'), name='photo_part_once'),
        ),
        guard_by_parent("reports_photoupload", "reports_report", "report_id"),
        guard_by_parent("reports_photopart", "reports_photoupload", "upload_id"),
    ]
