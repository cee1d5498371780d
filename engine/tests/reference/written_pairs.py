"""Pairs of short reports written by hand, as a duty officer in East Java, Madura or Bali gets them.

They were written without a look at the synthetic sentences of the fit, and each set before it was known what
the model of then made of it. One line a pair: whether it is one event (y, n, or ? where an officer would want
to be asked), km apart, hours apart, whether in the same village (+, -), and the two texts, the second behind
a bar.
"""

import math
from dataclasses import dataclass

from kondusif_engine.linkage import Snippet

# The first set, and one of two matters at one station and one matter in different words: how far the shipped
# model may be trusted is read off these (engine/benchmarks/fit_linkage.py).
_FITTING = """
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
y 0.1 0.4 + kotak suara TPS 18 kuncinya ilang, kpps nunggu tukang kunci
  | gembok kotak TPS 18 ga ada kuncinya, pemungutan molor
y 0.0 0.6 + Bu Siti ketua KPPS TPS 6 kena stroke, dibawa ambulan
  | ketua tps 6 jatuh trus ga bisa ngomong, sdh di RSUD
y 0.3 1.0 + rombongan motor knalpot brong muter2 depan TPS 4 bikin takut
  | konvoi motor di sekitar tps 4, warga resah
y 0.2 2.5 + ada org nawari 100rb per kepala di warung kopi pojok
  | warung pojokan jd tempat bagi duit, satu org cepek ewu
y 0.1 0.3 + pak lurah mboten wonten, surat suara TPS 11 kirang 40
  | TPS 11 kurang surat suara empat puluh lembar
y 0.4 3.0 + air rob masuk TPS 2, bilik suara diangkat ke meja
  | tps dua kelep banyu rob, petugas mindah bilik
y 0.2 0.5 + pengawas TPS 9 dikeplak saksi sampe bonyok
  | PTPS di TPS 9 dipukul, lapor polisi
y 0.0 0.2 + salah input C1 TPS 22, suara 02 ketulis 210 padahal 21
  | C hasil TPS 22 keliru angka, paslon 2 nambah jadi 210
y 0.3 1.5 + sirekap ga bisa diakses petugas TPS 3 dari siang
  | aplikasi sirekap error di tps 3, foto c1 gagal kirim
y 0.5 4.0 + perahu yg ngangkut logistik karam di dermaga
  | kapal kotak suara tenggelam deket pelabuhan
y 0.1 0.5 + ada yg nyoblos pake KTP orang mati di TPS 14
  | pemilih pake identitas orang sdh meninggal, TPS 14
y 0.2 0.9 + bocah SMP ikut nyoblos di TPS 1, umure durung 17
  | anak di bawah umur kedapatan mencoblos di TPS 1
y 0.4 1.2 + rumah timses dilempari batu, kaca pecah
  | kediaman tim pemenangan disambit watu wong ora dikenal
y 0.2 0.7 + sapè lopot è TPS 5, orèng bubar kabbi
  | sapi lepas di TPS 5, warga lari semua
y 0.1 0.4 + bilik suara TPS 7 ada kamera kecil nempel
  | saksi nemu cctv di bilik TPS 7
y 0.6 2.0 + ormas segel kantor PPS
  | kantor pps digembok massa, petugas ga bisa masuk
y 0.3 1.0 + oreng alas ngalak kotak suara e TPS 12
  | kotak suara TPS 12 dibawa kabur orang
y 0.0 0.3 + pemilih difabel gak bisa masuk TPS 10 krn tangga
  | TPS 10 ga ramah disabilitas, kursi roda ga bisa naik
y 0.2 6.0 + rekapitulasi kecamatan deadlock, saksi walkout
  | saksi 03 walk out dari pleno PPK, rekap berhenti
y 0.1 0.8 + tabung gas meledak di dapur dekat TPS 8
  | kebakaran kecil sebelah tps 8 gara2 elpiji
y 0.3 1.1 + sopir truk logistik ditodong di jalan
  | truk pengangkut kotak suara dirampok, sopirnya diancam pake celurit
y 0.2 0.3 + nama saya ga ada di DPT padahal dulu nyoblos di TPS 16
  | warga protes namanya hilang dr daftar pemilih TPS 16
y 0.4 1.0 + ustad ceramah nyuruh milih 03 di musholla
  | di langgar ada kampanye terselubung, kyai ngajak coblos nomor tiga
y 0.1 0.2 + surat suara tercoblos duluan di TPS 19
  | TPS 19 nemu surat suara udah bolong sebelum dipake
y 0.3 0.9 + kpps TPS 20 mabuk, marah2 ke warga
  | petugas tps 20 mendem, pemilih dibentak
y 0.5 5.0 + jln ke dusun gunung longsor, motor aja ga bisa
  | tanah longsor nutup akses dusun, 3 tps keisolir
y 0.2 1.0 + 4 saksi TPS 5 keracunan nasi bungkus
  | saksi2 di tps 5 mual muntah habis makan, ada 3 apa 4 orang
y 0.2 2.0 + demo depan kantor PPK, kira2 50 orang
  | massa 200an di depan PPK, bakar ban
y 0.1 1.5 + genset TPS 13 njeblug, ada yg kena luka bakar
  | ledakan genset tps 13, satu petugas kebakar tangannya
y 0.3 0.5 + bendera partai dibakar orang di alun2
  | pembakaran atribut parpol di alun alun
y 0.0 2.0 + update TPS 18: kunci kotak sudah ketemu, jalan lagi
  | kotak suara TPS 18 kuncinya ilang, kpps nunggu tukang kunci
y 0.1 3.0 + listrik TPS 4 padam
  | TPS 4 listrik udah nyala lagi barusan
n 0.1 0.3 + TPS 9 pengawas dipukul saksi
  | TPS 9 tinta habis
n 0.2 0.6 + kotak suara TPS 12 dibawa kabur orang
  | TPS 12 kursi roda ga bisa masuk
n 0.1 0.4 + TPS 7 ada kamera di bilik
  | TPS 7 antri panjang, warga ngomel
n 0.0 0.5 + TPS 6 ketua KPPS stroke
  | TPS 6 saksi 01 belum datang sampe jam 8
n 0.1 0.2 + DPT TPS 16 ga ada nama saya
  | surat suara TPS 16 sobek 2 lembar
n 0.2 1.0 + di TPS 5 saksi keracunan nasi bungkus
  | di TPS 5 nasi bungkus buat kpps belum dikirim
n 0.1 0.5 + TPS 3 sirekap error
  | TPS 3 pemilih pingsan
n 0.0 0.3 + surat suara TPS 11 kurang 40
  | surat suara TPS 11 tercoblos duluan 40
n 0.1 0.6 + kotak suara TPS 2 basah kena rob
  | kotak suara TPS 2 ga disegel
n 0.2 0.4 + petugas TPS 20 mabuk
  | petugas TPS 20 dapat ancaman lewat WA
n 0.1 1.0 + saksi 01 TPS 8 protes hasil hitung
  | saksi 01 TPS 8 sakit perut pulang
n 0.3 0.5 + TPS 14 pemilih pake KTP orang mati
  | TPS 14 pemilih ga bawa KTP ditolak
n 0.1 0.2 + di TPS 1 bocah SMP ikut nyoblos
  | di TPS 1 bocah main petasan, ibu2 kaget
n 0.4 1.0 + jalan ke TPS 10 ambles
  | jalan ke TPS 10 macet ada hajatan
n 0.2 0.8 + genset TPS 13 meledak
  | genset TPS 13 dipinjam buat nikahan, belum balik
n 0.1 0.3 + mboten wonten tinta ten TPS 15
  | mboten wonten toya kangge wudhu ten TPS 15
n 0.2 0.5 + bendera partai dibakar di alun2
  | bendera merah putih di TPS terbalik
n 1.0 1.0 + ustad kampanye di musholla
  | musholla kemalingan kotak amal
n 0.3 2.0 + massa 200an depan PPK
  | massa pengajian 200an pulang dari masjid lewat depan PPK
n 0.5 1.0 - TPS 4 knalpot brong
  | TPS 5 knalpot brong konvoi
n 0.1 0.4 + TPS 21 bilik suara roboh
  | TPS 21 papan DPT belum ditempel
n 0.2 0.6 + pemilih TPS 17 nggowo hp nang bilik
  | hp pemilih ilang nang TPS 17
n 0.3 1.0 + kades bagi sembako di balai
  | balai desa dipake gudang sembako bansos resmi
n 0.2 0.9 + sopir truk logistik ditodong
  | truk logistik nabrak warung, sopir kabur
n 0.1 0.2 + ketua KPPS TPS 22 salah input C1
  | ketua KPPS TPS 22 ndak mau tanda tangan C1
n 0.4 3.0 + listrik TPS 4 padam
  | TPS 4 air PDAM mati
n 0.1 5.0 + TPS 19 surat suara tercoblos duluan
  | TPS 19 penghitungan suara salah jumlah, diulang
n 0.6 1.5 + rumah timses dilempar batu
  | rumah timses pesta kembang api
n 0.3 0.3 + situasi kondusif di TPS 1 sampai 5
  | TPS 3 dikepung massa
n 0.2 0.7 + warga TPS 8 tolak nyoblos krn jalan rusak
  | tabung gas meledak deket TPS 8
n 0.1 0.5 + sapi lepas di TPS 5
  | sapi kurban dibagi timses di TPS 5
n 0.2 0.3 + saksi nemu cctv di bilik TPS 7
  | saksi TPS 7 ditolak krn ga bawa mandat
n 0.0 0.1 + 5 pemilih di TPS 2 ga kebagian C6
  | 5 pemilih di TPS 2 berantem
? 0.3 1.0 + rame2 di TPS 6 ada apa ya
  | saksi sama kpps TPS 6 adu mulut
? 0.5 2.0 + ada polisi banyak di balai desa
  | balai desa ada yg ditangkep katanya
? 0.2 0.5 + pemungutan TPS 9 berhenti
  | TPS 9 surat suara habis
? 0.1 3.0 + TPS 18 blm mulai jam 9
  | TPS 18 kotak belum dibuka
? 0.3 1.0 + 20 surat suara rusak di TPS 12
  | 3 surat suara robek di TPS 12
? 0.4 1.0 + ambulan masuk gang deket TPS 10
  | ada yg pingsan di TPS 10
"""

