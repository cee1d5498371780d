"""
The words people write: Indonesian, Javanese, Madurese and English, in one table each.

Everything here is in search form (``regions.names.search_form``): small letters, no accents, no
apostrophes. A phrase matches whole words only. To teach the chat a word, add it here.
"""

from enum import StrEnum


class Command(StrEnum):
    """What a message asks for, apart from what it reports."""

    REPORT = "report"
    CANCEL = "cancel"
    HELP = "help"
    STATUS = "status"
    YES = "yes"
    NO = "no"
    GREETING = "greeting"
    THANKS = "thanks"
    SKIP = "skip"


C = Command

# The whole message is one of these. Indonesian | Javanese | Madurese | English.
COMMANDS: dict[Command, frozenset[str]] = {
    C.REPORT: frozenset({"lapor", "laporan", "laporan baru", "mau lapor", "saya mau lapor"} | {"lapur", "arep lapor", "badhe lapor"} | {"alapor", "alapora"} | {"report", "new report"}),
    C.CANCEL: frozenset({"batal", "batalkan", "stop", "unreg", "berhenti", "tidak jadi"} | {"ora sido", "mboten sios", "wurung"} | {"ta daddi", "burung", "ambu"} | {"cancel", "quit"}),
    C.HELP: frozenset({"bantuan", "bantu", "cara", "caranya", "info", "menu", "petunjuk"} | {"piye carane", "pripun", "tulung"} | {"tolong", "dhaponapa", "kadhinapa"} | {"help"}),
    C.YES: frozenset({"ya", "iya", "y", "ok", "oke", "benar", "betul", "kirim", "setuju", "sudah benar", "lanjut"} | {"iyo", "yo", "inggih", "nggih", "leres", "bener"} | {"iyah", "engghi", "enggih", "enggi", "bendher"} | {"yes", "send", "correct"}),
    C.NO: frozenset({"tidak", "tdk", "bukan", "salah", "ubah", "ganti", "belum benar"} | {"ora", "mboten", "sanes", "dudu", "kleru"} | {"enten", "bunten", "bhunten", "banne", "enja"} | {"no", "n", "wrong", "change"}),
    C.GREETING: frozenset({"halo", "hallo", "hai", "selamat pagi", "selamat siang", "selamat sore", "selamat malam", "permisi", "p", "assalamualaikum", "assalamu alaikum", "ping", "tes", "test"} | {"kulo nuwun", "kula nuwun", "sugeng enjing", "sugeng siang", "sugeng ndalu"} | {"taretan", "ca epon"} | {"start", "hello", "hi"}),
    C.THANKS: frozenset({"terima kasih", "terimakasih", "makasih", "makasi", "trims", "tks", "thx"} | {"matur nuwun", "matur suwun", "suwun", "nuwun"} | {"sakalangkong", "mator sakalangkong", "kasoon"} | {"thanks", "thank you"}),
    C.SKIP: frozenset({"lewati", "lewat", "tidak tahu", "tidak ada", "lupa"} | {"ora ngerti", "mboten ngertos", "lali"} | {"ta tao", "loppa"} | {"skip", "unknown"}),
}  # fmt: skip
# A message that begins with one of these asks how a report stands.
STATUS_WORDS = ("status", "cek", "cek status", "cek resi", "resi", "receipt")
ENGLISH = frozenset(
    {"english", "in english", "bahasa inggris", "report", "new report", "help", "cancel", "start english"}
)
INDONESIAN = frozenset({"bahasa indonesia", "indonesia", "bahasa"})

