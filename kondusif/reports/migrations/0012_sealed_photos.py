import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_vault'),
        ('reports', '0011_sheet_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='key',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.groupkey'),
        ),
    ]
