from django.urls import path

from kondusif.documents.views import checking, library, office, writing

app_name = "documents"
urlpatterns = [
    path("dokumen/", library.document_list, name="list"),
    path("dokumen/tulis", writing.choose_kind, name="choose"),
    path("dokumen/tulis/peta", writing.write_map, name="map"),
    path("dokumen/tulis/<slug:kind>", writing.write, name="write"),
    path("dokumen/nomor", office.numbers, name="numbers"),
    path("dokumen/kop", office.letterhead, name="letterhead"),
    path("dokumen/format", office.templates, name="templates"),
    path("dokumen/format/<slug:kind>.docx", office.template_file, name="template_file"),
    path("dokumen/format/<slug:kind>/pakai", office.choose_template, name="choose_template"),
    path("dokumen/<uuid:document_id>", library.one_document, name="one"),
    path("dokumen/<uuid:document_id>/berkas.<slug:form>", library.document_file, name="file"),
    path("dokumen/<uuid:document_id>/ubah", writing.change, name="change"),
    path("dokumen/<uuid:document_id>/terbitkan", library.issue, name="issue"),
    path("dokumen/<uuid:document_id>/buang", library.discard, name="discard"),
    path("dokumen/<uuid:document_id>/tarik", library.withdraw, name="withdraw"),
    path("dokumen/<uuid:document_id>/ganti", library.replace, name="replace"),
    path("dokumen/<uuid:document_id>/sifat", library.classify, name="classify"),
    path("periksa/", checking.check_start, name="check_start"),
    path("periksa/<slug:code>", checking.check, name="check"),
]
