"""The JSON doors of all rooms under one description: ``/api/v1/``."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI

from kondusif.interop.described import add_doors
from kondusif.reports.api import router as reports

api = NinjaAPI(
    title="Kondusif",
    version="1",
    description="Early warning around elections: send reports of potential trouble.",
    docs_url=None,  # the pages of Swagger load foreign scripts
    openapi_url=None,  # below, as a route of ours that says what it takes
    urls_namespace="api",
)
api.add_router("", reports)


@api.get("/", summary="What is here", operation_id="index", include_in_schema=False, url_name="index")
def index(request: HttpRequest) -> dict[str, str]:
    """This function will point to the description and the doors."""
    return {"name": "Kondusif", "version": "1", "openapi": "/api/v1/openapi.json", "reports": "/api/v1/reports"}


@api.get(
    "/openapi.json", summary="This description", operation_id="openapi", include_in_schema=False, url_name="openapi"
)
def openapi(request: HttpRequest) -> HttpResponse:
    """This function will describe every JSON door for machines."""
    return JsonResponse(add_doors(api.get_openapi_schema()), json_dumps_params={"ensure_ascii": False})
