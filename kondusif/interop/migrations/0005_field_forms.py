import django.db.models.deletion
import kondusif.core.ids
from django.conf import settings
from django.db import migrations, models

from kondusif.core.territory import guard_by_parent, guard_territory


class Migration(migrations.Migration):

    dependencies = [
        ('interop', '0004_partner_territory'),
        ('regions', '0002_whole_points'),
        ('reports', '0005_form_channel'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldForm',
            fields=[
                ('id', models.UUIDField(default=kondusif.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('form_id', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=200)),
                ('version', models.CharField(max_length=60)),
                ('default_category', models.CharField(max_length=32)),
                ('workbook', models.BinaryField()),
                ('xform', models.BinaryField()),
                ('roles', models.JSONField(default=dict)),
                ('file_questions', models.JSONField(default=list)),
                ('n_questions', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(db_column='region_code', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region')),
            ],
            options={
                'ordering': ['-published_at'],
            },
        ),
        migrations.CreateModel(
            name='FormFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('refusal', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('attachment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.attachment')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='FormSubmission',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='reports.report')),
                ('version', models.CharField(blank=True, max_length=60)),
                ('document', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='interop.fieldform')),
            ],
        ),
        migrations.AddConstraint(
            model_name='fieldform',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('region', 'form_id'), name='field_form_once'),
        ),
        migrations.AddConstraint(
            model_name='formfile',
            constraint=models.UniqueConstraint(fields=('report', 'name'), name='form_file_once'),
        ),
        guard_territory("interop_fieldform"),
        guard_by_parent("interop_formsubmission", "reports_report", "report_id"),
        guard_by_parent("interop_formfile", "reports_report", "report_id"),
    ]
