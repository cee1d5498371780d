"""What people do around a meeting, page by page: the words of the journeys."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.hall import PHONE, Hall


@dataclass(frozen=True)
class Directive:
    """Something the chair tells an office to do."""

    title: str
    owner: str  # the title of the office as it stands in the list
    does: str  # the word of the account that does it
    due_day: int  # of the story
    evidence: str = "Sudah dilaksanakan sesuai arahan."


@dataclass(frozen=True)
class Told:
    """A meeting as an article tells it."""

    title: str
    kind: str
    place: str
    agenda: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]  # kind of invitees, and the region or office by title
    chair: str
    said: str  # what is minuted under the first point
    directives: tuple[Directive, ...] = ()
    purpose: str = ""
    body: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def chosen(page: Any, name: str, text: str) -> None:
    """This function will choose the option of the select *name* that contains *text*."""
    value = page.locator(f"select[name={name}] option", has_text=text).first.get_attribute("value")
    page.select_option(f"select[name={name}]", value)


def sent(page: Any, action: str, within: Any = None, **fields: str) -> None:
    """This function will fill the form whose address ends with *action* and send it; what refuses it is told."""
    form = (within or page).locator(f"form[action$='{action}']").first
    opened(form)
    for name, value in fields.items():
        box = form.locator(f"[name='{name}']").first
        kind = box.evaluate("e => e.tagName + (e.type || '')")
        if kind.startswith("SELECT"):
            exact = form.locator(f"select[name='{name}'] option[value='{value}']")
            option = exact if exact.count() else form.locator(f"select[name='{name}'] option", has_text=value)
            box.select_option(option.first.get_attribute("value"))
        elif kind.endswith("radio"):
            form.locator(f"[name='{name}'][value='{value}']").check(force=True)
        else:
            box.fill(value)
    with page.expect_navigation():
        chief = form.locator("button.primary:not([type=button])")
        (chief.first if chief.count() else form.locator("button:not([type=button])").last).click()
    told = page.locator("[role=alert], .errors, .error-summary")
    assert told.count() == 0, told.first.inner_text()


def opened(form: Any) -> None:
    """This function will unfold what hides *form*."""
    form.evaluate("e => { for (let p = e; p; p = p.parentElement) if (p.tagName === 'DETAILS') p.open = true }")
    form.evaluate("e => e.querySelectorAll('details').forEach(d => d.open = true)")


def plan(hall: Hall, page: Any, told: Told, *, day: int, starts: str, ends: str, after: str = "") -> str:
    """This function will plan the meeting and return its address."""
    page.goto(f"{hall.url}/rapat/baru{after}")
    hall.picture(page, "0-rencana")
    page.select_option("select[name=kind]", told.kind)
    page.fill("[name=title]", told.title)
    chosen(page, "chair", told.chair)
    page.fill("[name=day]", hall.clock.day(day).isoformat())
    page.fill("[name=starts]", starts)
    page.fill("[name=ends]", ends)
    page.fill("[name=place]", told.place)
    page.fill("[name=purpose]", told.purpose)
    page.fill("[name=agenda]", "\n".join(told.agenda))
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert "/rapat/baru" not in page.url, page.locator("main").inner_text()[:600]
    return page.url.removeprefix(hall.url)


def invite(hall: Hall, page: Any, address: str, told: Told) -> None:
    """This function will add the lines of invitees and send the letter."""
    page.goto(hall.url + address)
    for kind, where in told.rules:
        form = page.locator("form[action$='/undangan']")
        opened(form)
        form.locator("[name=kind]").select_option(kind)
        if where:
            name = "office" if kind == "office" else "body" if kind == "body_members" else "region"
            option = form.locator(f"select[name={name}] option", has_text=where).first.get_attribute("value")
            form.locator(f"select[name={name}]").select_option(option)
        with page.expect_navigation():
            form.locator("button.button").last.click()
    hall.picture(page, "1-undangan")
    sent(page, "/undang")
    hall.react()


def answer(hall: Hall, word: str, address: str) -> None:
    """This function will say on a phone that one comes."""
    phone = hall.screen(word, PHONE)
    phone.goto(hall.url + address)
    form = phone.locator("form[action*='/rapat/jawab/']").first
    opened(form)
    form.locator("[name=answer]").first.evaluate("e => e.tagName") == "SELECT" and form.locator(
        "[name=answer]"
    ).select_option("coming")
    with phone.expect_navigation():
        form.locator("button").first.click()


def open_and_sign_in(hall: Hall, clerk: Any, address: str, words: tuple[str, ...]) -> None:
    """This function will open the meeting, sign *words* in through the code on the wall, and look who is missing."""
    clerk.goto(hall.url + address)
    sent(clerk, "/buka")
    clerk.goto(hall.url + address + "/dinding")
    hall.picture(clerk, "2-kode-dinding")
    door = clerk.locator(".address").inner_text().strip()
    door = door[door.index("/rapat/") :]
    for number, word in enumerate(words):
        phone = hall.screen(word, PHONE)
        phone.goto(hall.url + door)
        if number == 0:
            hall.picture(phone, "3-masuk-di-ponsel")
        with phone.expect_navigation():
            phone.locator("form:has([name=own]) button").first.click()
        phone.context.close()
    clerk.goto(hall.url + address + "/hadir")
    hall.picture(clerk, "4-siapa-belum-hadir")


def take_minutes(hall: Hall, clerk: Any, address: str, told: Told) -> None:
    """This function will write what was said, note the directives, and end the meeting."""
    clerk.goto(hall.url + address + "/notulen")
    sent(clerk, "/notulen/mulai")
    clerk.locator("textarea[data-passage]").first.fill(told.said)
    clerk.locator("[data-status]", has_text="tersimpan").wait_for()
    for directive in told.directives:
        form = clerk.locator("form[action*='/notulen/arahan']").first
        opened(form)
        form.locator("[name=title]").fill(directive.title)
        form.locator("[name=text]").fill(directive.title)
        for box in form.locator("[name=owners]").all():
            kind = box.evaluate("e => e.tagName")
            if kind == "SELECT":
                option = box.locator("option", has_text=directive.owner).first.get_attribute("value")
                box.select_option(option)
        due = f"{hall.clock.day(directive.due_day).isoformat()}T12:00"
        form.locator("[name=due_at]").fill(due)
        form.locator("[name=day_off_meant]").check()
        with clerk.expect_navigation():
            form.locator("button.primary").click()
        assert clerk.locator("[role=alert]").count() == 0, clerk.locator("[role=alert]").first.inner_text()
    hall.picture(clerk, "5-notulen")
    sent(clerk, "/notulen/selesai")


def approve(hall: Hall, address: str, word: str) -> None:
    """This function will let the chair read and approve the minutes; the directives are tasks then."""
    chair = hall.screen(word)
    chair.goto(hall.url + address + "/notulen/sahkan")
    hall.picture(chair, "6-pengesahan")
    with chair.expect_navigation():
        chair.locator("form:has([name=seen]) button.primary").click()
    assert chair.locator("[role=alert]").count() == 0, chair.locator("[role=alert]").first.inner_text()
    hall.react()
    chair.context.close()


def task_of(hall: Hall, page: Any, title: str) -> str:
    """This function will find the task of a directive in the list of *page*'s person and return its address."""
    page.goto(f"{hall.url}/tugas/")
    entry = page.locator("main li, main tr").filter(has_text=title)
    return entry.locator("a[href^='/tugas/']").first.get_attribute("href")


