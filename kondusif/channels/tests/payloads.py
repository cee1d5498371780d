"""
What the providers post, written by hand after their pages.

Telegram: https://core.telegram.org/bots/api#update, #message, #photosize, #location.
WhatsApp: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples.
"""

from datetime import timedelta

from kondusif.people.tests.factories import NOW


def telegram_update(n: int, text: str = "", **message) -> dict:
    """This function will return an Update with a private message."""
    usual = {
        "message_id": 100 + n, "date": int((NOW + timedelta(minutes=n)).timestamp()),
        "from": {"id": 7001, "is_bot": False, "first_name": "Sari", "language_code": "id"},
        "chat": {"id": 7001, "first_name": "Sari", "type": "private"},
    }  # fmt: skip
    if text:
        usual["text"] = text
    return {"update_id": 880_000_000 + n, "message": usual | message}


PHOTO = [
    {"file_id": "kecil", "file_unique_id": "a", "file_size": 900, "width": 90, "height": 67},
    {"file_id": "besar", "file_unique_id": "b", "file_size": 90_000, "width": 1280, "height": 960},
]


def whatsapp_body(n: int, text: str = "", **message) -> dict:
    """This function will return a notification with one message."""
    usual = {
        "from": "6281234567890",
        "id": f"wamid.{n:04d}",
        "timestamp": str(int((NOW + timedelta(minutes=n)).timestamp())),
        "type": "text",
    }
    if text:
        usual["text"] = {"body": text}
    return {
        "object": "whatsapp_business_account",
        "entry": [{
            "id": "8856996819413533",
            "changes": [{
                "field": "messages",
                "value": {
                    "messaging_product": "whatsapp",
                    "metadata": {"display_phone_number": "6231555000", "phone_number_id": "1055500112233"},
                    "contacts": [{"profile": {"name": "Sari"}, "wa_id": "6281234567890"}],
                    "messages": [usual | message],
                },
            }],
        }],
    }  # fmt: skip


STATUS = {
    "object": "whatsapp_business_account",
    "entry": [{
        "id": "8856996819413533",
        "changes": [{
            "field": "messages",
            "value": {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "6231555000", "phone_number_id": "1055500112233"},
                "statuses": [{"id": "wamid.X", "status": "delivered", "timestamp": "1763604000", "recipient_id": "6281234567890"}],
            },
        }],
    }],
}  # fmt: skip
