import django.db.models.deletion
import kondusif.core.ids
import kondusif.reports.states
from django.conf import settings
from django.db import migrations, models

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0002_whole_points'),
        ('reports', '0010_call_channel'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='state',
            field=models.CharField(choices=[('received', 'received'), ('screened', 'screened'), ('verifying', 'verifying'), ('verified', 'verified'), ('unverified', 'unverified'), ('hoax', 'hoax'), ('duplicate', 'duplicate'), ('out_of_scope', 'out_of_scope'), ('assigned', 'assigned'), ('in_progress', 'in_progress'), ('resolved', 'resolved'), ('closed', 'closed'), ('reopened', 'reopened'), ('withdrawn', 'withdrawn')], default=kondusif.reports.states.ReportState['RECEIVED'], max_length=16),
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('uploaded', 'uploaded'), ('checking', 'checking'), ('checked', 'checked'), ('importing', 'importing'), ('imported', 'imported'), ('undoing', 'undoing'), ('undone', 'undone')], default=kondusif.reports.states.ImportState['UPLOADED'], max_length=12)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.BinaryField(max_length=32)),
                ('content', models.BinaryField()),
                ('heads', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('category', models.CharField(max_length=32)),
                ('as_history', models.BooleanField(default=False)),
                ('exercise', models.BooleanField(default=False)),
                ('n_rows', models.PositiveIntegerField(default=0)),
                ('n_ready', models.PositiveIntegerField(default=0)),
                ('n_known', models.PositiveIntegerField(default=0)),
                ('n_faulty', models.PositiveIntegerField(default=0)),
                ('n_done', models.PositiveIntegerField(default=0)),
                ('n_withdrawn', models.PositiveIntegerField(default=0)),
                ('faults', models.JSONField(default=list)),
                ('uploaded_at', models.DateTimeField()),
                ('imported_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('region', models.ForeignKey(db_column='region_code', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportedReport',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='reports.report')),
                ('row', models.PositiveIntegerField()),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='reports.sheetimport')),
            ],
        ),
        guard_territory("reports_sheetimport"),
        guard_by_parent("reports_importedreport", "reports_report", "report_id"),
    ]