def do(hall: Hall, directive: Directive, *, picture: str = "") -> None:
    """This function will accept the task on a phone and hand it in with its evidence."""
    phone = hall.screen(directive.does, PHONE)
    phone.goto(hall.url + task_of(hall, phone, directive.title))
    sent(phone, "/terima")
    if picture:
        hall.picture(phone, picture)
    sent(phone, "/selesai", note=directive.evidence)
    hall.picture(phone, "7b-diserahkan")
    phone.context.close()
    hall.react()


def verify(hall: Hall, word: str, directive: Directive) -> None:
    """This function will let the giver accept the evidence."""
    giver = hall.screen(word)
    giver.goto(hall.url + "/tugas/")
    hall.picture(giver, "7c-menunggu-verifikasi")
    giver.goto(hall.url + task_of(hall, giver, directive.title))
    sent(giver, "/verifikasi", outcome="Sudah dilaksanakan dan diperiksa.")
    giver.context.close()
    hall.react()


def follow_up(hall: Hall, clerk: Any, address: str, told: Told, *, day: int) -> str:
    """This function will plan the next meeting and return what it carries over, as read."""
    number = address.rpartition("/")[2]
    following = plan(
        hall, clerk, replace(told, title=f"Tindak lanjut: {told.title}"), day=day, starts="09:00", ends="10:00",
        after=f"?lanjutan={number}",
    )  # fmt: skip
    clerk.goto(hall.url + following + "/tindak-lanjut")
    hall.picture(clerk, "8-dibawa-ke-rapat-berikut")
    return clerk.locator("main").inner_text()


def write_daily_report(hall: Hall, *, day: int, picture: str) -> str:
    """This function will let the desk assemble the day's report and the secretary approve it; returns what it says."""
    hall.clock.set(day, "15:00")
    desk = hall.screen("posko")
    desk.goto(hall.url + "/harian/laporan/")
    sent(desk, "/laporan/rangkum")
    address = desk.url.removeprefix(hall.url)
    form = desk.locator("form[action$='/sunting']")
    form.locator("[name=summary]").fill("Wilayah kondusif; arahan rapat sedang dilaksanakan.")
    with desk.expect_navigation():
        form.locator("[name=then][value=submit]").click()
    secretary = hall.screen("sekda")
    secretary.goto(hall.url + address)
    sent(secretary, "/setujui")
    hall.react()
    secretary.goto(hall.url + address)
    hall.picture(secretary, picture)
    return secretary.locator("main").inner_text()


def figure(text: str, name: str) -> int:
    """This function will read a figure of the daily report from the words of its page."""
    line = next(line for line in text.splitlines() if line.startswith(name))
    digits = re.findall(r"\d+", line.removeprefix(name))
    assert digits, f"{line!r} says no number"
    return int(digits[-1])


def sign_by_touch(hall: Hall, phone: Any, picture: str = "") -> None:
    """This function will draw a signature on the open page of a phone and send it."""
    box = phone.locator("[data-ink] canvas")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    phone.mouse.move(place["x"] + 20, place["y"] + 60)
    phone.mouse.down()
    for step in range(1, 12):
        phone.mouse.move(place["x"] + 20 + 18 * step, place["y"] + 60 + (25 if step % 2 else -20))
    phone.mouse.up()
    phone.locator("[name=confirmed]").check()
    if picture:
        hall.picture(phone, picture)
    with phone.expect_navigation():
        phone.locator("form button.primary").click()