# What a category is called; the longest phrase counts most. Order: Indonesian, Javanese, Madurese, English.
CATEGORY_WORDS: dict[str, tuple[str, ...]] = {
    "crowd": ("kerumunan", "massa", "unjuk rasa", "demo", "demonstrasi", "konvoi", "berkumpul", "kerusuhan", "rusuh", "ricuh", "kumpul kumpul", "gegeran", "rame rame", "oreng ramme", "akompol", "crowd", "protest"),
    "intimidation_violence": ("ancaman", "mengancam", "diancam", "intimidasi", "kekerasan", "perkelahian", "berkelahi", "tawuran", "pemukulan", "dipukul", "pengeroyokan", "dikeroyok", "penganiayaan", "gelut", "tukaran", "ditantang", "diancem", "tokaran", "atokar", "carok", "acarok", "eancem", "violence", "threat", "fight"),
    "money_politics": ("politik uang", "uang", "duit", "duwit", "dhuwit", "bagi uang", "bagi bagi uang", "membagikan uang", "amplop", "serangan fajar", "sembako", "suap", "sogok", "sogokan", "beli suara", "bagi dhuwit", "bagi duwit", "nyogok", "pesse", "obang", "bagi pesse", "money", "money politics", "bribe", "vote buying"),
    "hoax": ("hoaks", "hoax", "berita bohong", "kabar bohong", "fitnah", "kabar palsu", "disinformasi", "kabar ngapusi", "goroh", "apusan", "kabhar leccek", "caca leccek", "fake news"),
    "logistics": ("logistik", "surat suara", "kotak suara", "bilik suara", "tinta", "logistics", "ballot", "ballots"),
    "hazard": ("bencana", "banjir", "longsor", "gempa", "angin kencang", "puting beliung", "kebakaran", "cuaca", "pohon tumbang", "lindhu", "lindu", "kobongan", "udan deres", "banjir bandang", "kobbharan", "lendhu", "angen raja", "flood", "disaster", "weather", "fire"),
    "sara_hate": ("sara", "ujaran kebencian", "kebencian", "suku agama", "penghinaan agama", "adu domba", "hate"),
    "neutrality_asn": ("netralitas asn", "asn tidak netral", "pns", "asn", "pegawai negeri", "kepala desa kampanye", "kades kampanye", "civil servant"),
    "neutrality_organiser": ("netralitas penyelenggara", "kpps tidak netral", "ppk", "pps", "panwas tidak netral", "penyelenggara"),
    "station_site": ("lokasi tps", "tempat tps", "tps rawan", "tps banjir", "polling station"),
    "power_network": ("listrik", "mati lampu", "listrik mati", "padam", "pemadaman", "sinyal", "internet mati", "lampu mati", "lampo mate", "electricity", "power", "network"),
    "voter_list": ("daftar pemilih", "dpt", "tidak terdaftar", "pemilih ganda", "voter list"),
    "candidacy": ("pencalonan", "ijazah palsu", "calon", "pendaftaran calon", "candidacy"),
    "campaign": ("kampanye", "kampanye hitam", "masa tenang", "campaign"),
    "vandalism_apk": ("apk dirusak", "perusakan apk", "baliho", "spanduk", "alat peraga", "banner", "props"),
    "vote_count": ("penghitungan suara", "hitung suara", "rekapitulasi", "rekap", "c hasil", "penggelembungan suara", "count"),
    "result_dispute": ("sengketa hasil", "gugatan", "sengketa", "tolak hasil", "menolak hasil", "dispute"),
    "post_vote_protest": ("protes hasil", "demo hasil", "unjuk rasa hasil"),
    "health": ("kesehatan", "petugas sakit", "kpps sakit", "kpps meninggal", "pingsan", "kelelahan", "petugas lara", "health"),
    "ideology": ("radikal", "radikalisme", "terorisme", "teroris", "ideologi", "anti pancasila", "radical"),
    "economy": ("harga", "harga naik", "kelangkaan", "langka", "pupuk", "elpiji", "beras mahal", "ekonomi", "larang", "economy", "prices"),
    "other": ("lain lain", "lainnya", "lain", "liyane", "laenna", "something else", "other"),
}  # fmt: skip

NOW_WORDS = (
    "sekarang",
    "saat ini",
    "barusan",
    "baru saja",
    "sedang berlangsung",
    "saiki",
    "sakniki",
    "sakmenika",
    "nembe",
    "lagek",
    "sateya",
    "satiya",
    "gi buru",
    "now",
    "just now",
)
YESTERDAY_WORDS = ("kemarin", "kemaren", "wingi", "kala wingi", "bari", "baree", "yesterday")
TODAY_WORDS = ("hari ini", "tadi", "dina iki", "are satiya", "today")
# The hour that a part of the day stands for when nobody says which.
DAY_PARTS: dict[str, int] = {
    "dini hari": 3, "subuh": 5, "pagi": 8, "siang": 12, "sore": 16, "malam": 20, "malem": 20,
    "esuk": 8, "isuk": 8, "awan": 12, "sonten": 16, "bengi": 20, "ndalu": 20, "dalu": 20,
    "lagghu": 8, "gulaggu": 8, "aban": 12, "compet": 16, "malemma": 20,
    "morning": 8, "noon": 12, "afternoon": 16, "evening": 20, "night": 20,
}  # fmt: skip
LAST_NIGHT_WORDS = (
    "semalam",
    "tadi malam",
    "tadi malem",
    "mau bengi",
    "wingi bengi",
    "bengi mau",
    "malem bari",
    "last night",
)
AGO_WORDS = ("lalu", "yang lalu", "yg lalu", "kepungkur", "se tapongkor", "ago")
UNIT_MINUTES: dict[str, int] = {
    "menit": 1, "mnt": 1, "jam": 60, "hari": 1440, "dina": 1440, "are": 1440, "minute": 1, "minutes": 1,
    "hour": 60, "hours": 60, "day": 1440, "days": 1440,
}  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")

# A machine wrote this: kept, never answered.
AUTO_REPLIES = (
    "balasan otomatis", "pesan otomatis", "jawaban otomatis", "auto reply", "autoreply", "automatic reply",
    "out of office", "sedang di luar kantor", "ini adalah pesan otomatis", "do not reply", "mohon tidak membalas",
    "jangan balas pesan ini", "terima kasih telah menghubungi", "terima kasih sudah menghubungi",
)  # fmt: skip
# What may be changed before sending.
PIECES: dict[str, tuple[str, ...]] = {
    "category": ("kategori", "jenis", "jinis", "category", "1"),
    "place": ("tempat", "lokasi", "desa", "panggonan", "kennengan", "place", "2"),
    "time": ("waktu", "jam", "wektu", "bakto", "time", "3"),
    "words": ("isi", "kata", "cerita", "text", "words", "4"),
}
