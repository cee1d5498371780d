"""What the made-up reports say: families of matters, each with sentences to fit on and others to judge by.

Matters of one family are told with the same things and people ("surat suara", "saksi", "jalan") and are
not one event: who judges two reports by those words alone joins a torn ballot with a missing one.
{o} is a station, {l} a place, {n} a number. Before the bar are sentences of the fit, behind it those kept
for judging. Written for this package; no line is a real report.
"""

_LINES = """
hazard flood: air kali naik terus, {o} {l} sudah kerendam {n} cm
hazard flood: banjir di {l}, tenda {o} tidak bisa dipakai, tinggi air sekitar {n} cm
hazard flood: hujan semalaman, halaman {o} {l} jadi kubangan {n} senti
hazard flood| banyu munggah nang {l}, {o} kleleb {n} cm
hazard flood| {o} di {l} tergenang, pemilih tidak bisa lewat
hazard flood| mohon perahu karet, {l} terendam {n} cm sejak subuh
hazard wind: angin kencang, atap seng {o} {l} terbang
hazard wind: tenda {o} {l} ambruk diterjang angin
hazard wind| lesus nang {l}, terop {o} mabur
hazard wind| genteng balai {l} beterbangan kena puting beliung
hazard fire: kebakaran di belakang {o} {l}, warga bawa ember
hazard fire: api dari kompor tukang gorengan merambat ke dekat {o} {l}
hazard fire| kobongan nang {l}, asap sampai {o}
hazard fire| dapur warga {l} hangus, damkar menuju lokasi
hazard animal: lebah bersarang di {o} {l}, {n} orang tersengat
hazard animal: anjing galak berkeliaran di {o} {l}
hazard animal| tawon endas nang {o} {l}, wong podho mlayu
hazard animal| ada sapi mengamuk masuk {o} {l}
roads landslide: longsor menutup jalan {l}, {n} rumah terisolir
roads landslide: tebing runtuh di jalan {l}, motor tidak bisa lewat
roads landslide| dalan {l} ketutup lemah longsor
roads landslide| material tanah menimbun akses ke {l}
roads jam: jalan {l} macet panjang karena hajatan
roads jam: lalu lintas {l} tersendat, parkir pemilih sampai bahu jalan
roads jam| dalan {l} macet total, pasar tumpah
roads jam| antrean kendaraan {n} ratus meter di {l}
roads crash: tabrakan motor di jalan {l}, {n} orang patah tulang
roads crash: truk oleng menabrak warung di jalan {l}
roads crash| kecelakaan nang {l}, sepeda motor ringsek
roads crash| mobil pikap terguling masuk got di {l}
roads bridge: jembatan {l} putus, harus memutar {n} km
roads bridge: papan jembatan gantung {l} lepas
roads bridge| kretek {l} ambrol
roads bridge| jembatan {l} miring, roda empat dilarang lewat
logistics late: logistik belum datang di {o} {l} padahal sudah siang
logistics late: kotak dan surat suara untuk {l} masih tertahan di jalan
logistics late: truk pengangkut logistik ke {l} mogok, {o} masih kosong {n} jam
logistics late| {o} {l} dereng nampi kotak suara, ditunggu {n} jam
logistics late| kiriman surat suara arah {l} terlambat, petugas menunggu
logistics late| sampek sateya kotak soara tade' e {o} {l}
logistics wet: kotak suara {o} {l} kehujanan, kardusnya lembek
logistics wet: kotak suara basah waktu diturunkan di {l}
logistics wet| kothak suara {o} {l} teles kabeh
logistics wet| kardus kotak {o} {l} jebol kena air hujan
logistics stolen: kotak suara {o} {l} dibawa lari orang tak dikenal
logistics stolen: {n} kotak suara hilang dari gudang {l}
logistics stolen| kothak suara {o} {l} dicolong bengi
logistics stolen| gudang {l} dibobol, kotak {o} raib
logistics seal: segel kotak suara {o} {l} robek
logistics seal: kotak suara {o} {l} ditemukan terbuka tanpa gembok
logistics seal: gembok kotak suara dibuka paksa di {l}
logistics seal| kotak suara {o} {l} segelnya hilang, saksi protes
logistics seal| segel suwek nang kotak {o} {l}
logistics seal| ada {n} kotak tidak tersegel di gudang {l}
logistics tools: paku dan bantalan coblos tidak ada di {o} {l}
logistics tools: bilik di {o} {l} cuma {n}, mestinya empat
logistics tools| {o} {l} mangsi entek, driji ora dicelup
logistics tools| meja kursi {o} {l} kurang {n}
ballots short: surat suara kurang {n} lembar di {o} {l}
ballots short: {n} pemilih di {o} {l} tidak kebagian surat suara
ballots short: jumlah surat suara {o} {l} tidak cocok dengan dpt, selisih {n}
ballots short| surat suara entek nang {o} {l}, kurang {n}
ballots short| {o} {l} kehabisan kertas suara, {n} orang masih antre
ballots short| kekurangan {n} lembar surat suara pemilihan bupati, {o} {l}
ballots torn: {n} lembar surat suara di {o} {l} sobek
ballots torn: surat suara {o} {l} rusak terlipat dan bernoda tinta
ballots torn| surat suara {o} {l} suwek {n} lembar
ballots torn| kertas suara bolong dimakan rayap di {o} {l}
ballots punched: surat suara {o} {l} sudah tercoblos sebelum dibagikan
ballots punched: {n} surat suara dicoblosi petugas di {o} {l}
ballots punched| surat suara {o} {l} wis dicoblos disik, {n} lembar
ballots punched| saksi menemukan sisa surat suara dicoblos ramai-ramai di {o} {l}
ballots swapped: surat suara di {o} {l} tertukar dengan desa lain
ballots swapped: surat suara gubernur dikirim dobel ke {o} {l}, yang bupati tidak ada
ballots swapped| {o} {l} nampi surat suara dapil liyane
ballots swapped| isi amplop {o} {l} keliru daerah pemilihan
officers ill: ketua kpps {o} {l} pingsan karena kelelahan
officers ill: {n} petugas kpps di {l} dilarikan ke puskesmas
officers ill: petugas {o} {l} sakit dan dirawat di rumah sakit
officers ill| petugas {o} {l} semaput, digowo nang puskesmas
officers ill| anggota kpps {l} jatuh sakit setelah menghitung semalaman
officers ill| {n} kpps tumbang di {o} {l}, perlu ambulans
officers partisan: ketua kpps {o} {l} mengarahkan pemilih ke salah satu calon
officers partisan: petugas {o} {l} berbisik ke pemilih lansia supaya pilih nomor tertentu
officers partisan| kpps {o} {l} ngongkon nyoblos calon siji
officers partisan| anggota kpps {l} pakai kaos calon
officers absent: {n} anggota kpps {o} {l} tidak datang
officers absent: {o} {l} belum buka, ketua kpps masih tidur
officers absent| petugas {o} {l} durung teko, lawange isih kunci
officers absent| kpps {l} bolos, tinggal {n} orang yang bertugas
officers quarrel: kpps {o} {l} bertengkar soal honor
officers quarrel: petugas {o} {l} mogok kerja minta uang makan
officers quarrel| kpps {o} {l} padu rebutan honor
officers quarrel| anggota kpps {l} walk out karena honor dipotong {n} ribu
witnesses expelled: saksi calon dilarang masuk {o} {l}
witnesses expelled: {n} saksi disuruh keluar dari {o} {l}
witnesses expelled| saksi {o} {l} ora oleh mlebu
witnesses expelled| mandat saksi ditolak ketua {o} {l}
witnesses fight: saksi dipukul di {o} {l}
witnesses fight: adu jotos antar saksi di {o} {l}, polisi sudah datang
witnesses fight| saksi {o} {l} diantem nganti bengep
witnesses fight| dua saksi saling dorong sampai berdarah di {o} {l}
witnesses poisoned: {n} saksi di {o} {l} mual setelah makan nasi kotak
witnesses poisoned: saksi {o} {l} diduga keracunan konsumsi
witnesses poisoned| saksi {o} {l} muntah-muntah mari mangan
witnesses poisoned| perut saksi {l} melilit sesudah sarapan
witnesses objection: saksi {o} {l} menolak tanda tangan berita acara
witnesses objection: saksi {o} {l} keberatan, minta hitung ulang {n} suara
witnesses objection| saksi {o} {l} emoh tandha tangan
witnesses objection| formulir keberatan saksi {o} {l} tidak diterima
voters double: ada pemilih mencoblos dua kali di {o} {l}
voters double: {n} nama ganda di dpt {o} {l}
voters double: orang luar ikut mencoblos di {o} {l} pakai undangan orang lain
voters double| undangan pemilih dipakai orang lain di {o} {l}
voters double| wong njobo daerah nyoblos nang {o} {l}, {n} orang
voters double| nama dobel {n} orang di daftar pemilih {o} {l}
voters refused: {n} pemilih ditolak di {o} {l} karena tidak punya ktp
voters refused: nama pemilih tidak terdaftar di {o} {l}, disuruh pulang
voters refused| pemilih {o} {l} ora entuk mlebu, ora nggowo undangan
voters refused| warga {l} gagal nyoblos, tak tercantum di dpt
voters minors: anak di bawah umur ikut mencoblos di {o} {l}
voters minors: pelajar smp kedapatan masuk bilik {o} {l}
voters minors| bocah cilik nyoblos nang {o} {l}
voters minors| pemilih {o} {l} ternyata belum 17 tahun
voters phone: pemilih memotret surat suara di bilik {o} {l}
voters phone: hp dibawa masuk bilik di {o} {l}
voters phone| wong {o} {l} ngrekam nang bilik
voters phone| ada yang selfie dengan kertas suara di {o} {l}
voters queue: antrean pemilih {o} {l} mengular sampai jalan
voters queue: pemilih {o} {l} mengeluh menunggu {n} jam
voters queue| antrine {o} {l} dowo banget
voters queue| pemilih {l} pulang karena lama dipanggil
pressure threats: sekelompok orang berjaga di {o} {l} dan menakut-nakuti pemilih
pressure threats: warga {l} diancam supaya memilih calon tertentu
pressure threats: {n} orang tak dikenal mengintimidasi pemilih di {o} {l}
pressure threats| ono wong {n} ngancem warga nyoblos nang {l}
pressure threats| pemilih takut datang ke {o} {l} karena ada yang menghadang
pressure threats| intimidasi oleh {n} pria berbadan besar dekat {o} {l}
pressure vandals: kaca rumah pendukung calon di {l} dilempar batu
pressure vandals: mobil timses dibaret di {l}
pressure vandals| omahe tim sukses {l} disawat watu
pressure vandals| poster calon di {l} dicoret dan disobek
pressure officials: kepala desa {l} mengajak pilih calon tertentu
pressure officials: camat mengumpulkan {n} perangkat di {l} untuk mendukung petahana
pressure officials| pak kades {l} kampanye nang balai
pressure officials| asn berpose dua jari di {l}
money envelopes: amplop isi {n} ribu dibagikan di {l} tadi malam
money envelopes: tim sukses membagi uang {n} ribu per orang di {l}
money envelopes: serangan fajar {l}, warga diberi {n} ribu dan sembako
money envelopes| warga {l} dikeki duit {n} ewu karo tim paslon
money envelopes| bagi-bagi sembako dan amplop {n} ribu di rumah rt {l}
money envelopes| pesse {n} ebu eberri' ka oreng e {l}
money aid: bansos beras {n} karung ditempeli foto calon di {l}
money aid: pembagian bansos resmi di balai {l} ricuh
money aid| beras bantuan {l} ono gambar calone
money aid| warga {l} antre bantuan pangan, data tidak cocok
money betting: taruhan hasil pilkada di warung {l}, {n} ribu sekali pasang
money betting: bandar judi pilkada beroperasi di {l}
money betting| wong {l} totohan calon, {n} ewu
money betting| ada togel menang-kalah bupati di {l}
violence brawl: bentrok pendukung dua calon di {l}, {n} orang luka
violence brawl: kericuhan pecah saat penghitungan di {o} {l}, {n} luka
violence brawl| geger nang {o} {l}, {n} wong tatu
violence brawl| dua kubu saling lempar batu di {l}, {n} korban
violence damage: massa merusak {o} di {l}
violence damage: papan dan meja {o} {l} diobrak-abrik
violence damage| {o} {l} diobong wong
violence damage| plang panwas {l} dirobohkan
violence stabbing: warga {l} dibacok celurit karena beda pilihan
violence stabbing: penusukan di dekat {o} {l}, korban kritis
violence stabbing| acarok e {l}, {n} oreng loka
violence stabbing| pria {l} disabet parang tetangganya
power outage: listrik padam di {o} {l}, penghitungan berhenti
power outage: mati lampu {n} jam di {l}, butuh genset
power outage: pln mati, {o} {l} menghitung pakai lilin
power outage| lampune mati nang {l}, itungan suara mandeg {n} jam
power outage| {o} {l} gelap gulita, mohon genset
power outage| setrum pet kawit sore wonten {l}
power short: korsleting kabel di {o} {l}, percikan api
power short: colokan {o} {l} meleleh, bau gosong
power short| kabel {o} {l} konslet
power short| petugas {o} {l} kesetrum waktu pasang lampu
power signal: sinyal hilang di {l}, laporan {o} tidak terkirim
power signal: internet {l} putus, foto hasil gagal diunggah
power signal| hp ora ono sinyal nang {l}
power signal| aplikasi rekap macet di {o} {l}
count sums: angka c hasil {o} {l} salah jumlah {n}
count sums: perolehan calon di {o} {l} tertulis lebih {n} suara
count sums| itungan {o} {l} keliru {n}
count sums| plano dan salinan {o} {l} beda {n} suara
count stopped: rekapitulasi {l} dihentikan, saksi keluar
count stopped: pleno kecamatan {l} diskors {n} jam
count stopped| rekap {l} mandeg
count stopped| rapat rekapitulasi {l} buntu, dilanjut besok
count secret: penghitungan {o} {l} dilakukan tertutup, warga tidak boleh lihat
count secret: {o} {l} menghitung di dalam rumah terkunci
count secret| {o} {l} ngitung suara meneng-menengan
count secret| pintu {o} {l} ditutup saat suara dihitung
crowd demo: sekitar {n} orang berdemo di depan kantor kecamatan {l}
crowd demo: massa {n} orang blokir jalan {l} menolak hasil
crowd demo: unjuk rasa di {l} minta hitung ulang, {n} peserta
crowd demo| wong {n} demo nang {l}, dalan ditutup
crowd demo| jalan masuk {l} ditutup massa yang protes hasil {o}
crowd demo| kerumunan {n} warga di balai {l} menuntut penghitungan ulang
crowd convoy: konvoi {n} motor pendukung lewat {l}, knalpot bising
crowd convoy: arak-arakan kemenangan di {l} padahal belum ada hasil
crowd convoy| pawai montor nang {l}, brisik
crowd convoy| rombongan pendukung keliling {l} bawa bendera
crowd prayer: pengajian {n} orang di {l} berjalan tertib
crowd prayer: istighosah bersama di lapangan {l}, {n} jamaah
crowd prayer| wong {n} selametan nang {l}
crowd prayer| doa bersama warga {l} selesai
hoax moved: beredar pesan wa bahwa {o} {l} dipindah, itu hoaks
hoax moved: kabar bohong pemilihan di {l} ditunda, warga bingung
hoax moved| info palsu {o} {l} tutup jam {n} beredar di grup
hoax moved| warta palsu: coblosan nang {l} diundur
hoax leaflet: selebaran fitnah calon bupati disebar di {l}
hoax leaflet: pamflet gelap ditempel di {l}
hoax leaflet| ada video lama disebar lagi seolah rusuh di {l}
hoax leaflet| rekaman suara palsu calon disebar di grup {l}
"""

# What a later teller says when the matter is over or goes on; it tells of the same event.
UPDATES = (
    "update {o} {l}: {s}",
    "perkembangan, {s}",
    "yang tadi di {o} {l}: {s}",
    "susulan {o} {l}, {s}",
)
STATES = (
    "sudah ditangani",
    "sudah aman",
    "belum ada yang datang",
    "masih sama seperti tadi",
    "wis beres",
    "polisi sudah di lokasi",
    "tambah parah",
    "ampon mare",
)


def families() -> dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return family -> matter -> sentences of the fit, and sentences kept for judging."""
    found: dict[str, dict[str, tuple[list[str], list[str]]]] = {}
    for line in _LINES.strip().splitlines():
        family, rest = line.split(" ", 1)
        cut = min(at for at in (rest.find(":"), rest.find("|")) if at > 0)
        told = found.setdefault(family, {}).setdefault(rest[:cut], ([], []))
        told[rest[cut] == "|"].append(rest[cut + 2 :])
    return {
        family: {matter: (tuple(fit), tuple(held)) for matter, (fit, held) in matters.items()}
        for family, matters in found.items()
    }
