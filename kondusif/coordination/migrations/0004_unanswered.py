from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coordination", "0003_directives")]
    operations = [
        # What the clock asks every ten minutes: tasks nobody accepted, of which superiors were not told yet.
        migrations.AddIndex(
            "task",
            models.Index(fields=["given_at"], condition=models.Q(state="open", raised_at=None), name="task_unanswered"),
        ),
    ]