# Nothing was fitted on these, and the word lists were not changed after the model had been tried on them.
_JUDGING = """
y 0.1 0.7 + gerobak bakso nabrak papan pengumuman TPS 2, daftar calon jatuh berantakan
  | papan calon di TPS 2 roboh ketabrak gerobak
y 0.2 1.0 + ular masuk TPS 8, ibu2 teriak2
  | ana ula gedhe mlebu tps 8, pemilih podo mlayu
y 0.0 0.4 + saksi 02 TPS 1 minta foto C6, dilarang kpps, adu mulut
  | cekcok saksi paslon dua dg ketua kpps tps 1 soal foto
y 0.3 2.0 + internet kantor kecamatan mati, upload hasil berhenti
  | wifi ppk down, unggah rekap ga jalan
y 0.2 0.5 + pakde linmas TPS 5 kena serangan jantung
  | hansip tps 5 dadanya sakit trus meninggal di tempat
y 0.4 1.5 + mobil plat merah dipake ngangkut pemilih ke TPS 3
  | kendaraan dinas antar jemput warga nyoblos
y 0.1 0.6 + coblosan TPS 14 dimulai jam 9, kpps kesiangan
  | tps 14 telat buka 2 jam petugasnya bangun siang
y 0.2 0.3 + kertas suara DPRD kecampur dapil lain di TPS 6
  | TPS 6 salah kirim surat suara, dapil 3 padahal sini dapil 2
y 0.5 3.0 + tiang listrik roboh nimpa mobil di jalan poros
  | cagak listrik ambruk di jln poros, lalu lintas macet total
y 0.1 0.2 + ibu hamil mau lahiran pas antri di TPS 10
  | pemilih TPS 10 pecah ketuban, dibawa bidan
y 0.3 1.2 + oreng mabu' ngamok e TPS 7
  | orang mabuk ngamuk di TPS 7 bawa botol
y 0.2 4.0 + posko paslon 3 kebakaran, diduga dibakar
  | markas pemenangan nomor 3 kobong mau bengi
y 0.0 0.9 + hasil hitung TPS 9 ditempel kok beda sama plano
  | C plano TPS 9 ga sama dg salinan yg dipasang
y 0.1 0.5 + mboten saget mlebet TPS 12, kursi roda kula mboten cekap
  | difabel TPS 12 ga bisa masuk pintunya kesempitan
y 0.2 0.8 + drone muter2 di atas TPS 4
  | ada pesawat kecil terbang di atas tps 4, warga heboh
y 0.3 2.0 + intel gadungan datangi rumah kpps minta daftar pemilih
  | orang ngaku polisi minta DPT ke rumah ketua kpps
y 0.1 1.0 + C6 dijual 150rb di dusun sini
  | jual beli undangan nyoblos, dibayar seratus lima puluh ribu
y 0.2 0.3 + petugas kpps TPS 11 nyuruh milih nomor 2 di depan bilik
  | kpps tps 11 arahin pemilih ke paslon 02
n 0.1 0.5 + ular masuk TPS 8
  | TPS 8 saksi minta uang transport
n 0.1 0.4 + mobil plat merah dipake ngangkut pemilih ke TPS 3
  | mobil pemilih nyerempet pagar TPS 3
n 0.0 0.6 + ibu hamil mau lahiran di TPS 10
  | ibu2 di TPS 10 marah ga boleh bawa anak ke bilik
n 0.2 1.0 + kertas suara TPS 6 salah dapil
  | kertas suara TPS 6 dipake bungkus gorengan
n 0.1 0.2 + linmas TPS 5 meninggal
  | linmas TPS 5 belum terima honor
n 0.3 0.8 + drone di atas TPS 4
  | di atas TPS 4 kabel listrik menjuntai bahaya
n 0.1 1.5 + hasil TPS 9 beda sama plano
  | hasil TPS 9 belum diumumkan warga nunggu
n 0.2 0.3 + C6 dijual 150rb
  | C6 saya salah nama
n 0.1 0.9 + KPPS TPS 11 nyuruh milih nomor 2
  | KPPS TPS 11 nyuruh saksi keluar
n 0.2 0.5 + orang mabuk ngamuk di TPS 7
  | orang gila masuk TPS 7 nyoblos
n 0.4 2.0 + posko paslon 3 kebakaran
  | posko paslon 3 bagi kaos gratis
n 0.1 0.5 + TPS 14 telat buka
  | TPS 14 tutup lebih awal padahal masih antri
n 0.3 0.6 + polisi gadungan minta DPT
  | polisi jaga TPS cuma satu orang
n 0.2 0.4 + TPS 2 papan calon roboh
  | TPS 2 papan calon dicoret2
n 0.0 0.3 + saksi 02 TPS 1 foto C6
  | saksi 02 TPS 1 kesurupan
n 0.1 0.7 + wonten ula ten TPS 15
  | wonten tiyang sepuh dhawah ten TPS 15
n 0.3 1.0 + bede oreng ngeba todhi' e TPS 16
  | bede oreng nangis e TPS 16
n 0.1 2.0 + listrik TPS 13 kedip2
  | TPS 13 proyektor rusak
n 0.5 1.0 + tiang listrik roboh di jalan poros
  | jalan poros ada kecelakaan truk sama motor
n 0.2 0.8 + TPS 12 pintunya sempit kursi roda ga masuk
  | TPS 12 kursi kurang pemilih berdiri
? 0.2 1.0 + TPS 3 ada masalah surat suara
  | surat suara TPS 3 kurang 20
? 0.3 2.0 + ada mobil mencurigakan parkir deket TPS 5
  | mobil timses mondar mandir di sekitar TPS 5
? 0.1 0.5 + TPS 8 mandeg
  | TPS 8 pemilih pada pulang
? 0.2 3.0 + ada yg luka di TPS 9
  | polisi datang ke TPS 9
"""


