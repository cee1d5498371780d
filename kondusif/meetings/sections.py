"""What the minutes say of each point of the agenda."""

from enum import StrEnum


class Section(StrEnum):
    """The parts of a point: what was laid before the meeting, what each agency said, what came of it."""

    TOPICS = "topics"  # pokok bahasan
    RESPONSES = "responses"  # tanggapan per instansi
    CONCLUSIONS = "conclusions"  # kesimpulan
