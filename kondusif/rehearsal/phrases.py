"""Invented sentences of an invented election campaign, in the manner people type on a phone. No real person, no party."""

# Sentences fill {desa}, {kec}, {tps}, {n}, {jam}. Everyday trouble comes from every theme, outbreaks from one.
EVERYDAY: dict[str, tuple[str, ...]] = {
    "crowd": (
        "Ada orang berkumpul di depan balai desa {desa}, kira2 {n} orang, masih tertib",
        "Iring-iringan motor lewat {desa} sekitar jam {jam}, jalan jadi macet",
        "warga {desa} kumpul di lapangan, katanya ada acara, blm ada petugas",
    ),
    "money_politics": (
        "Katanya ada yg bagi amplop di {desa}, saya lihat sendiri satu orang",
        "ada pembagian sembako di dusun timur {desa}, tdk jelas dari siapa",
    ),
    "hoax": (
        "Beredar pesan WA kalau TPS {tps} di {desa} pindah, warga bingung",
        "Ada kabar pemilihan ditunda, tersebar di grup warga {desa}",
    ),
    "logistics": (
        "Kotak suara di {desa} ditaruh di teras, takut kena hujan",
        "bilik suara utk TPS {tps} {desa} kurang satu",
    ),
    "hazard": (
        "Jalan ke {desa} tergenang air setinggi lutut, motor tdk bisa lewat",
        "Pohon tumbang menutup jalan desa {desa} sejak jam {jam}",
    ),
    "station_site": (
        "Lokasi TPS {tps} {desa} ada di lantai dua, orang tua susah naik",
        "Halaman TPS {tps} di {desa} sempit sekali, dekat jalan raya",
    ),
    "power_network": ("Sinyal di {desa} hilang dari kemarin sore", "Listrik di {desa} padam sejak jam {jam}"),
    "voter_list": (
        "Nama bapak saya tdk ada di daftar pemilih {desa}",
        "Tetangga yg sudah pindah masih terdaftar di {desa}",
    ),
    "neutrality_asn": ("Ada perangkat desa {desa} ikut membagikan kaos, harap dicek",),
    "vandalism_apk": ("Baliho di pertigaan {desa} dirobek orang", "Spanduk di dekat pasar {desa} hilang semalam"),
    "campaign": ("Kampanye di {desa} lewat dari jam {jam}, masih pakai pengeras suara",),
    "health": ("Dua petugas KPPS di {desa} sakit, belum ada pengganti",),
    "other": ("Mau tanya jam berapa TPS {tps} {desa} buka?", "Lampu jalan di {desa} mati, rawan kalau malam"),
}

OUTBREAKS: dict[str, tuple[str, ...]] = {
    "intimidation_violence": (
        "Dua orang mendatangi rumah ketua KPPS {desa}, mengancam agar tidak membuka TPS {tps}",
        "Tadi jam {jam} ada yg mengancam petugas TPS {tps} di {desa}, warga takut",
        "KPPS di {desa} didatangi orang tak dikenal, disuruh mundur",
        "ada ancaman ke penyelenggara di desa {desa}, katanya rumahnya mau dirusak",
        "Petugas TPS {tps} {desa} diintimidasi, {n} orang datang naik motor malam2",
        "saya lihat orang bawa kayu di depan rumah panitia {desa} sekitar jam {jam}",
        "panitia di {desa} takut keluar rumah krn diancam, tolong dijaga",
    ),
    "hoax": (
        "Beredar video lama diberi judul kotak suara {kec} dibuka, warga {desa} resah",
        "Di grup WA {desa} tersebar kabar surat suara sudah dicoblos, tdk ada buktinya",
        "warga {desa} ramai bicara surat suara tercoblos, katanya dari pesan berantai",
        "Pesan berantai soal TPS {tps} {desa} ditutup tersebar lagi",
        "ada kabar bohong ttg KPPS {desa}, mohon diluruskan",
    ),
    "money_politics": (
        "Semalam ada yg bagi amplop dari rumah ke rumah di {desa}",
        "Di {desa} dibagi beras 5 kg, diminta datang tgl pemilihan",
        "ada bagi2 uang di {desa} sekitar jam {jam}, {n} rumah didatangi",
        "Warga {desa} ditawari uang lewat kepala dusun, mohon ditindak",
        "amplop lagi di {desa}, orangnya sama dgn kemarin",
    ),
}
OUTCOMES: dict[str, str] = {
    "intimidation_violence": "Petugas sudah mendatangi lokasi, penyelenggara dijaga dan warga sudah diberi penjelasan.",
    "hoax": "Kabar itu tidak benar. Penjelasan sudah disampaikan di balai desa dan grup warga.",
    "money_politics": "Temuan sudah diteruskan ke Bawaslu, dan patroli malam ditambah di desa-desa itu.",
}
SETTLED = "Petugas sudah mengecek ke lokasi dan masalahnya sudah ditangani."