@dataclass(frozen=True, slots=True)
class WrittenPair:
    verdict: str
    km: float
    hours: float
    same_village: bool
    one: str
    other: str

    @property
    def first(self) -> Snippet:
        return Snippet("one", self.one, 112.75, -7.03, 10.0, "35.26.01.2003")

    @property
    def second(self) -> Snippet:
        east = self.km / (111.2 * math.cos(math.radians(7.03)))
        code = "35.26.01.2003" if self.same_village else "35.26.01.2004"
        return Snippet("other", self.other, 112.75 + east, -7.03, 10.0 + self.hours, code)


def fitting_pairs() -> list[WrittenPair]:
    """Return the pairs with a verdict that the trust of the shipped model is read off."""
    return [pair for pair in _read(_FITTING) if pair.verdict != "?"]


def written_pairs() -> list[WrittenPair]:
    """Return those of the first sets, doubtful ones among them."""
    return _read(_FITTING)


def judging_pairs() -> list[WrittenPair]:
    """Return the pairs that nothing was fitted on."""
    return _read(_JUDGING)


def _read(lines: str) -> list[WrittenPair]:
    found = []
    for line in lines.replace("\n  |", " |").strip().splitlines():
        verdict, km, hours, village, texts = line.split(" ", 4)
        one, other = texts.split(" | ")
        found.append(WrittenPair(verdict, float(km), float(hours), village == "+", one, other))
    return found
