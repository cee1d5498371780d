"""
What the providers post, written by hand after their pages.

Telegram: https://core.telegram.org/bots/api#update, #message, #photosize, #location.
WhatsApp: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples, and for user ids
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/.

The libraries of others read all of them in ``tests/outsiders/test_chats.py``.
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


def telegram_pressed(n: int, data: str, date: int) -> dict:
    """This function will return the Update of a button that stands under a question of ours of the moment *date*."""
    ours = {
        "message_id": 900 + n, "from": {"id": 1, "is_bot": True, "first_name": "Kondusif"}, "text": "Apa yang terjadi?",
        "chat": {"id": 7001, "first_name": "Sari", "type": "private"}, "date": date,
    }  # fmt: skip
    sari = {"id": 7001, "is_bot": False, "first_name": "Sari", "language_code": "id"}
    query = {"id": f"q{n}", "from": sari, "message": ours, "chat_instance": "5", "data": data}
    return {"update_id": 880_000_000 + n, "callback_query": query}


NUMBER, USER_ID = "6281234567890", "ID.13491208655302741918"


def whatsapp_body(n: int, text: str = "", **message) -> dict:
    """This function will return a notification with one message of somebody who shows a number; each number has an id of its own."""
    number = message.get("from", NUMBER)
    user_id = USER_ID if number == NUMBER else f"ID.{number}"
    usual = {
        "from": number,
        "from_user_id": user_id,
        "id": f"wamid.{n:04d}",
        "timestamp": str(int((NOW + timedelta(minutes=n)).timestamp())),
        "type": "text",
    }
    if text:
        usual["text"] = {"body": text}
    contact = {"profile": {"name": "Sari"}, "wa_id": number, "user_id": user_id}
    return _notification(contacts=[contact], messages=[usual | message])


def without_number(body: dict) -> dict:
    """This function will return the same notification as Meta sends it of who took a user name and shows no number."""
    value = body["entry"][0]["changes"][0]["value"]
    contacts = [
        {"profile": c["profile"] | {"username": "sari.bangkalan"}, "user_id": c["user_id"]} for c in value["contacts"]
    ]
    shown = {key: value[key] for key in ("messages", "statuses") if key in value}
    hidden = {
        key: [{k: v for k, v in one.items() if k not in {"from", "recipient_id"}} for one in ones]
        for key, ones in shown.items()
    }
    return _notification(contacts=contacts, **hidden)


def _notification(**value) -> dict:
    usual = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6231555000", "phone_number_id": "1055500112233"},
    }
    change = {"field": "messages", "value": usual | value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "8856996819413533", "changes": [change]}]}


def whatsapp_status(message_id: str, status: str, **more) -> dict:
    """This function will return a notification of what became of a message of ours; a failed one names no contact."""
    told = {
        "id": message_id, "status": status, "timestamp": "1763604000", "recipient_id": NUMBER,
        "recipient_user_id": USER_ID,
    }  # fmt: skip
    contact = {"profile": {"name": "Sari"}, "wa_id": NUMBER, "user_id": USER_ID}
    return _notification(statuses=[told | more], **({} if status == "failed" else {"contacts": [contact]}))


def whatsapp_changed(n: int) -> dict:
    """This function will return the system message of somebody whose user id changed and who shows no number."""
    told = {
        "body": "User Sari changed", "user_id": "ID.99999999999999999999", "previous_user_id": USER_ID,
        "type": "user_changed_user_id",
    }  # fmt: skip
    stamp = str(int((NOW + timedelta(minutes=n)).timestamp()))
    return _notification(messages=[{"id": f"wamid.s{n}", "timestamp": stamp, "type": "system", "system": told}])


STATUS = whatsapp_status("wamid.X", "delivered")
