"""How each door of a provider or gateway is told no: in the form that its other side writes down or shows."""

from django.http import HttpResponse, JsonResponse


def to_telegram(status: int, sentence: str) -> HttpResponse:
    """This function will answer as the Bot API does itself."""
    return JsonResponse({"ok": False, "error_code": status, "description": sentence}, status=status)


def to_meta(status: int, sentence: str) -> HttpResponse:
    """This function will answer as the Graph API does itself."""
    told = {"message": sentence, "type": "OAuthException", "code": status}
    return JsonResponse({"error": told}, status=status)


def to_gateway(status: int, sentence: str) -> HttpResponse:
    """This function will answer an SMS gateway over HTTP."""
    return JsonResponse({"status": "refused", "message": sentence}, status=status)


def to_kannel(status: int, sentence: str) -> HttpResponse:
    """This function will answer Kannel, which reads plain text."""
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
