"""Pairs of short reports written by hand, as a duty officer in East Java, Madura or Bali gets them.

They were written without a look at the synthetic sentences of the fit. One line a pair: whether it is one
event (y, n, or ? where an officer would want to be asked), km apart, hours apart, whether in the same
village (+, -), and the two texts, the second behind a bar.
"""

from dataclasses import dataclass

_LINES = """
y 0.1 0.5 + TPS 07 listrik mati dari tadi, kpps pake senter
  | lampu padam di tps7 blm nyala2, pake hp buat penerangan
y 0.0 0.3 + surat suara di TPS 3 habis, pemilih masih antri
  | tps tiga kehabisan srt suara min, msh byk yg blm nyoblos
y 0.2 1.0 + ada yg bagi2 amplop di rumah pak RT 04 isi 50rb
  | serangan fajar di RT 4, dikasih 50 ribu suruh milih no 2
y 0.3 0.7 + banjir sampe lutut di depan TPS 12, warga gak bisa nyoblos
  | TPS 12 kebanjiran mas, air selutut
y 0.1 0.2 + ketua KPPS TPS 5 pingsan kecapekan dibawa ke puskesmas
  | petugas kpps tps 05 semaput, dilarikan ke pkm
y 0.4 1.5 + massa paslon 1 ngumpul di depan kantor kecamatan nuntut hitung ulang
  | demo pendukung 01 di kantor kec minta penghitungan ulang, sekitar 200 org
y 0.2 0.4 + kotak suara TPS 9 segelnya sobek
  | Segel kotak TPS 09 ditemukan robek pas dibuka
y 0.5 2.0 + pohon tumbang nutup jalan ke TPS 2 dan 3
  | jln menuju TPS 2 ketutup pohon ambruk, motor ga bisa lewat
y 0.1 0.3 + tawuran antar pendukung di lapangan desa, ada yg luka kena celurit
  | bentrok di lapangan desa, 1 org kena bacok
y 0.0 0.1 + logistik blm nyampe di TPS 15 sampe jam 7
  | TPS 15 drg iso buka, kotak suarane durung teko
y 0.2 0.8 + saksi paslon 2 diusir dari TPS 11
  | saksi 02 ga dibolehin masuk tps 11, ribut sama kpps
y 0.3 1.0 + orang gak dikenal ngancem warga biar gak milih
  | warga ditakut-takuti preman supaya tdk nyoblos
y 0.6 3.0 + jembatan menuju dusun putus diterjang banjir, kotak suara gak bisa lewat
  | jembatan ambrol, logistik pemilu ketahan di seberang
y 0.1 0.6 + pemilih nyoblos dua kali di TPS 8 dan TPS 10
  | ada yg ketahuan nyoblos dobel di tps 8, sdh diamankan panwas
y 0.2 0.5 + pak kades kampanye di balai desa pake baju dinas
  | kepala desa ngajak warga pilih nomor 1 waktu acara di balai desa
y 0.1 0.4 + TPS 6 dipasang spanduk paslon di pintu masuk
  | msh ada banner calon bupati nempel di tps enam
y 0.0 1.2 + hujan deres tenda TPS 4 roboh
  | tenda tps 4 ambruk kena angin, surat suara basah sebagian
y 0.2 0.3 + aeng bhanjir e TPS 2, oreng ta' bisa nyoblos
  | TPS 2 kebanjiran, warga tidak bisa mencoblos
y 0.1 0.2 + badha oreng abagi pesse saebu e budi'na masjid
  | ada org bagi duit di belakang masjid
y 0.3 0.9 + wonten tiyang tukaran ten TPS 14 nggih pak
  | ada keributan di TPS 14, warga adu mulut sama KPPS
y 0.1 0.5 + mboten wonten listrik ten TPS 20
  | TPS 20 padam, PLN ga bisa dihubungi
y 0.2 0.4 + undangan C6 banyak yg blm dibagi di dusun krajan
  | warga krajan blm terima undangan nyoblos
y 0.0 0.2 + bawaslu nemuin 20 kardus sembako di rumah timses
  | ada penumpukan sembako di rmh tim sukses, 20 dus, panwas sdh ke lokasi
y 0.4 0.6 + mobil pengangkut logistik mogok di tanjakan
  | truk bawa kotak suara macet di tanjakan, mesin rusak
y 0.2 2.0 + TPS 7 kurang 30 surat suara
  | tps tujuh kekurangan 30 lbr surat suara
y 0.1 0.3 + warga carok gara2 beda pilihan, satu meninggal
  | carok di dusun, korban tewas 1 karena urusan pilkada
y 0.2 0.7 + beredar video hoax kotak suara dibuka di gudang
  | video kotak suara dibongkar di gudang viral, kayaknya bohong
y 0.0 0.2 + DPT TPS 13 ganda, nama sama muncul 2x
  | daftar pemilih di TPS 13 dobel2 namanya
y 0.3 0.5 + blokade jalan oleh pendukung yg kalah
  | massa tutup jalan pakai ban dibakar, ga terima kalah
y 0.1 0.8 + tinta di TPS 16 habis
  | tps 16 tintanya entek pak, jari ga dicelup
y 0.5 1.0 + gempa barusan, kotak suara di gudang PPK jatuh
  | abis gempa kotak suara di gudang kecamatan pada roboh
y 0.2 0.4 + KPPS TPS 1 nyoblosin sisa surat suara
  | petugas tps 1 ketahuan coblos surat suara sisa
n 0.6 0.5 + TPS 07 listrik mati
  | TPS 08 listrik mati
n 0.4 1.0 + surat suara habis di TPS 3
  | surat suara habis di TPS 13
n 0.2 0.5 + listrik mati di TPS 3
  | warga mati dikeroyok di dekat TPS 3
n 5.0 2.0 - banjir di TPS 2 selutut
  | TPS 2 banjir, air selutut
n 7.0 0.5 - amplop 50rb dibagi di RT 04
  | bagi2 amplop 50 ribu di RT 4
n 0.1 0.3 + ketua KPPS TPS 5 pingsan
  | TPS 5 kekurangan surat suara 20 lembar
n 0.3 26.0 + listrik padam di TPS 7
  | listrik padam lagi di TPS 7 malam ini
n 0.2 0.5 + bagi2 amplop di rumah pak RT
  | bagi2 jadwal ronda di rumah pak RT
n 0.5 2.0 + kotak suara TPS 9 segelnya sobek
  | surat suara di TPS 10 sobek
n 0.3 1.0 + saksi paslon 2 diusir dari TPS 11
  | saksi paslon 1 TPS 21 tidak dapat makan
n 3.0 3.0 - demo di kantor kecamatan
  | demo di kantor KPU kabupaten
n 0.1 0.2 + TPS 15 logistik belum datang
  | TPS 15 ricuh, saksi dipukul
n 0.8 4.0 + pohon tumbang di jalan raya depan pasar
  | pohon tumbang nutup jalan ke sekolah SD 2
n 0.2 1.0 + pemilih nyoblos dua kali di TPS 8
  | pemilih TPS 8 pingsan kepanasan
n 6.0 1.0 - kpps tps 5 pingsan
  | petugas kpps tps 5 pingsan dilarikan ke puskesmas
n 0.4 6.0 + warga ribut soal DPT di TPS 4
  | warga ribut rebutan sembako di balai desa
n 0.1 0.5 + genset TPS 6 rusak
  | tinta TPS 6 habis
n 4.0 0.4 - massa paslon 1 ngumpul di depan balai desa
  | massa paslon 1 ngumpul di lapangan
n 0.3 0.5 + TPS 12 hujan deras tapi aman
  | TPS 12 banjir, pemungutan dihentikan
n 0.5 1.0 + jembatan gantung rusak, hati2
  | jalan longsor di tikungan, motor bisa lewat
n 0.2 3.0 + preman jaga di depan TPS 2
  | anak kecil hilang di dekat TPS 2
n 1.5 0.5 + kades bagi2 beras di dusun timur
  | timses bagi2 beras di dusun barat rumah pak haji
n 0.4 2.0 + spanduk calon bupati disobek
  | spanduk calon gubernur dipasang di masjid
n 2.5 1.0 - truk logistik mogok
  | truk pasir mogok bikin macet
n 0.3 0.3 + wonten banjir ten TPS 9
  | wonten tiyang tukaran ten TPS 9
n 0.1 0.2 + situasi TPS 3 aman terkendali
  | TPS 3 ricuh
n 0.1 0.4 + TPS 17 pemungutan lancar sampai jam 10
  | TPS 18 aman lancar, partisipasi 60 persen
n 0.2 0.5 + sampah numpuk di depan TPS 5 tolong dibersihkan
  | tps 5 kekurangan kursi
n 0.9 1.0 + lampu jalan mati di dusun krajan
  | listrik TPS 22 mati pas penghitungan
n 0.2 0.5 + orang mati lampu di rumahnya tlg PLN
  | di TPS 5 ada pemilih meninggal mendadak
n 0.5 5.0 + amplop isi 20rb dibagi timses 01 di RT 3
  | amplop isi 100rb dibagi timses 02 di RT 5
n 0.3 0.8 + warga rame-rame datang ke TPS 1, tertib
  | rusuh di TPS 1 gara2 saksi
n 0.3 2.0 + antrian panjang warga kesel nunggu di TPS 4
  | petugas TPS 4 kecapekan jatuh sakit
? 0.5 1.5 + ada keributan di dekat balai desa
  | warga ribut soal surat suara
? 0.4 3.0 + air mulai naik di dusun
  | TPS 5 kebanjiran
? 0.3 2.0 + ada orang mencurigakan mondar mandir
  | preman kumpul deket TPS
? 0.8 1.0 + mati lampu satu desa
  | TPS 7 gelap, kpps pake lilin
? 0.2 4.0 + katanya ada bagi2 uang nanti malam
  | tadi ada yg terima amplop 50rb
? 0.6 2.0 + jalan ke TPS susah dilewati
  | pohon tumbang dekat TPS 2
"""


@dataclass(frozen=True, slots=True)
class WrittenPair:
    verdict: str
    km: float
    hours: float
    same_village: bool
    one: str
    other: str


def written_pairs() -> list[WrittenPair]:
    found = []
    for line in _LINES.replace("\n  |", " |").strip().splitlines():
        verdict, km, hours, village, texts = line.split(" ", 4)
        one, other = texts.split(" | ")
        found.append(WrittenPair(verdict, float(km), float(hours), village == "+", one, other))
    return found
