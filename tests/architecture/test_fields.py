"""Every stored field has a class: how sensitive it is and how long it stays."""

from django.apps import apps

from kondusif.core.fields import FIELDS, MODELS, Sensitivity, class_of


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("kondusif.")]


def name_of(model) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


def test_every_field_of_every_model_is_classed():
    missing = [
        f"{name_of(m)}.{f.name}"
        for m in ours()
        for f in m._meta.get_fields()
        if f.concrete and class_of(name_of(m), f.name) is None
    ]
    assert missing == []


def test_the_registry_names_no_model_or_field_that_is_gone():
    models = {name_of(m): {f.name for f in m._meta.get_fields() if f.concrete} for m in ours()}
    assert sorted(set(MODELS) - set(models)) == []
    assert sorted(k for k in FIELDS if k.rpartition(".")[2] not in models.get(k.rpartition(".")[0], set())) == []


def test_who_a_reporter_is_stands_only_in_sealed_fields():
    assert class_of("reports.Contact", "sealed").sensitivity == Sensitivity.SEALED
    words = {f.name for f in apps.get_model("reports.Report")._meta.get_fields() if f.concrete}
    assert words.isdisjoint({"ip", "ip_address", "user_agent", "device", "device_id", "phone", "email", "name"})
