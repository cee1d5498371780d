from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory_and_above

# An office below may read what is addressed to it, so the second wall lets regions above through; the first one asks
# for the address. What was issued stays as it was, whoever asks.
ISSUED_STAYS = """
CREATE FUNCTION documents_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a document with a number is never removed';
    END IF;
    IF (NEW.number, NEW.unit, NEW.series, NEW.year, NEW.sequence, NEW.data, NEW.frame, NEW.code, NEW.title,
        NEW.issued_at, NEW.signer_name, NEW.signer_title, NEW.kind)
       IS DISTINCT FROM
       (OLD.number, OLD.unit, OLD.series, OLD.year, OLD.sequence, OLD.data, OLD.frame, OLD.code, OLD.title,
        OLD.issued_at, OLD.signer_name, OLD.signer_title, OLD.kind) THEN
        RAISE EXCEPTION 'an issued document is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_issued_stays BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW WHEN (OLD.sequence IS NOT NULL) EXECUTE FUNCTION documents_issued_stays();
"""
BACK = "DROP TRIGGER documents_issued_stays ON documents_document; DROP FUNCTION documents_issued_stays();"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("core", "0001_initial")]
    operations = [
        guard_territory_and_above("documents_document"),
        *(guard_by_parent(f"documents_{table}", "documents_document", "document_id")
          for table in ("recipient", "rendition", "reading")),
        *(guard_territory_and_above(f"documents_{table}")
          for table in ("numbercounter", "takennumber", "letterhead", "template")),
        migrations.RunSQL(ISSUED_STAYS, BACK),
    ]
